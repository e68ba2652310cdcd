"""Erasing what is held about a household, at its request.

Erased is what nobody needs any more to check a decision: words, pictures, contacts. What stays is said beside each
part. The ledger still checks afterwards: its lines are bound to their personal parts by a hash, and hold without them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import Claim, Household, User
from points.queries import access, households
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

PAPER_LENGTH = 60


@dataclass(frozen=True)
class ErasePart:
    """Something that can be erased. ``count`` says how much there is, ``erase`` does it and says how much it was; the
    caller holds the household's claims and its row.
    """

    key: str
    label: str | Promise
    #: What goes, and what stays.
    about: str | Promise
    count: Callable[[Household], int]
    erase: Callable[[Household, User, datetime], int]


_parts: dict[str, ErasePart] = {}


def register_erasable(part: ErasePart) -> None:
    """For apps above this one too; the last one registered under a key counts."""
    _parts[part.key] = part


def erasable(household: Household) -> list[tuple[ErasePart, int]]:
    """The parts of which there is something."""
    counted = [(part, part.count(household)) for part in _parts.values()]
    return [(part, count) for part, count in counted if count]


@transaction.atomic
def erase(
    *, household: Household, parts: Collection[str], asked_on: date, paper: str, by: User, at: datetime
) -> dict[str, int]:
    """Erase the parts, at the household's request of a day; returns how much each was. The administrator's alone.

    Raises :class:`DomainError` or :class:`Problems` naming ``parts``, ``asked_on`` or ``paper``. A second call with
    the same parts finds nothing more and changes nothing.
    """
    access.require(by, household.village, Role.ADMINISTRATOR)
    paper = " ".join(paper.split())
    check_request(parts=parts, asked_on=asked_on, paper=paper, at=at)
    list(Claim.objects.select_for_update(of=("self",)).filter(
        village=household.village_id, household=household
    ).order_by("pk").values_list("pk"))  # fmt: skip
    village = household.village
    household = households.lock(village, [household.pk])[household.pk]
    household.village = village
    erased = {key: _parts[key].erase(household, by, at) for key in _parts if key in parts}
    erased = {key: count for key, count in erased.items() if count}
    if erased:
        audit.record(
            by=by,
            at=at,
            action="household.erased",
            subject=household,
            after={"asked_on": asked_on, "paper": paper, **{f"erased_{key}": count for key, count in erased.items()}},
        )
    return erased


def check_request(*, parts: Collection[str], asked_on: date, paper: str, at: datetime) -> None:
    """Raise what is wrong with a request, before the question is asked."""
    Problems.raise_if(_wrong_request(parts, asked_on, " ".join(paper.split()), at))


def _wrong_request(parts: Collection[str], asked_on: date, paper: str, at: datetime) -> list[DomainError]:
    found = []
    if not parts or set(parts) - set(_parts):
        found.append(DomainError(_("Tick what is to be erased."), field="parts", code="parts"))
    if asked_on > clock.local_day(at):
        sentence = _("This day is still to come. Choose today or an earlier day.")
        found.append(DomainError(sentence, field="asked_on", code="future"))
    if not paper:
        sentence = _("Write how the household asked, for example “letter, folder 3, sheet 20”.")
        found.append(DomainError(sentence, field="paper", code="paper_missing"))
    elif len(paper) > PAPER_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": PAPER_LENGTH}
        found.append(DomainError(sentence, field="paper", code="too_long"))
    return found
