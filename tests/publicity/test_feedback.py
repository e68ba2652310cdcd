"""意见建议: anybody may speak, nobody floods, no name is kept that was not given."""

from __future__ import annotations

from datetime import timedelta

import pytest

from councils.models import Feedback
from councils.services import feedback
from points.models import AuditRow
from tests.publicity.conftest import TODAY, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def test_without_name_or_log_in(scene: Scene) -> None:
    client = client_of(None)
    page = client.get(scene.url("feedback/"))
    assert_valid_html(page.content)
    assert "public" not in page.get("Cache-Control", ""), "a form's token is one person's"
    answer = client.post(scene.url("feedback/"), {"text": " 公示栏太高，看不清。 "}, follow=True)
    assert answer.redirect_chain == [(scene.url("feedback/thanks/"), 302)]
    assert "村里已经收到" in text_of(answer)
    assert_valid_html(answer.content)
    [row] = Feedback.objects.filter(village=scene.village)
    assert (row.text, row.contact, clock.local_day(row.made_at)) == ("公示栏太高，看不清。", "", TODAY)
    assert AuditRow.objects.get(action="feedback.left").by is None


def test_the_signed_in_stay_unnamed_too(scene: Scene) -> None:
    client_of(scene.cast.villager).post(scene.url("feedback/"), {"text": "太慢", "contact": "138"})
    assert Feedback.objects.get().contact == "138"
    assert AuditRow.objects.get(action="feedback.left").by is None


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text": " "}, "text"), ({"text": "啊" * 1001}, "text"), ({"text": "好", "contact": "1" * 61}, "contact")],
)
def test_what_is_refused_is_said_and_nothing_is_lost(scene: Scene, values: dict[str, str], field: str) -> None:
    page = client_of(None).post(scene.url("feedback/"), values)
    assert page.status_code == 200 and f'id="id_{field}_error"' in text_of(page)
    assert_valid_html(page.content)
    with pytest.raises(DomainError) as caught:
        feedback.leave(village=scene.village, at=clock.now(), **values)
    assert caught.value.field == field and not Feedback.objects.exists()


def test_programs_that_fill_in_everything_are_thanked_and_not_kept(scene: Scene) -> None:
    answer = client_of(None).post(scene.url("feedback/"), {"text": "buy", "website": "http://x"})
    assert answer.status_code == 302 and not Feedback.objects.exists()


def test_a_button_pressed_twice_is_one(scene: Scene) -> None:
    for _time in range(2):
        client_of(None).post(scene.url("feedback/"), {"text": "一样的话"})
    assert Feedback.objects.count() == 1
    with clock.frozen(clock.now() + timedelta(hours=1)):
        feedback.leave(village=scene.village, text="一样的话", at=clock.now())
    assert Feedback.objects.count() == 2


def test_from_one_address_ten_an_hour_in_each_village(scene: Scene) -> None:
    client = client_of(None)
    for number in range(10):
        assert client.post(scene.url("feedback/"), {"text": f"第{number}条"}).status_code == 302
    refused = client.post(scene.url("feedback/"), {"text": "第十一条"})
    assert "一小时内提交得太多" in text_of(refused) and "第十一条</textarea>" in text_of(refused)
    assert client_of(None).get(scene.url("feedback/")).status_code == 200
    other = client.post(scene.url("feedback/"), {"text": "别处来的"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302
    assert Feedback.objects.count() == 11


def test_without_the_cache_nobody_is_turned_away(scene: Scene, settings) -> None:
    location = "unix:///nonexistent/redis.sock?db=1"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
    client = client_of(None)
    for number in range(12):
        assert client.post(scene.url("feedback/"), {"text": f"第{number}条"}).status_code == 302
    assert Feedback.objects.count() == 12


def test_villages_without_points_listen_too(scene: Scene) -> None:
    scene.village.points_on = False
    scene.village.save()
    assert client_of(None).post(scene.url("feedback/"), {"text": "好"}).status_code == 302
