"""Lifting early and taking back: proposed with what shows it, decided by the quorum, said in public, posted once."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from boards.enums import Colour, EntryState, MotionKind, MotionState
from boards.models import BoardMotion
from boards.queries import board as boards
from boards.queries import checks, work
from boards.services import due, motions
from councils.models import NearKin
from points.models import Entry
from points.queries import ledger_check
from points.services import ledger, villages
from tests.boards.support import entries, lifted, proposed, small_village, with_black
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NOW = clock.moment(DAY, 12)


@pytest.fixture
def cast():
    return small_village(4)


@pytest.fixture
def entry(cast):
    """Public from 14 November to 13 December."""
    return with_black(cast)


def lines(cast):
    rows = Entry.objects.filter(village=cast.village).order_by("seq")
    return [(line.kind, line.points) for line in rows if line.kind != "claim" and line.kind != "base"]


def black_of(cast, day=DAY):
    cache.clear()
    return boards.board(cast.village, None, day)


def settings(cast, **numbers):
    villages.change_settings(village=cast.village, by=cast.administrator, at=NOW, effective_from=DAY, **numbers)


def test_one_word_lifts_nothing_and_the_quorum_does(cast, entry):
    motion = proposed(cast, entry)
    motion = motions.vote(motion=motion, agrees=True, by=cast.branch, at=NOW)
    assert (motion.state, motion.entry.state) == (MotionState.OPEN, EntryState.PUBLISHED)
    assert len(black_of(cast).black) == 1
    motion = motions.vote(motion=motion, agrees=True, by=cast.supervision, at=NOW)
    entry.refresh_from_db()
    assert (motion.state, entry.state, entry.end_note) == (MotionState.CARRIED, EntryState.LIFTED, "已清理干净")
    assert black_of(cast).black == () and entry.repair_id is None
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


def test_two_of_one_constituency_are_no_quorum(cast, entry):
    motion = proposed(cast, entry)
    for voter in (cast.branch, cast.branch_two):
        motion = motions.vote(motion=motion, agrees=True, by=voter, at=NOW)
    assert motion.state == MotionState.OPEN and work.waiting_motions(cast.supervision, cast.village) == 1


def test_a_quorum_against_leaves_everything_and_says_why(cast, entry):
    motion = proposed(cast, entry)
    with pytest.raises(DomainError) as refusal:
        motions.vote(motion=motion, agrees=False, by=cast.branch, at=NOW)
    assert refusal.value.field == "note"
    for voter in (cast.branch, cast.supervision):
        motion = motions.vote(motion=motion, agrees=False, note="现场还有一半没清", by=voter, at=NOW)
    entry.refresh_from_db()
    assert (motion.state, motion.note, entry.state) == (MotionState.REFUSED, "现场还有一半没清", EntryState.PUBLISHED)
    assert proposed(cast, entry, on=date(2026, 11, 21)).state == MotionState.OPEN, "and may be asked again"


def test_points_are_given_back_by_the_village_s_rule_and_once(cast, entry):
    settings(cast, black_repair_points=5)
    entry = lifted(cast, entry)
    assert lines(cast)[-1] == ("adjustment", 5) and entry.repair.points == 5
    entry = lifted(cast, entry, MotionKind.CORRECT, reason="查明不是这户烧的")
    assert lines(cast)[-2:] == [("reversal", 10), ("reversal", -5)]
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


def test_never_more_is_given_back_than_was_taken(cast, entry):
    settings(cast, black_repair_points=10)
    type(entry).objects.filter(pk=entry.pk)
    assert lifted(cast, entry).repair.points == 10


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "这个懒汉改了"}, "reason"),
        ({"seen_by": ""}, "seen_by"),
        ({"seen_on": date(2026, 11, 21)}, "seen_on"),
        ({"seen_on": date(2026, 11, 13)}, "seen_on"),
    ],
)
def test_what_shows_it_is_asked_for(cast, entry, changes, field):
    more = {"reason": "已清理", "seen_by": "网格员", "seen_on": DAY, "kind": MotionKind.LIFT, **changes}
    with pytest.raises(DomainError) as refusal:
        motions.propose(entry=entry, by=cast.officer, at=NOW, **more)
    assert refusal.value.field == field and not BoardMotion.objects.exists()


def test_who_may_propose_and_who_may_vote(cast, entry):
    for person in (cast.villager, cast.supervisor, cast.superuser):
        with pytest.raises(NotAllowed):
            motions.propose(
                entry=entry, kind=MotionKind.LIFT, reason="已清理", seen_by="我", seen_on=DAY, by=person, at=NOW
            )
    motion = motions.propose(
        entry=entry, kind=MotionKind.LIFT, reason="已清理", seen_by="我", seen_on=DAY, by=cast.branch, at=NOW
    )
    with pytest.raises(TransitionError):
        proposed(cast, entry)
    for person in (cast.branch, cast.officer, cast.administrator, cast.villager):
        with pytest.raises(NotAllowed):
            motions.vote(motion=motion, agrees=True, by=person, at=NOW)
    NearKin.objects.create(
        village=cast.village, user=cast.supervision, household=entry.household, registered_on=date(2026, 1, 1)
    )
    with pytest.raises(NotAllowed) as refusal:
        motions.vote(motion=motion, agrees=True, by=cast.supervision, at=NOW)
    assert refusal.value.code == "own_household"
    motions.vote(motion=motion, agrees=True, by=cast.branch_two, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        motions.vote(motion=motion, agrees=True, by=cast.branch_two, at=NOW)
    assert refusal.value.code == "voted"


def test_what_expired_meanwhile_is_not_lifted(cast, entry):
    motion = proposed(cast, entry)
    over = clock.moment(entry.until + timedelta(days=1), 1)
    motions.vote(motion=motion, agrees=True, by=cast.branch, at=NOW)
    due.run_village(cast.village, over)
    with pytest.raises(TransitionError):
        motions.vote(motion=motion, agrees=True, by=cast.supervision, at=over)
    assert work.waiting_motions(cast.supervision, cast.village) == 0


# ------------------------------------------------------------------------------------------------------- taken back


def test_what_was_wrong_is_said_where_it_stood_as_long_as_it_stood(cast, entry):
    """Public since the 14th, taken back on the 20th: seven days, and seven is the village's least."""
    entry = lifted(cast, entry, MotionKind.CORRECT, reason="查明起火的是邻村田块")
    assert (entry.state, entry.correction_until) == (EntryState.CORRECTED, date(2026, 11, 26))
    found = black_of(cast)
    [correction] = found.black_corrections
    assert found.black == () and found.red_corrections == ()
    assert (correction.words, correction.points, correction.until) == ("查明起火的是邻村田块", 10, date(2026, 11, 26))
    assert (
        black_of(cast, date(2026, 11, 26)).black_corrections
        and not black_of(cast, date(2026, 11, 27)).black_corrections
    )
    assert lines(cast)[-1] == ("reversal", 10)
    assert checks.problems(cast.village) == []


