"""Drafts are edited and voted on by the committee; the vote that reaches the quorum publishes, once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from boards.enums import Colour, EntryState, IssueState
from boards.models import BoardDeed, BoardEntry, BoardIssue, BoardVote
from boards.queries import checks
from boards.services import issues
from councils.models import NearKin
from points.enums import EntryKind, HouseholdState
from points.models import Entry, Household
from points.queries import ledger_check
from tests.boards.support import ISSUE_DAY, deed, entries, issue_of, publish, small_village, sweep
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@pytest.fixture
def cast(db):
    return small_village(6)


@pytest.fixture
def drafted(cast):
    """Two praised, one at the bottom."""
    deed(cast, cast.households[0])
    deed(cast, cast.households[0], day=date(2026, 10, 12))
    deed(cast, cast.households[1])
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    return issue_of(cast)


def add(cast, colour=Colour.RED, household=None, reason="帮邻居收稻三天", **more):
    if colour == Colour.BLACK:
        more.setdefault("deed_day", date(2026, 10, 20))
    return issues.add_entry(
        issue=issue_of(cast),
        colour=colour,
        household=household or cast.households[4],
        reason=reason,
        by=more.pop("by", cast.branch),
        at=ISSUE_DAY,
        **more,
    )


def vote(cast, voter, agrees=True, **more):
    return issues.vote(issue=issue_of(cast), agrees=agrees, by=voter, at=ISSUE_DAY, **more)


# ------------------------------------------------------------------------------------------------------------ editing


def test_every_edit_begins_a_new_edition(cast, drafted):
    first, second = entries(cast, "red")
    issues.edit_entry(entry=second, reason="半年来每周帮老人打扫", position=1, by=cast.branch, at=ISSUE_DAY)
    assert [entry.pk for entry in entries(cast, "red")] == [second.pk, first.pk]
    issues.strike(entry=first, by=cast.branch, at=ISSUE_DAY)
    add(cast)
    assert issue_of(cast).edition == 4
    left = BoardEntry.objects.filter(issue=drafted, colour="red", state="drafted").order_by("position")
    assert [(entry.position, entry.household.number) for entry in left] == [(1, "002"), (2, "005")]


def test_a_struck_entry_gives_its_deeds_back_and_cannot_be_edited(cast, drafted):
    [entry] = entries(cast, "black")
    issues.strike(entry=entry, by=cast.branch, at=ISSUE_DAY)
    assert not BoardDeed.objects.filter(entry=entry).exists()
    for act in (
        lambda: issues.strike(entry=entry, by=cast.branch, at=ISSUE_DAY),
        lambda: issues.edit_entry(entry=entry, reason="不一样的话", position=1, by=cast.branch, at=ISSUE_DAY),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "entry_struck"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "reason_missing"),
        ("好" * 201, "reason_long"),
        ("身份证 51112419700101123X 已核", "id_number"),
        ("身份证５１１１２４１９７００１０１１２３４", "id_number"),
        ("电话 138-0000-1234", "phone_number"),
        ("懒汉一个", "insult"),
        ("被派出所处理", "police"),
        ("李小明家乱倒垃圾", "name_in_reason"),
    ],
)
def test_what_may_not_stand_in_a_reason(cast, drafted, reason, code):
    household = cast.households[4]
    Household.objects.filter(pk=household.pk).update(head_name="李小明")
    for colour, more in ((Colour.RED, {}), (Colour.BLACK, {"article": "第六条"})):
        with pytest.raises(DomainError) as refusal:
            add(cast, colour, household, reason, **more)
        assert (refusal.value.code, refusal.value.field) == (code, "reason")
    Household.objects.filter(pk=household.pk).update(names_public=True)
    if code == "name_in_reason":
        assert add(cast, household=household, reason=reason).pk


def test_whom_the_committee_may_not_add(cast, drafted):
    other = small_village(1)
    away, exempt = cast.households[3], cast.households[4]
    Household.objects.filter(pk=away.pk).update(state=HouseholdState.AWAY)
    Household.objects.filter(pk=exempt.pk).update(unranked=True)
    cases = (
        (Colour.RED, cast.households[0], "household_twice"),
        (Colour.RED, away, "household_away"),
        (Colour.BLACK, exempt, "household_exempt"),
        (Colour.RED, other.households[0], "household_unknown"),
    )
    for colour, household, code in cases:
        with pytest.raises(DomainError) as refusal:
            add(cast, colour, household, article="第六条" if colour == Colour.BLACK else "")
        assert refusal.value.code == code
    with pytest.raises(DomainError) as refusal:
        add(cast, Colour.BLACK, cast.households[5])
    assert refusal.value.code == "article_missing"
    assert add(cast, household=exempt).pk


def test_only_members_edit_and_vote_and_not_where_their_own_is_concerned(cast, drafted):
    [entry] = entries(cast, "black")
    for outsider in (cast.officer, cast.supervisor, cast.administrator, cast.villager, cast.superuser):
        for act in (
            lambda who=outsider: vote(cast, who),
            lambda who=outsider: add(cast, by=who),
            lambda who=outsider: issues.strike(entry=entry, by=who, at=ISSUE_DAY),
        ):
            with pytest.raises(NotAllowed):
                act()
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[0], registered_on=date(2026, 1, 1)
    )
    with pytest.raises(NotAllowed):
        vote(cast, cast.branch)
    with pytest.raises(NotAllowed):
        issues.strike(entry=entries(cast, "red")[0], by=cast.branch, at=ISSUE_DAY)
    issues.strike(entry=entries(cast, "red")[0], by=cast.supervision, at=ISSUE_DAY)
    vote(cast, cast.branch)


# ------------------------------------------------------------------------------------------------------------- voting


def test_two_constituencies_publish_freeze_and_post(cast, drafted):
    vote(cast, cast.branch)
    assert vote(cast, cast.branch_two).state == IssueState.DRAFT
    issue = vote(cast, cast.supervision)
    assert (issue.state, issue.number, issue.published_at) == (IssueState.PUBLISHED, 1, ISSUE_DAY)
    red = entries(cast, "red")
    assert [entry.state for entry in red] == [EntryState.PUBLISHED] * 2
    lines = Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD).order_by("seq")
    assert [(line.points, line.item_code, line.idempotency_key) for line in lines] == [
        (10, 68, f"board:{entry.pk}") for entry in red
    ]
    assert {line.counted_in for line in lines} == {date(2026, 11, 1)}
    assert entries(cast, "black")[0].state == EntryState.REVIEWED
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


def test_a_published_issue_is_frozen(cast, drafted):
    publish(cast)
    red = entries(cast, "red")[0]
    for act in (
        lambda: vote(cast, cast.representative),
        lambda: add(cast),
        lambda: issues.strike(entry=red, by=cast.branch, at=ISSUE_DAY),
        lambda: issues.edit_entry(entry=red, reason="别的话", position=1, by=cast.branch, at=ISSUE_DAY),
    ):
        with pytest.raises(TransitionError):
            act()


def test_votes_count_for_the_edition_that_was_read(cast, drafted):
    vote(cast, cast.branch)
    issues.strike(entry=entries(cast, "red")[1], by=cast.supervision, at=ISSUE_DAY)
    assert vote(cast, cast.supervision).state == IssueState.DRAFT
    with pytest.raises(DomainError) as refusal:
        vote(cast, cast.branch, edition=1)
    assert refusal.value.code == "edition_changed"
    assert vote(cast, cast.branch, edition=2).state == IssueState.PUBLISHED


def test_who_disagrees_says_why_and_nobody_votes_twice(cast, drafted):
    with pytest.raises(DomainError) as refusal:
        vote(cast, cast.branch, agrees=False)
    assert refusal.value.field == "note"
    vote(cast, cast.branch, agrees=False, note="第二户理由不实")
    with pytest.raises(NotAllowed):
        vote(cast, cast.branch)
    assert vote(cast, cast.supervision).state == IssueState.DRAFT
    assert vote(cast, cast.representative).state == IssueState.PUBLISHED
    one = BoardVote.objects.filter(issue=drafted).first()
    with pytest.raises(IntegrityError, match="issue_once"), transaction.atomic():
        BoardVote.objects.create(
            village=cast.village,
            stage="issue",
            issue=drafted,
            edition=one.edition,
            voter=one.voter,
            constituencies=[],
            agrees=True,
            at=ISSUE_DAY,
        )


def test_an_empty_issue_can_be_published(cast):
    sweep(cast)
    assert publish(cast).number == 1
    assert not Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD).exists()


def test_who_left_meanwhile_must_be_struck_first(cast, drafted):
    Household.objects.filter(pk=cast.households[0].pk).update(state=HouseholdState.CLOSED, left_on=date(2026, 11, 1))
    vote(cast, cast.branch)
    with pytest.raises(DomainError) as refusal:
        vote(cast, cast.supervision)
    assert refusal.value.code == "household_unfit"
    assert issue_of(cast).state == IssueState.DRAFT


def test_numbers_have_no_gaps_and_one_issue_stands_for_a_month(cast):
    sweep(cast, clock.moment(date(2026, 12, 8)))
    for month in (date(2026, 10, 1), date(2026, 9, 1), date(2026, 11, 1)):
        publish(cast, month)
    published = BoardIssue.objects.filter(village=cast.village, state="published").order_by("number")
    assert [issue.number for issue in published] == [1, 2, 3]
    issue = published[0]
    with pytest.raises(IntegrityError, match="number_key"), transaction.atomic():
        BoardIssue.objects.filter(pk=published[1].pk).update(number=issue.number)
    with pytest.raises(IntegrityError, match="month_key"), transaction.atomic():
        BoardIssue.objects.create(village=cast.village, month=issue.month, drafted_at=ISSUE_DAY)
    with pytest.raises(IntegrityError, match="published_has_number"), transaction.atomic():
        BoardIssue.objects.filter(pk=issue.pk).update(number=None)


# -------------------------------------------------------------------------------------------------------------- races


def at_once(*acts):
    """Run the acts in threads with connections of their own, all let go in the same moment."""
    barrier, outcome = Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait()
            outcome.append(act())
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcome


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_two_who_complete_the_quorum_at_once_publish_one_issue(_round):
    cast = small_village(3)
    deed(cast, cast.households[0])
    sweep(cast)
    vote(cast, cast.branch)
    outcome = at_once(lambda: vote(cast, cast.supervision), lambda: vote(cast, cast.representative))
    assert sum(isinstance(one, TransitionError) for one in outcome) == 1
    assert BoardIssue.objects.filter(village=cast.village, number__isnull=False).count() == 1
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.BOARD).count() == 1
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


@pytest.mark.django_db(transaction=True)
def test_two_issues_published_at_once_are_one_and_two():
    cast = small_village(3)
    sweep(cast, clock.moment(date(2026, 12, 8)))
    months = [date(2026, 10, 1), date(2026, 11, 1)]
    for month in months:
        issues.vote(issue=issue_of(cast, month), agrees=True, by=cast.branch, at=ISSUE_DAY)
    at_once(
        *(
            lambda month=month: issues.vote(issue=issue_of(cast, month), agrees=True, by=cast.supervision, at=ISSUE_DAY)
            for month in months
        )
    )
    found = BoardIssue.objects.filter(village=cast.village, state="published")
    assert sorted(issue.number for issue in found) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_the_last_vote_at_once_publish_what_was_read_or_nothing():
    cast = small_village(3)
    deed(cast, cast.households[0])
    sweep(cast)
    vote(cast, cast.branch)
    [entry] = entries(cast, "red")
    at_once(
        lambda: vote(cast, cast.supervision, edition=1),
        lambda: issues.strike(entry=entry, by=cast.representative, at=ISSUE_DAY),
    )
    issue = issue_of(cast)
    entry.refresh_from_db()
    published = (issue.state, entry.state) == (IssueState.PUBLISHED, EntryState.PUBLISHED)
    struck = (issue.state, entry.state) == (IssueState.DRAFT, EntryState.STRUCK)
    assert published or struck


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_make_one_ranking_and_one_draft():
    cast = small_village(3)
    deed(cast, cast.households[0])
    outcome = at_once(lambda: sweep(cast), lambda: sweep(cast))
    assert len(outcome) == 2
    assert not [one for one in outcome if isinstance(one, DomainError)]
    assert BoardIssue.objects.filter(village=cast.village, month=date(2026, 10, 1)).count() == 1
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []
