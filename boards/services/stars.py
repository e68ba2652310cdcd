"""A star from the nomination to its plate: nominated, decided by quorum, days of publicity, granted with a number.

What the site works out is never overruled silently: an open entry on the black board refuses the star, any other failed
check asks for a reason that stands beside the star in public.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from boards.enums import StarCheck, StarSource, StarState, StarVoteStage, StarYearState
from boards.models import Star, StarAward, StarVote
from boards.models.star import WORDS_LENGTH
from boards.queries import star_checks, star_work
from boards.services import star_steps, steps, tell, wording
from councils.queries import bodies
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

TYPISTS = (Role.OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Outcome:
    """What became of many: states of those decided, those that wait for more votes, refusals by id."""

    decided: dict[uuid.UUID, StarState] = field(default_factory=dict)
    waiting: list[uuid.UUID] = field(default_factory=list)
    refused: dict[uuid.UUID, DomainError] = field(default_factory=dict)


# ---------------------------------------------------------------------------------------------------------- nominating


@transaction.atomic
def nominate(
    *, household: Household, stars: Sequence[Star], source: StarSource, reason: str, by: User, at: datetime
) -> list[StarAward]:
    """Put a household forward for stars of one year. A villager does so for the own household, a group leader for one
    of the group, the office for any, from paper. Stars it is nominated for already are left as they are.
    """
    village = household.village
    _may_nominate(village, household, source, by, clock.local_day(at))
    if not stars:
        raise DomainError(_("For which star? Choose at least one."), field="stars", code="stars_missing")
    year = star_steps.locked_year(village, stars[0].star_year_id)
    if year.state != StarYearState.OPEN or clock.local_day(at) > year.nominate_until:
        raise TransitionError(
            _("Nominations for %(year)s are over or have not begun.") % {"year": year.year}, code="not_nominating"
        )
    star_steps.refuse_unfit(household, field="household")
    reason = " ".join(reason.split())
    if not reason or len(reason) > WORDS_LENGTH:
        sentence = _("Write in at most %(most)s characters what the household did.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="reason", code="reason_missing")
    rows = StarAward.objects.filter(village=village, household=household, star__star_year=year)
    known = set(rows.exclude(state=StarState.TAKEN_BACK).values_list("star_id", flat=True))
    mine = Star.objects.filter(village=village, star_year=year, pk__in=[star.pk for star in stars])
    wanted = [star for star in mine.order_by("number") if star.pk not in known]
    if not wanted:
        raise DomainError(
            _("Household %(number)s is nominated for this already.") % {"number": household.number},
            field="stars",
            code="nominated_already",
        )
    made = [
        StarAward(
            village=village, star=star, household=household, source=source, reason=reason, nominated_by=by,
            nominated_at=at,
        )
        for star in wanted
    ]  # fmt: skip
    StarAward.objects.bulk_create(made)
    audit.record_many([audit.row(by=by, at=at, action="star_award.nominated", subject=award) for award in made])
    return made


def _may_nominate(village: Village, household: Household, source: StarSource, by: User, day: date) -> None:
    if access.has_role(by, village, *TYPISTS):
        return
    if source == StarSource.SELF and household.pk in access.own_households(by, village):
        return
    if source == StarSource.GROUP and household.group_id in star_work.groups_led(by, village, day):
        return
    raise NotAllowed(
        _("One nominates the own household, a group leader the households of the group. For others go to the office."),
        code="not_yours",
    )


@transaction.atomic
def take_back(*, award: StarAward, by: User, at: datetime) -> StarAward:
    """Withdraw a nomination nobody has voted on: whoever made it, the household itself, or the office."""
    found = star_steps.locked_one(award)
    own = found.household_id in access.own_households(by, found.village)
    if not own and found.nominated_by_id != by.pk:
        access.require(by, found.village, *TYPISTS)
    if StarVote.objects.filter(village=found.village_id, award=found).exists():
        raise TransitionError(_("The committee is deciding on it already."), code="deciding")
    star_steps.take(found, StarState.TAKEN_BACK)
    found.save(update_fields=["state"])
    audit.record(by=by, at=at, action="star_award.taken_back", subject=found)
    return found


# ------------------------------------------------------------------------------------------------------------ deciding


@transaction.atomic
def decide(
    *, village: Village, award_ids: Collection[uuid.UUID], agrees: bool, note: str = "", by: User, at: datetime
) -> Outcome:
    """A member's word on many nominations. The village's quorum that agrees puts a star into publicity, one that
    disagrees refuses it. Own household, near kin and what one nominated are left to the others; what cannot be voted on
    is refused by itself and holds up nothing else. Constant queries.
    """
    access.require(by, village, Role.COMMITTEE)
    day, note = clock.local_day(at), " ".join(note.split())
    seats = steps.constituencies(by, village, day)
    if not agrees and not note:
        raise DomainError(_("Say why it should not be awarded."), field="note", code="note_missing")
    if len(note) > WORDS_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="note", code="too_long")
    awards = star_steps.locked(village, award_ids)
    failing = star_checks.failing(village, awards, day)
    refused = _refusals(by, village, awards, failing, agrees, note)
    open_ones = [award for award in awards if award.pk not in refused]
    votes = StarVote.objects.bulk_create(
        [
            StarVote(
                village=village, award=award, stage=StarVoteStage.AWARD, round=award.round, voter=by,
                constituencies=seats, agrees=agrees, note=note, at=at,
            )
            for award in open_ones
        ]
    )  # fmt: skip
    count = star_steps.Count(village, open_ones, StarVoteStage.AWARD, day)
    decided = [award for award in open_ones if count.reached(award, agrees)]
    for award in decided:
        _post(award, sorted(failing[award.pk]), note, count.settings.publicity_days, at) if agrees else _refuse(
            award, note, at
        )
    StarAward.objects.bulk_update(decided, DECIDED_FIELDS)
    tell.stars(village, decided, at)
    states = {award.pk: StarState(award.state) for award in decided}
    audit.record_many(
        [
            audit.row(
                by=by, at=at, action="star_award.voted", subject=vote.award,
                after={"agrees": agrees, "state": states.get(vote.award_id, StarState.NOMINATED)},
            )
            for vote in votes
        ]
    )  # fmt: skip
    waiting = [award.pk for award in open_ones if award.pk not in states]
    return Outcome(states, waiting, refused)


DECIDED_FIELDS = [
    "state", "round", "decided_at", "decision_note", "overruled", "overrule_reason", "publicity_from",
    "publicity_until",
]  # fmt: skip


def _post(award: StarAward, overruled: Sequence[str], note: str, days: int, at: datetime) -> None:
    star_steps.take(award, StarState.POSTED)
    today = clock.local_day(at)
    award.decided_at, award.decision_note = at, "" if overruled else note
    award.overruled, award.overrule_reason = list(overruled), note if overruled else ""
    award.publicity_from, award.publicity_until = today, today + timedelta(days=days - 1)


def _refuse(award: StarAward, note: str, at: datetime) -> None:
    star_steps.take(award, StarState.REFUSED)
    award.decided_at, award.decision_note = at, note


def _refusals(
    by: User,
    village: Village,
    awards: Sequence[StarAward],
    failing: dict[uuid.UUID, frozenset[StarCheck]],
    agrees: bool,
    note: str,
) -> dict[uuid.UUID, DomainError]:
    """Why this member's word on some of them is not taken."""
    barred = bodies.barred_households(by, village)
    votes = StarVote.objects.filter(village=village, award__in=[award.pk for award in awards], voter=by)
    voted = set(votes.values_list("award_id", "round"))
    found: dict[uuid.UUID, DomainError] = {}
    for award in awards:
        try:
            if award.state != StarState.NOMINATED:
                raise star_steps.wrong_step(award)
            if refusal := star_work.why_barred(award, by, barred, (award.pk, award.round) in voted):
                raise NotAllowed(refusal, code="barred")
            if agrees:
                star_steps.refuse_unfit(award.household)
                _refuse_failing(award, failing[award.pk], note)
        except DomainError as error:
            error.subject = award.pk
            found[award.pk] = error
    return found