def test_it_stands_as_long_as_the_entry_did_even_after_its_end(cast, entry):
    over = date(2026, 12, 20)
    due.run_village(cast.village, clock.moment(over, 1))
    entry = lifted(cast, entry, MotionKind.CORRECT, on=over)
    assert entry.correction_until == over + timedelta(days=29), "it stood thirty days"


def test_a_short_lived_mistake_stands_corrected_for_the_village_s_least(cast, entry):
    settings(cast, black_correction_days=14)
    entry = lifted(cast, entry, MotionKind.CORRECT)
    assert entry.correction_until == DAY + timedelta(days=13)


def test_a_red_entry_can_be_taken_back_too_but_not_lifted(cast, entry):
    [red] = entries(cast, "red")
    with pytest.raises(TransitionError):
        proposed(cast, red)
    red = lifted(cast, red, MotionKind.CORRECT, reason="这件事是另一户做的")
    assert red.state == EntryState.CORRECTED and red.colour == Colour.RED
    found = black_of(cast)
    assert found.red == () and len(found.red_corrections) == 1 and found.black_corrections == ()
    assert checks.problems(cast.village) == []


def test_a_line_reversed_in_the_ledger_comes_off_at_once_and_is_said_with_the_next_sweep(cast, entry):
    ledger.reverse(entry=entry.ledger_entry, reason="认错了人", by=cast.administrator, at=NOW)
    assert black_of(cast).black == ()
    due.run_village(cast.village, clock.moment(DAY, 13))
    [correction] = black_of(cast).black_corrections
    assert "认错了人" not in correction.words and "查" in correction.words
    entry.refresh_from_db()
    assert entry.state == EntryState.CORRECTED and entry.reversal.reverses_id == entry.ledger_entry_id
    assert motions.follow_ledger(village=cast.village, at=NOW) == 0
    assert checks.problems(cast.village) == []
    with pytest.raises(TransitionError):
        proposed(cast, entry, MotionKind.CORRECT)


