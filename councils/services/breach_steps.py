"""What every step of a breach needs: who may, the lock, the one writer of its state, its dated line, its claims."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from councils.enums import BREACH_STEPS, BreachState, StepKind
from councils.models import Breach, BreachClaim, BreachStep, BreachWords
from councils.models.breach import SAID_LENGTH, WHO_LENGTH
from councils.queries import bodies
from councils.queries.breaches import WORKERS, in_own_hands
from councils.services import tell
from councils.services.village_rules import require_module
from points.enums import ClaimState, Role
from points.models import Claim, Household, Item, User, Village
from points.queries import access
from points.services import audit, claims
from villagegov.kernel.errors import DomainError, Gone, NotAllowed, TransitionError

#: Who is named where the site followed a correction by itself.
BY_ITSELF = gettext_noop("worked out by this site")


def begin(breach: Breach, by: User, roles: tuple[Role, ...] = WORKERS) -> Breach:
    """Who may, the row locked as it stands now, and nobody for their own."""
    require_module(breach.village)
    access.require(by, breach.village, *roles)
    locked = lock_breach(breach)
    keep_away(by, locked.village, locked.household_id)
    if roles == WORKERS:
        own_grid(by, locked.village, locked.household)
    return locked


def lock_breach(breach: Breach) -> Breach:
    rows = Breach.objects.select_for_update(of=("self",)).select_related(
        "village", "reported_by", "article", "household"
    )
    locked = rows.filter(village=breach.village_id, pk=breach.pk).first()
    if locked is None:
        raise Gone(_("This record is no longer there. Load the page anew."), code="breach_gone")
    return locked


def own_grid(by: User, village: Village, household: Household) -> None:
    """A grid officer speaks to the households of the own grids."""
    if not in_own_hands(by, village, household):
        raise NotAllowed(
            _("This household lies in another grid. Its grid officer or the village office sees to it."),
            field="household",
            code="other_grid",
        )


def keep_away(by: User, village: Village, household_id: uuid.UUID) -> None:
    if household_id in bodies.barred_households(by, village):
        raise NotAllowed(
            _("This is your own household or near kin. Somebody else sees to it."), field="household", code="recusal"
        )


def check_step(breach: Breach, to: BreachState, steps: Mapping[BreachState, frozenset[BreachState]]) -> None:
    state = BreachState(breach.state)
    if to not in steps.get(state, ()):
        raise TransitionError(
            _("This breach stands at “%(state)s”; that step does not follow from there. Load the page anew.")
            % {"state": state.label},
            code="breach_state",
            subject=breach.pk,
        )


def take(
    breach: Breach,
    to: BreachState,
    by: User | None,
    at: datetime,
    steps: Mapping[BreachState, frozenset[BreachState]] = BREACH_STEPS,
    action: str = "",
    **fields: Any,
) -> None:
    """The one place that sets a breach's state."""
    check_step(breach, to, steps)
    before = breach.state
    breach.state = to
    for name, value in fields.items():
        setattr(breach, name, value)
    breach.save(update_fields=["state", *fields])
    audit.record(
        by=by, at=at, action=action or f"breach.{to.value}", subject=breach, before={"state": before},
        after={"state": to, **fields},
    )  # fmt: skip


def step(
    breach: Breach,
    kind: StepKind,
    day: date,
    by: User | None,
    at: datetime,
    *,
    who: str = "",
    said: str = "",
    reply: str = "",
) -> BreachStep:
    """One line of the record. The caller holds the breach, or has just made it."""
    who = who or (by.name or by.username if by else in_chinese(BY_ITSELF))[:WHO_LENGTH]
    number = BreachStep.objects.filter(village=breach.village_id, breach=breach).count() + 1
    step = BreachStep.objects.create(
        village_id=breach.village_id, breach=breach, number=number, kind=kind, day=day,
        who=who, by=by, at=at,
    )  # fmt: skip
    BreachWords.objects.create(village_id=breach.village_id, step=step, said=said, reply=reply)
    tell.breach_step(breach, step, at)
    return step


def in_chinese(sentence: str) -> str:
    """What is kept is kept in the site's first language, whoever reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(sentence)


def draft_claim(
    breach: Breach, item: Item, day: date, unit_points: int | None, by: User, at: datetime, *, repair: bool
) -> Claim:
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _("Put right: village rules, article %(number)s") if repair else _(
            "After two dissuasions: village rules, article %(number)s"
        )  # fmt: skip
        note = sentence % {"number": breach.article.number}
    data = claims.ClaimInput(
        household_id=breach.household_id,
        item_id=item.pk,
        day=day,
        unit_points=unit_points,
        note=note,
        vouched_name=breach.reported_by.name,
        vouched_by=breach.reported_by_id,
    )
    claim = claims.enter_claim(village=breach.village, data=data, by=by, at=at)
    BreachClaim.objects.create(village_id=breach.village_id, breach=breach, claim=claim, repair=repair)
    action = "breach.repaired" if repair else "breach.claimed"
    audit.record(by=by, at=at, action=action, subject=breach, after={"claim": str(claim.pk)})
    return claim


def drop_draft(breach: Breach, by: User, at: datetime) -> None:
    """Nobody is deducted for what was put right before anybody sent it up."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("village", "deed")
    linked = BreachClaim.objects.filter(village=breach.village_id, breach=breach).values("claim")
    for claim in rows.filter(village=breach.village_id, pk__in=linked, state=ClaimState.DRAFT).order_by("pk"):
        claims.drop_draft(claim=claim, by=by, at=at)


def tidy(text: str) -> str:
    return " ".join(text.split())


def wrong_words(text: str, field: str, missing: str) -> DomainError | None:
    if not text:
        return DomainError(missing, field=field, code="required")
    return too_long(field) if len(text) > SAID_LENGTH else None


def too_long(field: str) -> DomainError:
    return DomainError(
        _("Put it in at most %(most)s characters.") % {"most": SAID_LENGTH}, field=field, code="too_long"
    )


def future() -> DomainError:
    return DomainError(_("This day is still to come. Choose today or an earlier day."), field="day", code="future")
