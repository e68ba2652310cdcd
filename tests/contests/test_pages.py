"""What people see: masked in public, in full for the village, the same number of queries for one row and for many."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.enums import ContestState, JudgingWay
from boards.models import Contest, ContestAward, ContestEntrant
from boards.queries import contests
from boards.services import erasing  # noqa: F401 - registered with the app
from boards.services.contests import results
from points.models import Household, Membership, Village
from points.queries import held
from points.services import consents, privacy
from tests import stage
from tests.contests import scene
from tests.contests.scene import IN_PUBLICITY, JUDGED, PUBLISHED, VALUES
from tests.factories import Cast
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NAMES = ("村民户", "欧阳春晖", "司徒秋月", "上官雪松", "慕容远山", "夏侯青")


@pytest.fixture
def cast() -> Cast:
    cast = scene.village()
    for household, name in zip(cast.households, NAMES, strict=True):
        household.head_name = name
        household.save(update_fields=["head_name"])
    return cast


def client_of(user: Any = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(name: str, cast: Cast, *args: Any, user: Any = None, at: Any = IN_PUBLICITY, status: int = 200) -> str:
    with clock.frozen(at):
        answer = client_of(user).get(reverse(f"boards:{name}", args=[cast.village.slug, *args]))
    assert answer.status_code == status, answer.status_code
    html = answer.content.decode()
    assert_valid_html(html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_public_reads_masked_names_of_winners_alone(cast: Cast) -> None:
    contest = scene.publicised(cast)
    text = read("contest", cast, contest.pk)
    assert "欧阳*晖户" in text and "第一名" in text and "90.00" in text
    assert not any(name in text for name in NAMES) and "慕容" not in text, "the fourth is not named"
    consents.give(
        household=cast.households[1],
        kind="names",
        given_on=clock.local_day(PUBLISHED),
        paper="1",
        by=None,
        at=PUBLISHED,
    )
    assert "欧阳春晖户" in read("contest", cast, contest.pk)
    assert "司徒秋月户" in read("contest", cast, contest.pk, user=cast.villager)


def test_nothing_is_public_before_the_call_nor_marks_before_publicity(cast: Cast) -> None:
    contest = scene.drafted(cast)
    read("contest", cast, contest.pk, status=404)
    decided = scene.decided(scene.village())
    cast.village = decided.village
    text = read("contest", cast, decided.pk)
    assert "90.00" not in text and "4户参评" in text


def test_what_is_not_held_says_why(cast: Cast) -> None:
    contest = scene.called(cast)
    scene.calls.cancel(contest=contest, reason="只有一户报名又退出", by=cast.administrator, at=JUDGED)
    assert "只有一户报名又退出" in read("contest", cast, contest.pk)


def test_a_certificate_is_genuine_or_not(cast: Cast) -> None:
    scene.awarded(cast)
    text = read("certificate", cast, "2026-001")
    assert "本证书属实" in text and "欧阳*晖户" in text and "+30" in text
    for code in ("2026-009", "2026-1", "2026-0001", "x", "9999999999-1", "２０２６-001"):
        assert "查无此证书" in read("certificate", cast, code, status=404)
    other = scene.village()
    cast.village = other.village
    read("certificate", cast, "2026-001", status=404)


def test_the_hall_of_honour_by_quarter_and_title(cast: Cast) -> None:
    assert "还没有" in read("honours", cast)
    scene.awarded(cast)
    text = read("honours", cast)
    assert "2026年第4季度" in text and "洁美庭院" in text and "上官*松户" in text
    with clock.frozen(IN_PUBLICITY):
        for year in ("2019", "x", "²"):
            assert client_of().get(f"/v/{cast.village.slug}/honours/?year={year}").status_code == 404


def test_a_members_list_says_from_whom_to_keep_away_and_hides_the_others_marks(cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(name="桂花村")  # else it may be 第77村
    scene.lives_in(cast, cast.branch, 1)
    contest = scene.judging(cast)
    scene.mark(cast, contest, cast.supervision, 2, 77)
    text = read("contest_judge", cast, contest.pk, user=cast.branch, at=JUDGED)
    assert "本户" in text and "还有3户没打分" in text and "77" not in text
    one = scene.entrant(cast, contest, 1)
    assert "这一户您要回避" in read("contest_mark", cast, contest.pk, one.pk, user=cast.branch, at=JUDGED)
    with clock.frozen(JUDGED):
        address = reverse("boards:contest_mark", args=[cast.village.slug, contest.pk, one.pk])
        answer = client_of(cast.branch).post(address, {"mark_1": 1, "mark_2": 1})
    assert "这是您自己家" in answer.content.decode()


def test_the_result_sheet_shows_marks_recusals_and_rounds(cast: Cast) -> None:
    scene.lives_in(cast, cast.branch_two, 3)
    contest = scene.judging(cast, 3)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 90, 90, 70)
    scene.mark(cast, contest, cast.branch_two, 1, 60)
    scene.close(cast, contest, leave_out=True)
    for judge in (cast.branch, cast.representative):
        scene.mark(cast, contest, judge, 1, 80)
        scene.mark(cast, contest, judge, 2, 85)
    scene.close(cast, contest)
    text = read("contest_sheet", cast, contest.pk, user=cast.officer)
    assert "第1轮" in text and "第2轮" in text and "(60)" in text and "本户" in text and "85.00" in text


def test_certificates_one_a_page_and_the_words_of_a_certificate(cast: Cast) -> None:
    contest = scene.awarded(cast)
    text = read("contest_certificates", cast, contest.pk, user=cast.officer)
    assert text.count("特发此证，以资鼓励") == 3 and "编号2026-001" in text.replace(" ", "")
    assert "2026年第4季度“洁美庭院”示范户评比中荣获第一名" in text.replace(" ", "")


def test_who_objected_is_shown_to_nobody_but_the_office_words_to_those_who_decide(cast: Cast) -> None:
    contest = scene.publicised(cast)
    objection = scene.object_to(cast, contest, 1)
    assert "堆着柴" not in read("contest_work", cast, contest.pk, user=cast.officer)
    assert "堆着柴" not in read("contest", cast, contest.pk)
    text = read("contest_objection", cast, contest.pk, objection.pk, user=cast.supervisor)
    assert "堆着柴" in text and NAMES[0] not in text
    membership = Membership.objects.create(village=cast.village, user=cast.branch, role="supervisor")
    assert membership and "堆着柴" not in read(
        "contest_objection", cast, contest.pk, objection.pk, user=type(cast.branch).objects.get(pk=cast.branch.pk)
    )


def test_a_walk_is_compared_and_confirmed_by_another(cast: Cast) -> None:
    contest = scene.walked(cast)
    mine = read("contest_walk", cast, contest.pk, user=cast.branch, at=JUDGED)
    assert "与签字表一致" not in mine and "由另一类成员的审核委员确认" in mine
    assert "与签字表一致" in read("contest_walk", cast, contest.pk, user=cast.supervision, at=JUDGED)
    with clock.frozen(JUDGED):
        address = reverse("boards:contest_walk", args=[cast.village.slug, contest.pk])
        answer = client_of(cast.supervision).post(address, {"act": "confirm", "edition": "1"})
    assert answer.status_code == 302 and stage.fresh(contest).state == ContestState.DECIDED


def test_a_walk_is_typed_in_with_its_photo(cast: Cast) -> None:
    contest = scene.judging(cast, 2, JudgingWay.WALK)
    address = reverse("boards:contest_walk", args=[cast.village.slug, contest.pk])
    sent: dict[str, Any] = {"act": "record", "walked_on": "2026-12-12"}
    sent["people"] = [str(user.pk) for user in (cast.branch, cast.supervision)]
    for number in (1, 2):
        one = scene.entrant(cast, contest, number)
        sent |= {f"mark_{one.pk}_1": 50 + number, f"mark_{one.pk}_2": 30}
    client = client_of(cast.officer)
    with clock.frozen(JUDGED):
        assert "photo" in client.post(address, sent).content.decode()
        assert client.post(address, {**sent, "photo": stage.picture()}).status_code == 302
    assert contests.walk_of(stage.fresh(contest)) is not None


@pytest.mark.parametrize("act", ["call", "judge", "close", "publish", "award", "cancel", "withhold", "nonsense"])
def test_a_step_that_does_not_follow_is_refused_on_the_page(cast: Cast, act: str) -> None:
    contest = scene.awarded(cast)
    winner = scene.entrant(cast, contest, 1)
    sent = {"act": act, "until": "2026-12-30", "way": "phone", "reason": "试试", "entrant": str(winner.pk)}
    with clock.frozen(IN_PUBLICITY):
        for user in (cast.officer, cast.administrator, cast.branch):
            answer = client_of(user).post(reverse("boards:contest_work", args=[cast.village.slug, contest.pk]), sent)
            assert answer.status_code in (200, 403), act
    assert stage.fresh(contest).state == ContestState.AWARDED


def test_what_waits_for_whom(cast: Cast) -> None:
    with clock.frozen(JUDGED):
        contest = scene.judging(cast)
        assert contests.waiting(cast.branch, cast.village) == 4
        scene.mark(cast, contest, cast.branch, 1, 60)
        assert contests.waiting(cast.branch, cast.village) == 3
        assert contests.waiting(cast.officer, cast.village) == 0
        scene.drafted(cast, replace(VALUES, name="致富能手"))
        assert contests.waiting(cast.officer, cast.village) == 1
        for judge in (cast.branch, cast.supervision):
            scene.marks(cast, contest, judge, 90, 80, 70, 60)
        assert contests.waiting(cast.branch, cast.village) == 0
        scene.close(cast, contest)
        assert contests.waiting(cast.branch, cast.village) == 1, "a result to put in publicity"
        walked = scene.walked(cast, 90, values=replace(VALUES, name="走评的"))
        assert contests.waiting(cast.branch, cast.village) == 1, "typed in by this very member"
        assert contests.waiting(cast.supervision, cast.village) == 2
        assert contests.walk_of(walked) is not None
        assert contests.waiting(cast.villager, cast.village) == 0


def test_the_passbook_has_the_call_and_what_was_won(cast: Cast) -> None:
    with clock.frozen(scene.NOMINATED):
        scene.called(cast)
        assert "为本户报名" in client_of(cast.villager).get(f"/v/{cast.village.slug}/my/").content.decode()
    Membership.objects.filter(village=cast.village, user=cast.villager).update(household=cast.households[1])
    with clock.frozen(scene.AWARDED):
        contest = Contest.objects.get(village=cast.village)
        for number in (1, 2, 3):
            scene.nominate(cast, contest, number)
        scene.calls.begin_judging(contest=contest, way=JudgingWay.PHONE, by=cast.officer, at=scene.JUDGING)
        for judge in (cast.branch, cast.supervision):
            scene.marks(cast, contest, judge, 90, 80, 70)
        scene.close(cast, contest)
        results.publish(contest=contest, by=cast.representative, at=PUBLISHED)
        scene.award(contest)
        text = client_of(cast.villager).get(f"/v/{cast.village.slug}/my/").content.decode()
    assert "洁美庭院评比第一名" in text and "证书2026-001号" in text


# ------------------------------------------------------------------------------------------------------- the same work


def queries(name: str, cast: Cast, *args: Any, user: Any = None, at: Any = IN_PUBLICITY) -> int:
    client = client_of(user)
    address = reverse(f"boards:{name}", args=[cast.village.slug, *args])
    with clock.frozen(at):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["contests", "honours", "contest_desk", "contest_titles"])
def test_lists_take_the_same_queries_for_one_and_for_three(name: str) -> None:
    counts = []
    for many in (1, 3):
        cast = scene.village()
        for number in range(many):
            values = replace(VALUES, name=f"称号{number}", same_items=())
            contest = scene.judging(cast, 3, values=values)
            for judge in (cast.branch, cast.supervision):
                scene.marks(cast, contest, judge, 90, 80, 70)
            scene.close(cast, contest)
            results.publish(contest=contest, by=cast.representative, at=PUBLISHED)
            scene.award(contest)
        counts.append(queries(name, cast, user=cast.administrator, at=scene.AWARDED))
    assert counts[0] == counts[1]


def test_what_waits_is_counted_in_the_same_queries_for_one_contest_and_for_three() -> None:
    counts = []
    for many in (1, 3):
        cast = scene.village()
        for number in range(many):
            scene.judging(cast, 3, values=replace(VALUES, name=f"称号{number}", same_items=()))
        with clock.frozen(JUDGED), CaptureQueriesContext(connection) as caught:
            assert contests.waiting(cast.branch, cast.village) == 3 * many
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_who_was_nominated_by_others_reads_so_and_may_withdraw(cast: Cast) -> None:
    contest = scene.called(cast)
    scene.nominate(cast, contest, 0)
    with clock.frozen(scene.NOMINATED):
        client = client_of(cast.villager)
        text = client.get(f"/v/{cast.village.slug}/my/").content.decode()
        assert "您家已参评" in text and "书面报名" in text and "为本户报名" not in text
        address = reverse("boards:contest_nominate", args=[cast.village.slug, contest.pk])
        sent = {"act": "withdraw", "entrant": str(scene.entrant(cast, contest, 0).pk)}
        assert client.post(f"{address}?as=household", sent).status_code == 302
        assert "为本户报名" in client.get(f"/v/{cast.village.slug}/my/").content.decode()


@pytest.mark.parametrize(
    ("name", "user"),
    [("contest", None), ("contest_work", "officer"), ("contest_judge", "branch"), ("contest_sheet", "officer")],
)
def test_pages_of_a_contest_take_the_same_queries_for_one_entrant_and_for_five(name: str, user: str | None) -> None:
    counts = []
    for many in (1, 5):
        cast = scene.village()
        contest = scene.judging(cast, many)
        for judge in (cast.branch, cast.supervision):
            scene.marks(cast, contest, judge, *(90 - number for number in range(many)))
        if name in ("contest", "contest_sheet"):
            scene.close(cast, contest)
            results.publish(contest=contest, by=cast.representative, at=PUBLISHED)
        who = getattr(cast, user) if user else None
        counts.append(queries(name, cast, contest.pk, user=who, at=JUDGED if who else IN_PUBLICITY))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------------------------------------------------- personal


def test_what_is_held_in_contests_is_said_and_erased(cast: Cast) -> None:
    contest = scene.publicised(cast)
    scene.award(contest)
    household = Household.objects.get(pk=cast.households[1].pk)
    said = str([part.lines for part in held.sections(household)])
    assert "院子天天打扫" in said and "2026-001" in said and "90.00" in said
    with clock.frozen(scene.AWARDED) as at:
        done = privacy.erase(
            household=household, parts=["contest_words"], asked_on=clock.local_day(at), paper="口头",
            by=cast.administrator, at=at,
        )  # fmt: skip
    assert done["contest_words"] == 2
    assert ContestAward.objects.get(village=cast.village, place=1).head_name == ""
    assert scene.entrant(cast, contest, 1).reason == ""
    assert "姓名已应要求删除" in read("certificate", cast, "2026-001")
    assert ContestEntrant.objects.filter(village=cast.village, place=1).exists(), "the prize stays"
