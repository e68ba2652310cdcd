"""Telling a household of a deduction: who, when, how, and what begins with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.enums import BodyKind, TellingWay
from councils.models import Telling
from councils.services import tellings
from points.enums import ClaimState, Role
from points.models import AuditRow, Claim, VillageSettings
from tests.factories import make_village, member, seat
from tests.publicity.conftest import DECIDED, TODAY, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db


def tell(claim: Claim, by, **more) -> Telling:
    values = {"way": TellingWay.IN_PERSON, "told_on": TODAY, "at": clock.now(), **more}
    return tellings.tell(claim=claim, by=by, **values)


def test_publicity_begins_with_the_day_it_was_recorded(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0])
    telling = tell(claim, scene.cast.officer, told_on=TODAY - timedelta(days=1), reply="  火是隔壁的。 ")
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLICISED
    assert (claim.publicity_from, claim.publicity_until) == (TODAY, TODAY + timedelta(days=6))
    assert (telling.reply, telling.told_on, telling.told_by) == ("火是隔壁的。", date(2026, 10, 11), scene.cast.officer)
    row = AuditRow.objects.get(action="claim.told")
    assert (row.by, row.subject_id) == (scene.cast.officer, claim.pk) and "隔壁" not in str(row.after)


def test_the_days_are_the_villages_on_that_day(scene: Scene) -> None:
    numbers = VillageSettings.objects.get(village=scene.village)
    numbers.pk, numbers._state.adding, numbers.effective_from, numbers.publicity_days = None, True, TODAY, 10
    numbers.pk = VillageSettings().pk
    numbers.save()
    claim = scene.to_tell(scene.cast.households[0])
    tell(claim, scene.cast.officer)
    claim.refresh_from_db()
    assert claim.publicity_until == TODAY + timedelta(days=9)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"told_on": TODAY + timedelta(days=1)}, "told_on", "还没到"),
        ({"told_on": DECIDED - timedelta(days=1)}, "told_on", "2026-10-10"),
        ({"way": "letter"}, "way", "告知方式"),
        ({"way": TellingWay.WITNESSED}, "witnesses", "两位见证人"),
        ({"way": TellingWay.WITNESSED, "witnesses": ["王芳", " "]}, "witnesses", "两位见证人"),
        ({"way": TellingWay.WITNESSED, "witnesses": ["王芳", "王芳"]}, "witnesses", "不能是同一人"),
        ({"way": TellingWay.WITNESSED, "witnesses": ["王芳", "积分信息员"]}, "witnesses", "告知人"),
        ({"way": TellingWay.WITNESSED, "witnesses": ["李小华", "王芳"]}, "witnesses", "被告知户"),
        ({"way": TellingWay.WITNESSED, "witnesses": ["王芳", "王" * 31]}, "witnesses", "30"),
        ({"reply": "火" * 301}, "reply", "300"),
    ],
)
def test_what_is_refused_names_its_field_and_changes_nothing(scene: Scene, values, field, words) -> None:
    claim = scene.to_tell(scene.cast.households[0])
    with pytest.raises(DomainError) as caught:
        tell(claim, scene.cast.officer, **values)
    assert caught.value.field == field and words in str(caught.value)
    claim.refresh_from_db()
    assert claim.state == ClaimState.TELLING and not Telling.objects.exists()


def test_two_witnesses_are_kept_by_name_and_only_for_a_letter_left(scene: Scene) -> None:
    one, two = (scene.to_tell(scene.cast.households[number]) for number in (0, 1))
    names = ["王芳", "赵铁柱"]
    assert tell(one, scene.cast.officer, way=TellingWay.WITNESSED, witnesses=names).witnesses == "王芳、赵铁柱"
    assert tell(two, scene.cast.officer, way=TellingWay.PHONE, witnesses=names).witnesses == ""


def test_silence_is_no_reply(scene: Scene) -> None:
    assert tell(scene.to_tell(scene.cast.households[0]), scene.cast.officer).reply == ""


def test_nobody_tells_their_own_household(scene: Scene) -> None:
    cast = scene.cast
    claim = scene.to_tell(cast.households[0])
    by_account = member(scene.village, Role.OFFICER, cast.households[0])
    by_seat = member(scene.village, Role.COMMITTEE)
    seat(cast.bodies[BodyKind.BRANCH], by_seat, household=cast.households[0])
    for user in (by_account, by_seat):
        with pytest.raises(NotAllowed, match="本户"):
            tell(claim, user)
        client = client_of(user)
        assert "请别人去告知" in text_of(client.get(scene.url("work/tellings/")))
        page = client.get(scene.url(f"work/tellings/{claim.pk}/"))
        assert "请回避" in text_of(page) and "<textarea" not in text_of(page)


@pytest.mark.parametrize("role", ["villager", "supervisor", "superuser"])
def test_only_those_who_work_for_the_village_tell(scene: Scene, role: str) -> None:
    with pytest.raises(NotAllowed):
        tell(scene.to_tell(scene.cast.households[1]), getattr(scene.cast, role))


def test_another_villages_officer_does_not(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        tell(scene.to_tell(scene.cast.households[1]), make_village().officer)


@pytest.mark.parametrize("state", [state for state in ClaimState if state != ClaimState.TELLING])
def test_only_what_waits_to_be_told(scene: Scene, state: ClaimState) -> None:
    claim = scene.to_tell(scene.cast.households[0])
    values = {"posted_at": clock.now()} if state == ClaimState.POSTED else {}
    Claim.objects.filter(pk=claim.pk).update(state=state, publicity_from=TODAY, publicity_until=TODAY, **values)
    with pytest.raises(TransitionError):
        tell(claim, scene.cast.officer)
    assert not Telling.objects.exists()


def test_a_second_telling_says_who_told(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0])
    tell(claim, scene.cast.officer)
    with pytest.raises(TransitionError, match="积分信息员已于2026-10-12登记告知"):
        tell(claim, scene.cast.administrator)
    assert Telling.objects.count() == 1


# ----------------------------------------------------------------------------------------------------- later replies


def test_a_later_reply_is_added_with_its_day_and_audited(scene: Scene) -> None:
    telling = tell(scene.to_tell(scene.cast.households[0]), scene.cast.officer, reply="没有的事。")
    with clock.frozen(TODAY + timedelta(days=2)):
        tellings.record_reply(telling=telling, reply="是我烧的，已经改了。", by=scene.cast.branch, at=clock.now())
    telling.refresh_from_db()
    assert telling.reply == "没有的事。\n2026-10-14 是我烧的，已经改了。"
    row = AuditRow.objects.get(action="claim.replied")
    assert row.by == scene.cast.branch and "烧" not in str(row.after)


def test_no_reply_is_added_to_what_is_posted(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0])
    telling = tell(claim, scene.cast.officer)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.POSTED, posted_at=clock.now())
    with pytest.raises(TransitionError):
        tellings.record_reply(telling=telling, reply="晚了", by=scene.cast.officer, at=clock.now())


@pytest.mark.parametrize("reply", [" ", "火" * 301])
def test_a_reply_is_words(scene: Scene, reply: str) -> None:
    telling = tell(scene.to_tell(scene.cast.households[0]), scene.cast.officer)
    with pytest.raises(DomainError) as caught:
        tellings.record_reply(telling=telling, reply=reply, by=scene.cast.officer, at=clock.now())
    assert caught.value.field == "reply"


def test_nobody_writes_down_the_reply_of_their_own_household(scene: Scene) -> None:
    telling = tell(scene.to_tell(scene.cast.households[0]), scene.cast.officer)
    own = member(scene.village, Role.OFFICER, scene.cast.households[0])
    with pytest.raises(NotAllowed):
        tellings.record_reply(telling=telling, reply="好", by=own, at=clock.now())


# ------------------------------------------------------------------------------------------------------------- pages


def test_the_officer_records_it_in_the_browser(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0], note="三社田边")
    client = client_of(scene.cast.officer)
    listed = text_of(client.get(scene.url("work/tellings/")))
    assert "李小华户" in listed and "三社田边" in listed and "公示7天" in listed
    url = scene.url(f"work/tellings/{claim.pk}/")
    assert 'value="2026-10-12"' in text_of(client.get(url)), "today is filled in"
    form = {"way": "witnessed", "told_on": "2026-10-12", "witness_one": "王芳", "witness_two": "", "reply": "没有"}
    wrong = client.post(url, form)
    assert_valid_html(wrong.content)
    assert wrong.status_code == 200 and "请写两位见证人" in text_of(wrong) and "没有</textarea>" in text_of(wrong)
    answer = client.post(url, {**form, "witness_two": "赵铁柱"}, follow=True)
    assert answer.redirect_chain == [(scene.url("work/tellings/"), 302)]
    assert "从今天起公示到10月18日" in text_of(answer)
    assert "都已告知" in text_of(answer) and "已告知，正在公示" in text_of(answer)
    again = client.post(url, {**form, "reply": "又来说了一次"}, follow=True)
    assert "说法已补记" in text_of(again)
    assert Telling.objects.get().reply == "没有\n2026-10-12 又来说了一次"


def test_the_letter_says_what_which_rule_until_when_and_whom_to_ask(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0], item_wording="露天焚烧秸秆的，每次扣5分。")
    client = client_of(scene.cast.officer)
    before = client.get(scene.url(f"work/tellings/{claim.pk}/letter/"))
    assert_valid_html(before.content)
    matter = ("李小华户（1组，户号001）", "焚烧秸秆", "第46项：露天焚烧秸秆的", "2026年10月8日", "−5")
    for words in (*matter, "公示7天", "公示到2026年10月18日", "不等于承认", "监督员", "签收人"):
        assert words in text_of(before), words
    with clock.frozen(TODAY + timedelta(days=1)):
        tell(claim, scene.cast.officer, told_on=TODAY, at=clock.now())
    after = text_of(client.get(scene.url(f"work/tellings/{claim.pk}/letter/")))
    assert "公示到2026年10月19日" in after and "今天登记的" not in after


def test_an_award_and_an_undecided_deduction_have_no_telling(scene: Scene) -> None:
    award = scene.publicise(scene.cast.households[0])
    undecided = scene.to_tell(scene.cast.households[0])
    Claim.objects.filter(pk=undecided.pk).update(state=ClaimState.SUBMITTED)
    client = client_of(scene.cast.officer)
    for claim in (award, undecided):
        for tail in ("", "letter/"):
            assert client.get(scene.url(f"work/tellings/{claim.pk}/{tail}")).status_code == 404


def test_what_waits_is_counted_in_the_nav_without_ones_own(scene: Scene) -> None:
    for household in scene.cast.households[:2]:
        scene.to_tell(household)
    own = member(scene.village, Role.OFFICER, scene.cast.households[0])
    for user, count in ((scene.cast.officer, 2), (own, 1)):
        assert f'工作台 <span class="count">{count}</span>' in text_of(client_of(user).get(scene.url("rules/")))


def test_the_same_queries_for_one_and_for_three(scene: Scene) -> None:
    numbers = []
    client = client_of(scene.cast.officer)
    for households in (scene.cast.households[:1], scene.cast.households[1:3]):
        for household in households:
            scene.to_tell(household)
            tell(scene.to_tell(household), scene.cast.officer)
        with CaptureQueriesContext(connection) as queries:
            assert_valid_html(client.get(scene.url("work/tellings/")).content)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
