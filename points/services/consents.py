"""Consents of households, each with its day and its paper. The only writer of ``Household.names_public``."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from points.enums import ConsentKind, HouseholdState, Role
from points.models import Consent, Household, User
from points.queries import access, households
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems

PAPER_LENGTH = 60
_WITHDRAWN = ("withdrawn_on", "withdrawn_paper", "withdrawn_by", "withdrawn_at")
#: Who keeps the consents.
KEEPERS = (Role.ADMINISTRATOR,)


@transaction.atomic
def give(
    *,
    household: Household,
    kind: ConsentKind | str,
    given_on: date,
    paper: str,
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> Consent:
    """The household agreed. Named in full from this moment on, where that is what it agreed to.

    Raises :class:`DomainError` or :class:`Problems` naming ``kind``, ``given_on`` or ``paper``. The same id again gives
    the first consent.
    """
    if by is not None:
        access.require(by, household.village, *KEEPERS)
    locked = _locked(household)
    if id is not None and (done := Consent.objects.filter(village=locked.village_id, household=locked, pk=id).first()):
        return done
    paper = " ".join(paper.split())
    Problems.raise_if(_wrong(locked, kind, given_on, paper, at))
    if Consent.objects.filter(village=locked.village_id, household=locked, kind=kind, withdrawn_on=None).exists():
        raise DomainError(
            _("This household has agreed to that already. Withdraw the old consent first, or leave it."),
            field="kind",
            code="given_already",
        )
    (consent,) = _insert([(locked, kind, given_on, paper)], by, at, id)
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, withdrawn_on: date, paper: str, by: User | None, at: datetime) -> Consent:
    """The household takes its consent back; the name is masked everywhere from this moment on.

    ``paper`` says how it was told: on paper, by word of mouth. A second call changes nothing.
    """
    if by is not None:
        access.require(by, consent.village, *KEEPERS)
    household = _locked(consent.household)
    found = (
        Consent.objects.select_for_update(of=("self",))
        .filter(village=household.village_id, household=household, pk=consent.pk)
        .first()
    )
    if found is None:
        raise Gone(_("This consent is no longer there. Load the page anew."), code="consent_gone")
    if found.withdrawn_on is not None:
        return found
    paper = " ".join(paper.split())
    Problems.raise_if(_wrong_end(found, withdrawn_on, paper, at))
    _end(household, [found], withdrawn_on, paper, by, at)
    return found


def give_with_register(*, rows: Sequence[Household], by: User | None, at: datetime) -> None:
    """Consents to be named that came with a register; part of adding households, inside that transaction."""
    paper = _in_chinese(_with_register)
    _insert([(row, ConsentKind.NAMES, _no_earlier(row, at), paper) for row in rows], by, at, None)


def end_names(
    *, household: Household, day: date, why: str, by: User | None, at: datetime, every_kind: bool = False
) -> None:
    """End the consent to be named with the head who gave it, or every consent with the household; part of an event."""
    running = Consent.objects.select_for_update(of=("self",)).filter(
        village=household.village_id, household=household, withdrawn_on=None
    )
    if not every_kind:
        running = running.filter(kind=ConsentKind.NAMES)
    reason = _in_chinese(_closed if why == "closed" else _new_head)
    _end(household, list(running.order_by("pk")), day, reason, by, at)


def end_names_of_many(*, households: Sequence[Household], by: User | None, at: datetime) -> None:
    """End the consents to be named of households that got another head all at once; part of an import."""
    if not households:
        return
    day, reason = clock.local_day(at), _in_chinese(_new_head)
    running = list(
        Consent.objects.select_for_update(of=("self",))
        .filter(village=households[0].village_id, household__in=households, withdrawn_on=None, kind=ConsentKind.NAMES)
        .order_by("pk")
    )
    for consent in running:
        consent.withdrawn_on, consent.withdrawn_paper = max(day, consent.given_on), reason
        consent.withdrawn_by, consent.withdrawn_at = by, at
    Consent.objects.bulk_update(running, _WITHDRAWN, batch_size=1000)
    audit.record_many([audit.row(**_withdrawal(consent, by, at)) for consent in running])
    _name([household for household in households if household.names_public], False)


# ---------------------------------------------------------------------------------------------------------- parts


def _locked(household: Household) -> Household:
    row = households.lock(household.village, [household.pk])[household.pk]
    row.village = household.village
    return row


def _insert(
    rows: Sequence[tuple[Household, str, date, str]], by: User | None, at: datetime, id: uuid.UUID | None
) -> list[Consent]:
    made = [
        Consent(
            **({"id": id} if id else {}),
            village_id=household.village_id,
            household=household,
            kind=kind,
            given_on=given_on,
            paper=paper,
            recorded_by=by,
            recorded_at=at,
        )
        for household, kind, given_on, paper in rows
    ]
    Consent.objects.bulk_create(made, batch_size=1000)
    named = [consent.household for consent in made if consent.kind == ConsentKind.NAMES]
    _name(named, True)
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action="consent.given",
                subject=consent,
                after={"household": str(consent.household_id), "kind": consent.kind, "given_on": consent.given_on},
            )
            for consent in made
        ]
    )
    return made


def _end(
    household: Household, consents: Sequence[Consent], day: date, paper: str, by: User | None, at: datetime
) -> None:
    for consent in consents:
        consent.withdrawn_on, consent.withdrawn_paper = max(day, consent.given_on), paper
        consent.withdrawn_by, consent.withdrawn_at = by, at
        consent.save(update_fields=_WITHDRAWN)
        audit.record(**_withdrawal(consent, by, at))
    # Also where no consent stands behind it: an old register may have brought the flag alone.
    if household.names_public and not _still_named(household):
        _name([household], False)


def _withdrawal(consent: Consent, by: User | None, at: datetime) -> dict[str, Any]:
    """The audit row of an ended consent."""
    after = {"household": str(consent.household_id), "kind": consent.kind, "withdrawn_on": consent.withdrawn_on}
    return {"by": by, "at": at, "action": "consent.withdrawn", "subject": consent, "after": after}


def _still_named(household: Household) -> bool:
    running = Consent.objects.filter(village=household.village_id, household=household, withdrawn_on=None)
    return running.filter(kind=ConsentKind.NAMES).exists()


def _name(rows: Sequence[Household], names_public: bool) -> None:
    if not rows:
        return
    Household.objects.filter(village=rows[0].village_id, pk__in=[row.pk for row in rows]).update(
        names_public=names_public
    )
    for row in rows:
        row.names_public = names_public


def _no_earlier(row: Household, at: datetime) -> date:
    """The day of the register, but no day before the household was on it."""
    return max(row.joined_on, clock.local_day(at))


def _wrong(household: Household, kind: str, given_on: date, paper: str, at: datetime) -> list[DomainError]:
    found = []
    if household.state == HouseholdState.CLOSED:
        found.append(
            DomainError(_("This household is closed; there is nobody left to agree."), code="closed"),
        )
    if kind not in ConsentKind.values:
        found.append(DomainError(_("Choose what the household agreed to."), field="kind", code="kind"))
    if given_on > clock.local_day(at):
        found.append(_to_come("given_on"))
    elif given_on < household.joined_on:
        sentence = _("The household is in the register only since %(day)s. Check the day.")
        found.append(
            DomainError(sentence % {"day": f"{household.joined_on:%Y-%m-%d}"}, field="given_on", code="before_joined")
        )
    if not paper:
        sentence = _("Write where the signed paper lies, for example “folder 3, sheet 14”.")
        found.append(DomainError(sentence, field="paper", code="paper_missing"))
    return [*found, *_too_long(paper, "paper")]


def _wrong_end(consent: Consent, withdrawn_on: date, paper: str, at: datetime) -> list[DomainError]:
    found = []
    if withdrawn_on > clock.local_day(at):
        found.append(_to_come("withdrawn_on"))
    elif withdrawn_on < consent.given_on:
        sentence = _("The household agreed on %(day)s; it cannot have taken that back before. Check the day.")
        found.append(
            DomainError(sentence % {"day": f"{consent.given_on:%Y-%m-%d}"}, field="withdrawn_on", code="before_given")
        )
    if not paper:
        sentence = _("Write how the household told you, for example “by word of mouth, to Li Hua”.")
        found.append(DomainError(sentence, field="paper", code="paper_missing"))
    return [*found, *_too_long(paper, "paper")]


def _to_come(field: str) -> DomainError:
    return DomainError(_("This day is still to come. Choose today or an earlier day."), field=field, code="future")


def _too_long(text: str, field: str) -> list[DomainError]:
    if len(text) <= PAPER_LENGTH:
        return []
    sentence = _("Put it in at most %(most)s characters.") % {"most": PAPER_LENGTH}
    return [DomainError(sentence, field=field, code="too_long")]


def _with_register() -> str:
    return _("with the register")


def _new_head() -> str:
    return _("new head of household")


def _closed() -> str:
    return _("household closed")


def _in_chinese(words: Callable[[], str]) -> str:
    """Words that are kept are kept in the site's first language, whoever records them."""
    with translation.override(settings.LANGUAGE_CODE):
        return words()
