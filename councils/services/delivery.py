"""What every telling 送达 must say, whatever was told: how, when, before whom, and what was answered.

Silence is written down as silence; nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.enums import TellingWay
from points.models import User
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

REPLY_LENGTH = 300
WITNESS_LENGTH = 30
READER_LENGTH = 40


@dataclass(frozen=True)
class Delivery:
    """One telling as somebody records it."""

    way: str
    told_on: date
    witnesses: Sequence[str] = ()
    reply: str = ""
    #: To whom an oral reply was read back; empty where there is none, or it is their own writing.
    read_back_to: str = ""

    @property
    def named(self) -> list[str]:
        return [name.strip() for name in self.witnesses if name.strip()]

    def columns(self) -> dict[str, Any]:
        """As the tables keep it."""
        return {
            "way": self.way,
            "told_on": self.told_on,
            "witnesses": "、".join(self.named) if self.way == TellingWay.WITNESSED else "",
            "reply": self.reply.strip(),
            "read_back_to": self.read_back_to.strip() if self.reply.strip() else "",
        }


def problems(
    delivery: Delivery, *, decided_on: date, told_person: str, by: User, at: datetime, too_early: str
) -> Iterator[DomainError]:
    """What is wrong with it; ``too_early`` is the sentence for a day before ``decided_on``."""
    if delivery.way not in TellingWay.values:
        yield DomainError(_("Choose how the household was told."), field="way", code="way")
    if delivery.told_on > clock.local_day(at):
        sentence = _("That day is still to come. Tell the household first, then record it here.")
        yield DomainError(sentence, field="told_on", code="future")
    elif delivery.told_on < decided_on:
        yield DomainError(too_early % {"day": decided_on.isoformat()}, field="told_on", code="before_decision")
    if delivery.way == TellingWay.WITNESSED:
        yield from _wrong_witnesses(delivery.named, told_person, by)
    yield from wrong_reply(delivery.reply, delivery.read_back_to)


def _wrong_witnesses(witnesses: list[str], told_person: str, by: User) -> Iterator[DomainError]:
    sentence = ""
    if len(witnesses) < 2 or witnesses[0] == witnesses[1]:
        sentence = _("Name two witnesses, two different people.")
    elif len(witnesses) > 2 or any(len(name) > WITNESS_LENGTH for name in witnesses):
        sentence = _("Two names, no more than %(most)s characters each.") % {"most": WITNESS_LENGTH}
    elif by.name in witnesses:
        sentence = _("Whoever tells is no witness. Name two other people.")
    elif told_person and told_person in witnesses:
        sentence = _("The household itself is no witness. Name two other people.")
    if sentence:
        yield DomainError(sentence, field="witnesses", code="witnesses")


def wrong_reply(reply: str, read_back_to: str = "") -> Iterator[DomainError]:
    if len(reply.strip()) > REPLY_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": REPLY_LENGTH}
        yield DomainError(sentence, field="reply", code="too_long")
    if len(read_back_to.strip()) > READER_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": READER_LENGTH}
        yield DomainError(sentence, field="read_back_to", code="too_long")