# ------------------------------------------------------------------------------------------------------------- pages


def test_the_way_through_the_pages(client, cast, entry):
    slug = cast.village.slug
    with clock.frozen(NOW):
        client.force_login(cast.officer)
        page = client.get(reverse("boards:desk", args=[slug]))
        assert_valid_html(page.content)
        assert entry.reason in page.content.decode()
        address = reverse("boards:motion_new", args=[slug, entry.pk, "lift"])
        assert_valid_html(client.get(address).content)
        wrong = client.post(address, {"reason": "懒汉改了", "seen_by": "网格员", "seen_on": "2026-11-20"})
        assert "“懒汉”" in wrong.content.decode() and not BoardMotion.objects.exists()
        client.post(address, {"reason": "已清理", "seen_by": "网格员", "seen_on": "2026-11-20"})
        motion = BoardMotion.objects.get()
        votes = reverse("boards:motion", args=[slug, motion.pk])
        client.post(votes, {"word": "agree"})
        assert motion.votes.count() == 0, "an officer has no vote"
        for voter in (cast.branch, cast.supervision):
            client.force_login(voter)
            assert_valid_html(client.get(votes).content)
            client.post(votes, {"word": "neither"})
            client.post(votes, {"word": "agree"})
        entry.refresh_from_db()
        assert entry.state == EntryState.LIFTED
        again = client.get(votes).content.decode()
        assert 'value="agree"' not in again
        client.post(votes, {"word": "disagree", "note": "不行"})
    motion.refresh_from_db()
    assert motion.state == MotionState.CARRIED and motion.votes.count() == 2


def test_the_correction_is_read_in_public_where_it_stood(client, cast, entry):
    lifted(cast, entry, MotionKind.CORRECT, reason="查明起火的是邻村田块")
    with clock.frozen(NOW):
        page = client.get(reverse("boards:board", args=[cast.village.slug]))
        text = page.content.decode()
        assert_valid_html(page.content)
        assert "查明起火的是邻村田块" in text and "更正" in text and "11月26日" in text
        assert entry.household.head_name not in text
        settings(cast, black_audience="paper")
        assert (
            "查明起火的是邻村田块" not in client.get(reverse("boards:board", args=[cast.village.slug])).content.decode()
        )
        client.force_login(cast.officer)
        assert "查明起火的是邻村田块" in client.get(reverse("boards:board", args=[cast.village.slug])).content.decode()


def test_the_record_asks_as_much_for_three_motions_as_for_none(client, cast, entry):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with clock.frozen(NOW):
        client.force_login(cast.branch)
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("boards:entry", args=[cast.village.slug, entry.pk]))
        for _turn in range(2):
            motion = proposed(cast, entry)
            for voter in (cast.branch, cast.supervision):
                motion = motions.vote(motion=motion, agrees=False, note="还没有改好", by=voter, at=NOW)
        with CaptureQueriesContext(connection) as more:
            client.get(reverse("boards:entry", args=[cast.village.slug, entry.pk]))
    assert len(one) == len(more)
