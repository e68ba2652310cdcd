"""The village's own page and its parts: who may change them, and what a part that is off says."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from points.enums import Module
from points.models import AuditRow, Village
from points.queries.villages import uses
from points.services import villages
from points.views.off import with_module
from tests import stage
from tests.factories import Cast
from villagegov.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def client(user: object) -> Client:
    made = Client()
    made.force_login(user)  # type: ignore[arg-type]
    return made


def test_the_administrator_writes_the_page_and_switches_parts(cast: Cast) -> None:
    address = f"/v/{cast.village.slug}/work/village/"
    sent = {"profile": "种柑橘的村子。", "privacy_contact": "文书 0833-1", "modules": ["demands", "stars"]}
    answer = client(cast.administrator).post(address, sent, follow=True)
    assert "已保存" in text_of(answer)
    village = Village.objects.get(pk=cast.village.pk)
    assert (village.profile, village.modules) == ("种柑橘的村子。", ["stars", "demands"])
    assert uses(Module.STARS)(village) and not uses(Module.ECONOMY)(village)
    assert "种柑橘的村子。" in text_of(Client().get(f"/v/{village.slug}/about/"))
    row = AuditRow.objects.get(village=village, action="village.changed")
    assert row.after == {"fields": ["profile", "privacy_contact", "modules"], "modules": ["stars", "demands"]}


def test_the_same_again_writes_nothing(cast: Cast) -> None:
    for _time in range(2):
        villages.change_village(
            village=cast.village,
            profile="一样",
            privacy_contact="",
            modules=[Module.DEMANDS],
            by=cast.administrator,
            at=stage.ENTERED,
        )
    assert AuditRow.objects.filter(village=cast.village, action="village.changed").count() == 1


def test_a_part_that_is_not_known_is_refused_and_what_was_typed_stays(cast: Cast) -> None:
    sent = {"profile": "新写的一段", "privacy_contact": "", "modules": ["gold"]}
    answer = client(cast.administrator).post(f"/v/{cast.village.slug}/work/village/", sent)
    assert answer.status_code == 200 and "新写的一段" in text_of(answer)
    assert Village.objects.get(pk=cast.village.pk).modules == []


def test_nobody_else_changes_it(cast: Cast) -> None:
    with pytest.raises(DomainError):
        villages.change_village(
            village=cast.village, profile="", privacy_contact="", modules=[], by=cast.officer, at=stage.ENTERED
        )


def test_a_page_of_a_part_that_is_off_says_so(cast: Cast, rf: RequestFactory) -> None:
    @with_module(Module.DEMANDS)
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("here")

    request = rf.get("/")
    request.village, request.user = cast.village, cast.officer  # type: ignore[attr-defined]
    cast.village.modules = []
    assert "没有启用“诉求与走访”" in page(request).content.decode()
    cast.village.modules = ["demands"]
    assert page(request).content == b"here"
