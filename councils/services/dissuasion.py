"""Breaches of the village rules: reported, dissuaded twice with days between, only then a consequence.

Putting it right at any time closes it. Nobody writes about the own household or near kin. Every step is a dated line of
its own. Lock order: the breach, then its claims, households, the village's numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from councils.enums import BREACH_RETURNS, BREACH_STEPS, OPEN_BREACHES, BreachState, ConsequenceWay, StepKind
from councils.models import Breach, BreachClaim, BreachStep, BreachWords, RuleArticle
from councils.models.breach import SAID_LENGTH, WHO_LENGTH
from councils.queries import breaches, village_rules
from councils.queries.breaches import WORKERS
from councils.services import breach_steps as steps
from councils.services.village_rules import require_module
from points.enums import ClaimState, HouseholdState, Role
from points.models import Claim, Household, Item, User, Village
from points.queries import access
from points.services import audit
from points.services.claims.entry import TYPISTS
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError

#: Why there was no deduction, as it is kept in the record.
DELETED = gettext_noop("The draft of the deduction was deleted before review")
_NOTHING = {
    ClaimState.REJECTED: gettext_noop("Review did not approve the deduction"),
    ClaimState.WITHDRAWN: gettext_noop("The deduction was withdrawn"),
}
#: Who may say that a report was wrong.
DROPPERS = (Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)


@transaction.atomic
def report(
    *,
    village: Village,
    id: uuid.UUID,
    household: Household,
    article: RuleArticle,
    day: date,
    facts: str,
    by: User,
    at: datetime,
) -> Breach:
    """What was seen: household, article of the rules of that day, facts. The same id again gives the first.

    Raises :class:`NotAllowed`, and :class:`DomainError` or :class:`Problems` naming ``household``, ``article``, ``day``
    or ``facts``.
    """
    require_module(village)
    access.require(by, village, *WORKERS)
    steps.keep_away(by, village, household.pk)
    steps.own_grid(by, village, household)
    facts = steps.tidy(facts)
    lock_village(village)
    known = Breach.objects.filter(village=village, pk=id, reported_by=by).first()
    if known is not None:
        return known
    Problems.raise_if(list(_wrong_report(village, household, article, day, facts, clock.local_day(at))))
    last = Breach.objects.filter(village=village).aggregate(last=Max("number"))["last"]
    breach = Breach.objects.create(
        id=id, village=village, number=(last or 0) + 1, household=household, article=article, day=day, reported_by=by,
        reported_at=at,
    )  # fmt: skip
    steps.step(breach, StepKind.REPORT, day, by, at, said=facts)
    audit.record(by=by, at=at, action="breach.reported", subject=breach, after={"day": day})
    return breach


def _wrong_report(
    village: Village, household: Household, article: RuleArticle, day: date, facts: str, today: date
) -> Iterator[DomainError]:
    if day > today:
        yield steps.future()
    elif article.pk not in {row.pk for row in village_rules.articles_on(village, day)}:
        sentence = _("On that day this article was not in force. Nobody is judged by what was written later.")
        yield DomainError(sentence, field="article", code="article_not_in_force")
    if household.village_id != village.pk or household.state == HouseholdState.CLOSED:
        sentence = _("This household is no longer on the register.")
        yield DomainError(sentence, field="household", code="household_closed")
    if problem := steps.wrong_words(facts, "facts", _("Write what was seen, where and when: facts only.")):
        yield problem
    running = Breach.objects.filter(
        village=village, household=household, article=article, state__in=OPEN_BREACHES
    ).first()
    if running is not None:
        sentence = _("No. %(number)s of this household about the same article is still open. Go on there.")
        yield DomainError(sentence % {"number": running.number}, field="article", code="open_already")


@transaction.atomic
def dissuade(
    *, breach: Breach, number: int, day: date, who: str, said: str, reply: str = "", by: User, at: datetime
) -> Breach:
    """The first or second dissuasion: the day, who spoke, what was said, the household's word.

    The second is the village's number of days after the first at the earliest.
    """
    locked = steps.begin(breach, by)
    first = number == 1
    to, kind = (BreachState.FIRST, StepKind.FIRST) if first else (BreachState.SECOND, StepKind.SECOND)
    steps.check_step(locked, to, BREACH_STEPS)
    who, said, reply = " ".join(who.split()), steps.tidy(said), steps.tidy(reply)
    earliest = locked.day if first else breaches.second_from(locked, locked.village)
    assert earliest is not None
    Problems.raise_if(list(_wrong_dissuasion(locked, first, day, earliest, who, said, reply, clock.local_day(at))))
    spoken: dict[str, Any] = {"first_on" if first else "second_on": day}
    steps.take(locked, to, by, at, **spoken)
    steps.step(locked, kind, day, by, at, who=who, said=said, reply=reply)
    return locked


def _wrong_dissuasion(
    breach: Breach, first: bool, day: date, earliest: date, who: str, said: str, reply: str, today: date
) -> Iterator[DomainError]:
    if day > today:
        yield steps.future()
    elif day < earliest:
        if first:
            sentence = _("It happened on %(day)s: one speaks to the household from that day on.")
        else:
            sentence = _("The household has until %(day)s to put it right. Speak to it again from that day on.")
        yield DomainError(sentence % {"day": earliest.isoformat()}, field="day", code="too_early")
    if not who or len(who) > WHO_LENGTH:
        sentence = _("Who spoke to the household? At most %(most)s characters.") % {"most": WHO_LENGTH}
        yield DomainError(sentence, field="who", code="who")
    if problem := steps.wrong_words(said, "said", _("Write what was said to the household.")):
        yield problem
    if len(reply) > SAID_LENGTH:
        yield steps.too_long("reply")


@transaction.atomic
def propose(
    *,
    breach: Breach,
    way: str,
    said: str,
    item: Item | None = None,
    unit_points: int | None = None,
    by: User,
    at: datetime,
) -> Breach:
    """After two dissuasions: points (a deduction claim is drafted in the proposer's name), the black board, or a talk.

    Points take somebody who types claims, and a village that uses points; the claim goes its way through review and
    telling as any other. Raises what :func:`points.services.claims.enter_claim` raises.
    """
    locked = steps.begin(breach, by)
    steps.check_step(locked, BreachState.PROPOSED, BREACH_STEPS)
    chosen, said, today = ConsequenceWay(way), steps.tidy(said), clock.local_day(at)
    if problem := steps.wrong_words(said, "said", _("Write why: what two dissuasions did not bring about.")):
        raise problem
    if chosen == ConsequenceWay.POINTS:
        _check_points(locked, item, by)
    steps.take(locked, BreachState.PROPOSED, by, at, proposed_on=today, way=chosen)
    steps.step(locked, StepKind.PROPOSAL, today, by, at, said=said)
    if chosen == ConsequenceWay.POINTS:
        assert item is not None
        steps.draft_claim(locked, item, locked.day, unit_points, by, at, repair=False)
    return locked


def _check_points(breach: Breach, item: Item | None, by: User) -> None:
    if not breach.village.points_on:
        raise DomainError(
            _("This village does not use points. Choose the black board or a talk."), field="way", code="points_off"
        )
    if not access.has_role(by, breach.village, *TYPISTS):
        raise NotAllowed(
            _("A deduction is drafted by the information officer. Ask them to propose it."), field="way", code="typist"
        )
    if item is None or item.pk not in {row.pk for row in breaches.deduction_items(breach.village, breach.day)}:
        raise DomainError(
            _("Choose the item of the points rules that holds on the day of the breach."), field="item", code="item"
        )


@transaction.atomic
def carry_out(*, breach: Breach, day: date, said: str, by: User, at: datetime) -> Breach:
    """The consequence was carried out: the talk was held, the deduction counted.

    Points count as carried out when the claim was posted; the black board when its entry is published, which
    :mod:`councils.services.breach_board` writes down.
    """
    locked = steps.begin(breach, by)
    steps.check_step(locked, BreachState.DEALT, BREACH_STEPS)
    said, today = steps.tidy(said), clock.local_day(at)
    assert locked.proposed_on is not None
    if not locked.proposed_on <= day <= today:
        sentence = _("Between %(first)s, when it was proposed, and today.") % {"first": locked.proposed_on.isoformat()}
        raise DomainError(sentence, field="day", code="day")
    if problem := steps.wrong_words(said, "said", _("Write what was done.")):
        raise problem
    if locked.way == ConsequenceWay.BOARD:
        raise DomainError(
            _("The black board decides through its gate; when the entry is published, that is written here by itself."),
            code="through_the_gate",
        )
    if locked.way == ConsequenceWay.POINTS:
        posted = BreachClaim.objects.filter(
            village=locked.village_id, breach=locked, repair=False, claim__state=ClaimState.POSTED
        )
        if not posted.exists():
            raise DomainError(
                _("The deduction has not been counted. It is carried out when review, telling and publicity are over."),
                code="not_counted",
            )
    steps.take(locked, BreachState.DEALT, by, at, dealt_on=day)
    steps.step(locked, StepKind.DEALT, day, by, at, said=said)
    return locked


@transaction.atomic
def take_back(*, breach: Breach, by: User, at: datetime) -> Breach:
    """The deduction that was proposed came to nothing: the two dissuasions stand, and something else may be proposed.

    Raises :class:`TransitionError` while a deduction is under way, or counted.
    """
    locked = steps.begin(breach, by)
    steps.check_step(locked, BreachState.SECOND, BREACH_RETURNS)
    linked = BreachClaim.objects.filter(village=locked.village_id, breach=locked, repair=False)
    list(Claim.objects.select_for_update().filter(village=locked.village_id, pk__in=linked.values("claim")))
    rows = breaches.claims_of(locked)
    if not breaches.came_to_nothing(locked, rows):
        sentence = _("The deduction is under way, or counted. The breach goes back when it is rejected or withdrawn.")
        raise TransitionError(sentence, code="deduction_stands")
    why = next((_NOTHING[ClaimState(row.claim.state)] for row in reversed(rows) if not row.void), DELETED)
    linked.update(void=True)
    steps.take(locked, BreachState.SECOND, by, at, BREACH_RETURNS, "breach.void", proposed_on=None, way="")
    steps.step(locked, StepKind.VOID, clock.local_day(at), by, at, said=steps.in_chinese(why))
    return locked


@transaction.atomic
def put_right(*, breach: Breach, day: date, said: str, by: User, at: datetime) -> Breach:
    """The household put it right: closed at once. A deduction that is still a draft goes with it."""
    locked = steps.begin(breach, by)
    steps.check_step(locked, BreachState.RIGHTED, BREACH_STEPS)
    said = steps.tidy(said)
    found = []
    if not locked.day <= day <= clock.local_day(at):
        sentence = _("Between %(first)s, when it happened, and today.") % {"first": locked.day.isoformat()}
        found.append(DomainError(sentence, field="day", code="day"))
    if problem := steps.wrong_words(said, "said", _("Write how it was put right.")):
        found.append(problem)
    Problems.raise_if(found)
    steps.take(locked, BreachState.RIGHTED, by, at, closed_on=day)
    steps.step(locked, StepKind.RIGHTED, day, by, at, said=said)
    steps.drop_draft(locked, by, at)
    return locked


@transaction.atomic
def drop(*, breach: Breach, said: str, by: User, at: datetime) -> Breach:
    """The report was wrong; the reason stays in the record, which the household reads."""
    locked = steps.begin(breach, by, DROPPERS)
    steps.check_step(locked, BreachState.DROPPED, BREACH_STEPS)
    said, today = steps.tidy(said), clock.local_day(at)
    if problem := steps.wrong_words(said, "said", _("Write why the report does not stand.")):
        raise problem
    steps.take(locked, BreachState.DROPPED, by, at, closed_on=today)
    steps.step(locked, StepKind.DROPPED, today, by, at, said=said)
    steps.drop_draft(locked, by, at)
    return locked


@transaction.atomic
def repair(*, breach: Breach, by: User, at: datetime) -> Claim:
    """Draft the claim that putting it right earns, where points were taken and the village has an item for it."""
    locked = steps.begin(breach, by, TYPISTS)
    item = breaches.repair_item(locked.village, locked, breaches.claims_of(locked))
    if item is None or locked.closed_on is None:
        raise TransitionError(
            _("Nothing is earned: no points were taken, the village has no item for it, or it was drafted already."),
            code="no_repair",
        )
    points = item.points if item.is_range else None
    return steps.draft_claim(locked, item, locked.closed_on, points, by, at, repair=True)


@transaction.atomic
def add_word(*, breach: Breach, text: str, by: User, at: datetime) -> BreachStep:
    """The household's own word, from its phone, as long as the breach is not closed. The same words twice in a row (the
    button pressed twice) add nothing.
    """
    require_module(breach.village)
    access.require(by, breach.village, Role.VILLAGER)
    locked = steps.lock_breach(breach)
    if locked.household_id not in access.own_households(by, locked.village):
        raise NotAllowed(_("Only the household itself replies here."), code="not_own_household")
    if locked.closed_on is not None:
        raise TransitionError(_("This is closed; nothing is added any more."), code="breach_state")
    text = steps.tidy(text)
    if problem := steps.wrong_words(text, "reply", _("Write what you have to say.")):
        raise problem
    last = BreachStep.objects.filter(village=locked.village_id, breach=locked).order_by("-number").first()
    if last is not None and (last.kind, last.by_id) == (StepKind.WORD, by.pk):
        same = BreachWords.objects.filter(village=locked.village_id, step=last, reply=text)
        if same.exists():
            return last
    step = steps.step(locked, StepKind.WORD, clock.local_day(at), by, at, reply=text)
    audit.record(by=by, at=at, action="breach.word", subject=locked)
    return step
