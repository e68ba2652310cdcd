"""Pages of demands and visits: who reads what, the module off, other villages, and the price of a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Demand, Visit
from councils.services import demands
from points.enums import Module
from points.models import CareReading
from points.services import care
from tests import stage
from tests.demands.support import NOW, TODAY, WORDS, answered, brought, home, solved, written
from tests.factories import Cast, make_village
from tests.support import assert_valid_html


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(cast: Cast, rest: str) -> str:
    return f"/v/{cast.village.slug}/{rest}"


PAGES = ("demands/", "my/demands/", "my/demands/new/", "work/demands/", "work/demands/new/", "work/demands/figures/",
         "work/demands/study/", "work/visits/", "work/visits/new/", "work/grids/", "work/grids/new/")  # fmt: skip


def whose(cast: Cast, page: str) -> Client:
    return signed_in(cast.villager if page.startswith("my/") else cast.administrator)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_valid_and_off_where_the_module_is_off(cast: Cast, page: str) -> None:
    brought(cast)
    client = whose(cast, page)
    answer = client.get(address(cast, page))
    assert answer.status_code == 200
    assert_valid_html(answer.content)
    cast.village.modules = []
    cast.village.save(update_fields=["modules"])
    off = client.get(address(cast, page)).content.decode()
    assert "诉求与走访" in off and WORDS not in off and '<form method="post" class="sheet"' not in off


def test_from_the_phone_with_a_photo_to_the_answer(cast: Cast) -> None:
    phone, office = signed_in(cast.villager), signed_in(cast.officer)
    form = {"id": "0192f0c4-0000-7000-8000-000000000001", "kind": "problem", "topic": "road", "text": WORDS,
            "place": "三岔路口", "may_publish": "on", "photos": [stage.picture()]}  # fmt: skip
    answer = phone.post(address(cast, "my/demands/new/"), form, follow=True)
    assert "已收到，编号1" in answer.content.decode()
    made = Demand.objects.get(village=cast.village)
    assert made.online and made.may_publish and made.photos.filter(village=cast.village).count() == 1
    photo = made.photos.get(village=cast.village).photo_id
    for user, status in ((cast.villager, 200), (cast.grid, 200), (cast.officer, 200), (cast.far_grid, 403)):  # type: ignore[attr-defined]
        assert signed_in(user).get(address(cast, f"photos/{photo}/small/")).status_code == status
    page = address(cast, f"work/demands/{made.pk}/")
    said = office.get(page).content.decode()
    assert WORDS in said and "到场以后才能答复" in said
    office.post(address(cast, f"work/visits/new/?demand={made.pk}"), {
        "id": "0192f0c4-0000-7000-8000-000000000002", "household": cast.households[0].number,
        "visited_on": TODAY.isoformat(), "visitors": "罗成玉", "heard": "灯头坏了",
    })  # fmt: skip
    assert Visit.objects.get(village=cast.village).demand_id == made.pk
    office.post(page, {"act": "answer", "outcome": "solved", "words": "换了灯头", "public_words": "路灯换了"})
    own = address(cast, f"my/demands/{made.pk}/")
    assert "是不是真的这样" in phone.get(own).content.decode()
    refused = phone.post(own, {"so": "no", "words": ""}).content.decode()
    assert "请说明还差什么" in refused
    phone.post(own, {"so": "yes", "words": ""})
    assert Demand.objects.get(village=cast.village).state == "settled"


def test_each_sees_the_own(cast: Cast) -> None:
    mine = brought(cast)
    other = written(cast, household=1)
    far = make_village(households=1, modules=[Module.DEMANDS])
    for user, found, missing in (
        (cast.grid, mine, other),  # type: ignore[attr-defined]
        (cast.villager, None, None),
        (cast.supervisor, other, None),
    ):
        client = signed_in(user)
        if found is not None:
            assert client.get(address(cast, f"work/demands/{found.pk}/")).status_code == 200
        if missing is not None:
            assert client.get(address(cast, f"work/demands/{missing.pk}/")).status_code == 404
            assert client.get(address(cast, f"work/visits/new/?demand={missing.pk}")).status_code == 404
    assert signed_in(cast.villager).get(address(cast, f"my/demands/{other.pk}/")).status_code == 404
    elsewhere = f"/v/{far.village.slug}/work/demands/{mine.pk}/"
    assert signed_in(far.officer).get(elsewhere).status_code == 404
    reader = signed_in(cast.supervisor)
    page = reader.get(address(cast, f"work/demands/{mine.pk}/")).content.decode()
    assert 'value="answer"' not in page and 'value="hand"' not in page
    refused = reader.post(address(cast, f"work/demands/{mine.pk}/"), {"act": "hand", "to": str(cast.officer.pk)})
    assert Demand.objects.get(pk=mine.pk, village=cast.village).state == "filed" and refused.status_code == 200


def test_every_look_at_the_list_of_visits_is_written_down(cast: Cast) -> None:
    since = TODAY - timedelta(days=30)
    care.mark(household=home(cast), kind="lone_elderly", since=since, by=cast.administrator, at=NOW)
    care.mark(household=home(cast, 1), kind="hardship", since=since, by=cast.administrator, at=NOW)
    office = signed_in(cast.officer).get(address(cast, "work/visits/")).content.decode()
    assert "独居老人" not in office and not CareReading.objects.filter(village=cast.village).exists()
    page = signed_in(cast.grid).get(address(cast, "work/visits/")).content.decode()  # type: ignore[attr-defined]
    assert "独居老人" in page and "困难家庭：" in page
    rows = CareReading.objects.filter(village=cast.village)
    assert list(rows.values_list("household", flat=True)) == [cast.households[0].pk]


@pytest.mark.parametrize("page", ["work/demands/?list=all", "work/visits/", "work/demands/study/", "my/demands/"])
def test_a_list_costs_the_same_for_one_and_for_three(cast: Cast, page: str) -> None:
    client = whose(cast, page)

    def cost() -> int:
        client.get(address(cast, page))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast, page))
        return len(queries)

    answered(cast)
    brought(cast)
    one = cost()
    for _ in range(2):
        answered(cast)
        brought(cast)
    assert cost() == one


def test_the_administrator_draws_up_grids_and_the_rhythm(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    client.post(
        address(cast, "work/grids/new/"), {"number": "2", "name": "第2网格", "groups": [str(cast.groups[1].pk)]}
    )
    page = client.get(address(cast, "work/grids/")).content.decode()
    assert "第2网格" in page and "无人" in page
    taken = client.post(address(cast, "work/grids/new/"), {"number": "2", "name": "x", "groups": []}).content.decode()
    assert "2号网格已有了" in taken
    client.post(address(cast, "work/grids/"), {"hardship": 7, "lone_elderly": 7, "left_behind": 7, "revisit": 7})
    assert 'value="7"' in client.get(address(cast, "work/grids/")).content.decode()


def test_the_office_writes_down_the_word_of_a_household(cast: Cast) -> None:
    made = written(cast, household=2)
    demands.answer(demand=made, data=solved(), by=cast.grid, at=NOW)  # type: ignore[attr-defined]
    page = address(cast, f"work/demands/{made.pk}/")
    assert "问过农户" not in signed_in(cast.grid).get(page).content.decode()  # type: ignore[attr-defined]
    client = signed_in(cast.officer)
    assert "问过农户" in client.get(page).content.decode()
    client.post(page, {"act": "say", "so": "yes", "words": ""})
    assert Demand.objects.get(village=cast.village).state == "settled"