def _refuse_failing(award: StarAward, failing: frozenset[StarCheck], note: str) -> None:
    if hard := star_checks.hard(failing):
        raise DomainError(
            _("The site found: %(checks)s. While this holds, “%(star)s” is not awarded.")
            % {"checks": star_checks.words(hard), "star": award.star.name},
            code="check_failed",
        )
    if failing and not note:
        raise DomainError(
            _("The site found: %(checks)s. Whoever agrees all the same writes down why; it stands beside the star.")
            % {"checks": star_checks.words(failing)},
            field="note",
            code="explain",
        )
    if failing:
        wording.checked(note, award.household, field="note")


# ------------------------------------------------------------------------------------------------------------ granting


@transaction.atomic
def grant_due(*, village: Village, at: datetime) -> int:
    """Stars whose days of publicity are over get their plates, numbered without a gap; returns how many.

    The checks are made once more: who came onto the black board meanwhile does not get the star; a new finding that
    nobody has explained sends the nomination back to the committee.
    """
    day = clock.local_day(at)
    due = StarAward.objects.filter(village=village, state=StarState.POSTED, publicity_until__lt=day)
    keys = list(due.values_list("pk", flat=True))
    if not keys:
        return 0
    awards = [award for award in star_steps.locked(village, keys) if award.state == StarState.POSTED]
    failing = star_checks.failing(village, awards, day)
    lock_village(village)
    plate = StarAward.objects.filter(village=village).aggregate(last=Max("plate"))["last"] or 0
    granted = 0
    for award in sorted(awards, key=lambda award: (award.star.number, award.household.number)):
        if _falls_through(award, failing[award.pk], at):
            continue
        plate, granted = plate + 1, granted + 1
        star_steps.take(award, StarState.GRANTED)
        award.granted_at, award.plate = at, plate
    StarAward.objects.bulk_update(awards, [*DECIDED_FIELDS, "granted_at", "plate"])
    tell.stars(village, awards, at)
    audit.record_many(
        [
            audit.row(
                by=None, at=at, action="star_award.swept", subject=award,
                after={"state": StarState(award.state), "plate": award.plate},
            )
            for award in awards
        ]
    )  # fmt: skip
    return granted


def _falls_through(award: StarAward, failing: frozenset[StarCheck], at: datetime) -> bool:
    hard, unexplained = star_checks.hard(failing), failing - set(award.overruled)
    if hard or star_steps.unfit(award.household):
        with translation.override(settings.LANGUAGE_CODE):
            left = _("The household has left or is away.")
            found = _("The site found: %(checks)s.") % {"checks": star_checks.words(hard)}
        _refuse(award, found if hard else left, at)
        return True
    if unexplained:
        star_steps.take(award, StarState.NOMINATED)
        award.round += 1
        award.decided_at = award.publicity_from = award.publicity_until = None
        award.decision_note, award.overruled, award.overrule_reason = "", [], ""
        return True
    return False
