"""Whether a meeting was quorate and its majority large enough, by the village's settings; and decisions on rules that
an app above has on record, from which a mandate is made without anybody typing its numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from points.enums import Majority, MeetingKind
from points.models import Mandate, User, Village, VillageSettings
from points.queries.villages import settings_on
from villagegov.kernel.errors import DomainError, Problems

#: The setting that says how many must have come, by kind of meeting.
_ATTENDANCE = {
    MeetingKind.REPRESENTATIVES: "representatives_present",
    MeetingKind.VILLAGERS: "villagers_present",
    MeetingKind.HOUSEHOLDS: "households_present",
}


@dataclass(frozen=True)
class Thresholds:
    """What a kind of meeting must reach."""

    kind: MeetingKind
    present: Majority
    in_favour: Majority


def thresholds(settings: VillageSettings, kind: str) -> Thresholds:
    meeting = MeetingKind(kind)
    return Thresholds(meeting, Majority(getattr(settings, _ATTENDANCE[meeting])), Majority(settings.rules_in_favour))


def shortfalls(village: Village, mandate: Mandate) -> Iterator[DomainError]:
    """What the numbers lack, each naming the fraction and how many are missing."""
    wanted = thresholds(settings_on(village, mandate.held_on), mandate.kind)
    needed = wanted.present.needed(mandate.entitled)
    if mandate.present < needed:
        yield DomainError(
            _(
                "Of %(entitled)s entitled %(present)s were present. For this meeting the rule is %(fraction)s, at "
                "least %(needed)s: %(missing)s are missing. Its decision does not count; hold the meeting once more."
            )
            % {
                "entitled": mandate.entitled,
                "present": mandate.present,
                "fraction": wanted.present.label,
                "needed": needed,
                "missing": needed - mandate.present,
            },
            field="present",
            code="mandate_attendance",
        )
    needed = wanted.in_favour.needed(mandate.present)
    if mandate.in_favour < needed:
        yield DomainError(
            _(
                "Of %(present)s present %(in_favour)s were in favour. The rule is %(fraction)s, at least %(needed)s: "
                "%(missing)s are missing. The rules are not adopted; change them and put them to the vote again."
            )
            % {
                "present": mandate.present,
                "in_favour": mandate.in_favour,
                "fraction": wanted.in_favour.label,
                "needed": needed,
                "missing": needed - mandate.in_favour,
            },
            field="in_favour",
            code="mandate_majority",
        )


def check(village: Village, mandate: Mandate, effective_from: date) -> None:
    """Raise what is wrong with the decision behind rules that begin on a day, each with its field."""
    if not 0 < mandate.in_favour <= mandate.present <= mandate.entitled:
        raise DomainError(
            _("The numbers do not fit: at most the entitled were present, at most the present were in favour."),
            field="present",
            code="mandate_counts",
        )
    Problems.raise_if(
        [
            *shortfalls(village, mandate),
            *([] if mandate.held_on <= effective_from else [_held_too_late()]),
            *([] if mandate.filing.strip() else [_not_filed()]),
        ]
    )


def _held_too_late() -> DomainError:
    return DomainError(
        _("The meeting must be held before the rules take effect."), field="held_on", code="mandate_late"
    )


def _not_filed() -> DomainError:
    return DomainError(
        _("Rules are filed with the township. Write down the number or the day of the filing."),
        field="filing",
        code="mandate_not_filed",
    )


# ------------------------------------------------------------------------------------------- decisions on record


@dataclass(frozen=True)
class RuleDecision:
    """A decision on rules as it was reached: who met, and the numbers that were stored with it."""

    key: uuid.UUID
    title: str
    kind: MeetingKind
    meeting: str
    held_on: date
    entitled: int
    present: int
    in_favour: int

    def mandate(self, filing: str = "") -> Mandate:
        """Unsaved."""
        return Mandate(
            kind=self.kind,
            meeting=self.meeting,
            held_on=self.held_on,
            entitled=self.entitled,
            present=self.present,
            in_favour=self.in_favour,
            filing=filing.strip(),
        )


class Source(Protocol):
    """Where an app above keeps decisions on rules."""

    def begun_on(self, village: Village) -> date | None:
        """Since when the village decides there; None where it does not."""

    def offers(self, village: Village) -> Sequence[RuleDecision]:
        """Decisions that were passed and carry no mandate yet, the latest first."""

    def take(self, village: Village, key: uuid.UUID) -> RuleDecision:
        """One of them, locked until the transaction ends. Raises :class:`DomainError` where it cannot be used."""

    def used(self, village: Village, key: uuid.UUID, mandate: Mandate, by: User | None, at: datetime) -> None:
        """It carries this mandate now: a part of the transaction that puts rules in force."""

    def address(self, village: Village) -> str:
        """The page on which decisions are prepared."""


_source: list[Source] = []


def register_source(source: Source) -> None:
    """Called once, when the app above is ready; the last one counts."""
    _source[:] = [source]


def begun_on(village: Village) -> date | None:
    return _source[0].begun_on(village) if _source else None


def offers(village: Village) -> Sequence[RuleDecision]:
    return _source[0].offers(village) if _source and begun_on(village) else []


def address(village: Village) -> str:
    return _source[0].address(village) if _source and begun_on(village) else ""


def settled(village: Village, mandate: Mandate, decision: uuid.UUID | None) -> Mandate:
    """The mandate to be checked: of a decision on record its own numbers, with the filing that was typed; else what was
    typed, where the meeting was before the village began to decide here.
    """
    if decision is not None:
        if not _source or begun_on(village) is None:
            raise _no_such_decision()
        return _source[0].take(village, decision).mandate(mandate.filing)
    begun = begun_on(village)
    if begun is not None and mandate.held_on >= begun:
        raise DomainError(
            _(
                "Since %(day)s this village decides on its rules as matters. Choose the decision from there; only a "
                "meeting held before that day is typed in."
            )
            % {"day": begun.isoformat()},
            field="held_on",
            code="decided_elsewhere",
        )
    return mandate


def note_use(village: Village, decision: uuid.UUID | None, mandate: Mandate, by: User | None, at: datetime) -> None:
    """Keep the link, where the mandate was made of a decision."""
    if decision is not None:
        _source[0].used(village, decision, mandate, by, at)


def _no_such_decision() -> DomainError:
    return DomainError(_("There is no such decision here. Load the page anew."), field="decision", code="no_decision")
