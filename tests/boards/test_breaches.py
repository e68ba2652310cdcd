"""A breach that two dissuasions did not end, through the black board's gate and back into its record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.enums import EntryState, MotionKind, ProposalState
from boards.models import BoardEntry, BoardIssue, BoardProposal, BoardVote
from boards.services import black, breaches, issues, motions
from councils.enums import BreachState
from councils.models import Breach, BreachStep, NearKin
from points.enums import NoticeKind
from points.models import Notice
from tests.boards.support import decided, lifted, told
from tests.dissuasion import support
from tests.dissuasion.support import NOW, fresh
from tests.factories import Cast, make_village
from tests.support import assert_valid_html
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

WORDS = "在路边堆放建材三天没有清走"
NOV = date(2026, 11, 1)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(NOW):
        cast = make_village(households=6)
        support.in_force(cast)
        BoardIssue.objects.create(village=cast.village, month=NOV, drafted_at=NOW)
        yield cast


def waiting(cast: Cast) -> Breach:
    return support.proposed(cast, "board")


def taken(cast: Cast, breach: Breach, **more: Any) -> BoardProposal:
    said = {"id": new_id(), "reason": WORDS, "by": cast.officer, "at": NOW, **more}
    return breaches.take_up(village=cast.village, breach=breach, **said)


def published(cast: Cast) -> BoardIssue:
    issue = BoardIssue.objects.get(village=cast.village)
    for voter in (cast.branch, cast.representative):
        issue = issues.vote(issue=issue, agrees=True, by=voter, at=NOW)
    return issue


def kinds(breach: Breach) -> list[str]:
    return list(BreachStep.objects.filter(breach=breach).order_by("number").values_list("kind", flat=True))


def entry_of(cast: Cast) -> BoardEntry:
    return BoardEntry.objects.select_related("household", "issue").get(village=cast.village)


def on_the_board(cast: Cast, breach: Breach) -> BoardEntry:
    taken(cast, breach)
    published(cast)
    return decided(cast, told(cast, entry_of(cast), on=date(2026, 11, 15)), on=date(2026, 11, 20))


def test_from_the_record_to_the_board_and_back(cast: Cast) -> None:
    breach = waiting(cast)
    proposal = taken(cast, breach)
    assert (proposal.state, proposal.article) == (ProposalState.TAKEN, "第3条 垃圾入桶，不占道")
    assert taken(cast, breach, id=new_id()).pk == proposal.pk, "one breach is one proposal"
    entry = entry_of(cast)
    assert (entry.reason, entry.deed_day, entry.household_id) == (WORDS, support.SEEN, breach.household_id)
    published(cast)
    told(cast, entry_of(cast), on=date(2026, 11, 15))
    assert fresh(breach).state == BreachState.PROPOSED, "nothing is carried out before it is public"
    decided(cast, entry_of(cast), on=date(2026, 11, 20))
    assert entry_of(cast).state == EntryState.PUBLISHED
    assert fresh(breach).state == BreachState.DEALT and kinds(breach)[-2:] == ["proposal", "dealt"]
    lifted(cast, entry_of(cast))
    assert fresh(breach).state == BreachState.RIGHTED


def test_the_wording_is_checked_when_the_facts_are_taken_over(cast: Cast) -> None:
    breach = waiting(cast)
    for words, code in (("李某是懒汉，占道堆料", "insult"), ("民警来过三次", "police"), ("  ", "reason_missing")):
        with pytest.raises(DomainError) as caught:
            taken(cast, breach, reason=words)
        assert code in {one.code for one in caught.value} and {one.field for one in caught.value} == {"reason"}
    assert not BoardProposal.objects.filter(village=cast.village).exists()


@pytest.mark.parametrize("way", ["strike", "drop", "take back", "send back"])
def test_what_does_not_stand_goes_back_to_the_record(cast: Cast, way: str) -> None:
    breach = waiting(cast)
    if way == "send back":
        breaches.send_back(village=cast.village, breach=breach, reason="改为约谈", by=cast.branch, at=NOW)
    elif way == "strike":
        taken(cast, breach)
        issues.strike(entry=entry_of(cast), by=cast.branch, at=NOW)
    elif way == "drop":
        taken(cast, breach)
        published(cast)
        decided(cast, told(cast, entry_of(cast), on=date(2026, 11, 15)), agrees=False, on=date(2026, 11, 20))
    else:
        lifted(cast, on_the_board(cast, breach), kind=MotionKind.CORRECT, reason="认错了人")
    row = fresh(breach)
    assert (row.state, row.way, row.proposed_on, row.dealt_on) == (BreachState.SECOND, "", None, None)
    assert kinds(breach)[-1] == "returned"
    from councils.services import dissuasion

    dissuasion.propose(breach=row, way="talk", said="改为约谈", by=cast.officer, at=NOW)
    assert fresh(breach).way == "talk"


def test_put_right_meanwhile_comes_onto_no_board(cast: Cast) -> None:
    breach = waiting(cast)
    taken(cast, breach)
    support.righted(cast, fresh(breach))
    with pytest.raises(TransitionError) as caught:
        published(cast)
    assert caught.value.code == "breach_over" and BoardVote.objects.filter(village=cast.village).count() == 1
    issues.strike(entry=entry_of(cast), by=cast.branch, at=NOW)
    assert fresh(breach).state == BreachState.RIGHTED, "what is closed stays closed"
    with pytest.raises(TransitionError):
        taken(cast, breach)


def test_put_right_while_the_household_may_reply(cast: Cast) -> None:
    breach = waiting(cast)
    taken(cast, breach)
    published(cast)
    entry = told(cast, entry_of(cast), on=date(2026, 11, 15))
    support.righted(cast, fresh(breach))
    with pytest.raises(TransitionError):
        black.vote_black(entry=entry, agrees=True, by=cast.branch, at=clock.moment(date(2026, 11, 20), 9))
    decided(cast, entry, agrees=False, on=date(2026, 11, 20))
    assert entry_of(cast).state == EntryState.DROPPED and fresh(breach).state == BreachState.RIGHTED


def test_a_proposal_that_waits_lets_go_of_what_was_put_right(cast: Cast) -> None:
    BoardIssue.objects.filter(village=cast.village).delete()
    breach = waiting(cast)
    proposal = taken(cast, breach)
    assert proposal.state == ProposalState.WAITING
    support.righted(cast, fresh(breach))
    issue = BoardIssue.objects.create(village=cast.village, month=NOV, drafted_at=NOW)
    from boards.services import taking

    assert taking.take_onto(issue, NOW) == 0
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_who_takes_it_up(cast: Cast) -> None:
    breach = waiting(cast)
    for user in (cast.supervisor, cast.administrator, cast.villager):
        with pytest.raises(NotAllowed):
            taken(cast, breach, by=user)
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[2], registered_on=support.SEEN
    )
    for act in (
        lambda: taken(cast, breach, by=cast.branch),
        lambda: breaches.send_back(village=cast.village, breach=breach, reason="算了", by=cast.branch, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    far = make_village()
    with pytest.raises(DomainError):
        breaches.take_up(village=far.village, breach=breach, id=new_id(), reason=WORDS, by=far.officer, at=NOW)


def test_the_page(client: Client, cast: Cast) -> None:
    breach = waiting(cast)
    desk, path = f"/v/{cast.village.slug}/work/boards/", f"/v/{cast.village.slug}/work/boards/breaches/{breach.pk}/"
    client.force_login(cast.officer)
    assert path in client.get(desk).content.decode()
    shown = client.get(path).content.decode()
    assert_valid_html(shown)
    assert support.FACTS in shown and "第二次劝阻" in shown
    said = client.post(path, {"act": "take", "id": new_id(), "reason": "懒汉占道"}).content.decode()
    assert "懒汉" in said and "懒汉占道" in said
    for _twice in range(2):
        client.post(path, {"act": "take", "id": new_id(), "reason": WORDS}, follow=True)
    assert BoardProposal.objects.filter(village=cast.village).count() == 1
    assert path not in client.get(desk).content.decode()
    client.force_login(cast.supervisor)
    assert client.get(path).status_code == 403


def test_the_desk_costs_the_same_for_one_and_for_three(client: Client, cast: Cast) -> None:
    from councils.services import dissuasion

    def cost() -> int:
        client.force_login(cast.branch)
        client.get(f"/v/{cast.village.slug}/work/boards/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/v/{cast.village.slug}/work/boards/")
        return len(queries)

    waiting(cast)
    before = cost()
    for household in (3, 4):
        more = support.twice(cast, household=household)
        dissuasion.propose(breach=more, way="board", said="没改", by=cast.officer, at=NOW)
    assert cost() == before


def test_who_hears_of_it(cast: Cast) -> None:
    """The household of every entry; whoever goes on of a proposal, but not who made it."""
    breach = support.reported(cast, household=0)
    support.spoken(cast, support.spoken(cast, breach, 1), 2)
    from councils.services import dissuasion

    dissuasion.propose(breach=fresh(breach), way="board", said="没改", by=cast.officer, at=NOW)
    heard = Notice.objects.filter(village=cast.village)
    assert heard.filter(user=cast.villager, kind=NoticeKind.BREACH_STEP).count() == 4
    assert heard.filter(user=cast.branch, kind=NoticeKind.BREACH_PROPOSED).count() == 1
    assert not heard.filter(user=cast.officer).exists()
    assert support.FACTS not in str(list(heard.values_list("values", flat=True)))


def test_motions_are_used(cast: Cast) -> None:
    """An entry that was lifted closes its breach once; a second look changes nothing."""
    breach = waiting(cast)
    entry = on_the_board(cast, breach)
    support.righted(cast, fresh(breach), date(2026, 11, 15))
    motion = motions.propose(
        entry=entry, kind=MotionKind.LIFT, reason="已清走", seen_by="网格员", seen_on=date(2026, 11, 20),
        by=cast.officer, at=clock.moment(date(2026, 11, 21), 9),
    )  # fmt: skip
    for voter in (cast.branch, cast.representative):
        motions.vote(motion=motion, agrees=True, by=voter, at=clock.moment(date(2026, 11, 21), 10))
    assert kinds(breach).count("righted") == 1 and entry_of(cast).state == EntryState.LIFTED
