"""Numbered slip books 申报单本: giving one out, recording slips that are spoiled."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from datetime import date, datetime
from unicodedata import normalize

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import Group, SlipBook, SpoiledSlip, User, Village
from points.queries import access, slips
from points.services import audit
from points.services.claims.inputs import tidy_slip
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems

KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)
#: Digits a number is printed with.
FEWEST_DIGITS, MOST_DIGITS, HIGHEST = 1, 8, 99_999_999


def issue_book(
    *,
    village: Village,
    id: uuid.UUID,
    prefix: str,
    first: int,
    last: int,
    digits: int,
    group: Group | None,
    issued_to: str,
    issued_on: date,
    by: User,
    at: datetime,
) -> SlipBook:
    """Give out a book. The same id again gives the first book. Raises :class:`Problems` naming each field."""
    access.require(by, village, *KEEPERS)
    book = SlipBook(
        id=id,
        village=village,
        prefix=tidy_slip(prefix),
        first=first,
        last=last,
        digits=digits,
        group=group,
        issued_to=" ".join(issued_to.split()),
        issued_on=issued_on,
        issued_by=by,
        created_at=at,
    )
    try:
        return _issue(book, by, at)
    except IntegrityError:
        raise DomainError(
            _("This form has been used already. Open a new one and enter the book there."), code="book_id_taken"
        ) from None


@transaction.atomic
def _issue(book: SlipBook, by: User, at: datetime) -> SlipBook:
    lock_village(book.village_id)
    if known := SlipBook.objects.filter(village=book.village_id, id=book.pk, issued_by=by).first():
        return known
    Problems.raise_if(_mistakes(book, clock.local_day(at)))
    if other := _overlapping(book):
        raise DomainError(
            _("Numbers %(numbers)s are in a book already, given to %(name)s. Begin after %(last)s.")
            % {"numbers": other, "name": other.issued_to, "last": other.text(other.last)},
            field="first",
            code="book_overlaps",
        )
    book.save(force_insert=True)
    audit.record(by=by, at=at, action="slipbook.issued", subject=book, after=_outline(book))
    return book


def _mistakes(book: SlipBook, today: date) -> list[DomainError]:
    found = []
    if not re.fullmatch(r"([A-Z0-9-]*[A-Z-])?", book.prefix) or len(book.prefix) > 12:
        sentence = _("Letters, digits and hyphens, at most 12, ending in a letter or a hyphen: WJG-")
        found.append(DomainError(sentence, field="prefix", code="prefix"))
    if not FEWEST_DIGITS <= book.digits <= MOST_DIGITS:
        found.append(DomainError(_("Between 1 and 8 digits."), field="digits", code="digits"))
    if not 1 <= book.first <= HIGHEST:
        found.append(DomainError(_("The first number is 1 or more."), field="first", code="first"))
    if book.last < book.first or book.last > HIGHEST:
        found.append(DomainError(_("The last number is not before the first."), field="last", code="last"))
    elif book.size > slips.THICKEST:
        sentence = _("A book has at most %(most)s slips. Give out two books.") % {"most": slips.THICKEST}
        found.append(DomainError(sentence, field="last", code="too_thick"))
    if not book.issued_to or len(book.issued_to) > 40:
        found.append(DomainError(_("Who was the book given to?"), field="issued_to", code="issued_to"))
    if book.issued_on > today:
        found.append(DomainError(_("Choose today or an earlier day."), field="issued_on", code="issued_later"))
    return found


def _overlapping(book: SlipBook) -> SlipBook | None:
    rows = SlipBook.objects.filter(village=book.village_id, prefix=book.prefix)
    return rows.filter(first__lte=book.last, last__gte=book.first).order_by("first").first()


@transaction.atomic
def take_back(*, book: SlipBook, by: User, at: datetime) -> None:
    """Strike a book that was entered by mistake. Refused as soon as one of its slips has been entered."""
    locked = _lock(book, by)
    if slips.slips_entered(locked.village, list(locked.texts())):
        raise DomainError(
            _("Slips of this book have been entered: it stays. Record slips that will not be used as spoiled."),
            code="book_used",
        )
    audit.record(by=by, at=at, action="slipbook.struck", subject=locked, before=_outline(locked))
    SpoiledSlip.objects.filter(village=locked.village_id, book=locked).delete()
    locked.delete()


@transaction.atomic
def spoil(*, book: SlipBook, numbers: Collection[int], reason: str, by: User, at: datetime) -> list[SpoiledSlip]:
    """Record slips that will never be entered. Those recorded already stay as they are; entered ones are refused."""
    locked = _lock(book, by)
    reason = " ".join(reason.split())
    if not reason or len(reason) > 100:
        raise DomainError(_("Write in a few words what happened to it."), field="reason", code="reason_missing")
    if not numbers:
        raise DomainError(_("Which slips? For example 0412, 0415-0418."), field="numbers", code="numbers_missing")
    outside = sorted(number for number in numbers if number not in locked.numbers())
    if outside:
        raise DomainError(
            _("%(number)s is not in this book (%(book)s).") % {"number": locked.text(outside[0]), "book": locked},
            field="numbers",
            code="not_in_book",
        )
    entered = slips.slips_entered(locked.village, [locked.text(number) for number in numbers])
    if entered:
        raise DomainError(
            _("%(number)s has been entered. Delete or withdraw that claim first.") % {"number": min(entered)},
            field="numbers",
            code="slip_entered",
        )
    rows = SpoiledSlip.objects.filter(village=locked.village_id, book=locked, number__in=numbers)
    known = set(rows.values_list("number", flat=True))
    made = [
        SpoiledSlip(
            village_id=locked.village_id, book=locked, number=number, reason=reason, recorded_by=by, recorded_at=at
        )
        for number in sorted(set(numbers) - known)
    ]
    SpoiledSlip.objects.bulk_create(made)
    audit.record(by=by, at=at, action="slip.spoiled", subject=locked, after={"numbers": [row.number for row in made]})
    return made


@transaction.atomic
def unspoil(*, book: SlipBook, number: int, by: User, at: datetime) -> None:
    """It was not spoiled after all: it can be entered again. Nothing happens where it was not recorded."""
    locked = _lock(book, by)
    gone, _rows = SpoiledSlip.objects.filter(village=locked.village_id, book=locked, number=number).delete()
    if gone:
        audit.record(by=by, at=at, action="slip.unspoiled", subject=locked, after={"numbers": [number]})


def read_numbers(book: SlipBook, text: str) -> set[int]:
    """Which numbers ``412, 415-418`` or ``WJG-0412`` mean. Raises :class:`DomainError` for what is no number."""
    found: set[int] = set()
    for part in re.split(r"[,，、;；\s]+", _tidy(text)):
        if not part:
            continue
        bare = part.replace(book.prefix, "") if book.prefix.strip("-") else part.removeprefix(book.prefix)
        ends = re.fullmatch(r"([0-9]{1,9})(?:[-~—–至到]([0-9]{1,9}))?", bare)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (1, 0)
        if last < first or last - first >= slips.THICKEST:
            raise DomainError(
                _("“%(text)s” cannot be read. Write numbers like 0412, 0415-0418.") % {"text": part[:30]},
                field="numbers",
                code="numbers_unreadable",
            )
        found |= set(range(first, last + 1))
    return found


def _tidy(text: str) -> str:
    """Full-width letters and digits become plain ones; spaces around a dash go."""
    return re.sub(r"\s*([-~—–至到])\s*", r"\1", normalize("NFKC", text).upper().strip())


def _lock(book: SlipBook, by: User) -> SlipBook:
    """The village's numbers, then the book: a slip cannot be entered and spoiled in the same moment."""
    access.require(by, book.village, *KEEPERS)
    lock_village(book.village_id)
    locked = SlipBook.objects.select_for_update().filter(village=book.village_id, id=book.pk).first()
    if locked is None:
        raise Gone(_("This slip book is no longer there. Load the page anew."), code="book_gone")
    locked.village = book.village
    return locked


def _outline(book: SlipBook) -> dict[str, object]:
    """What the audit keeps: numbers and the group, no names."""
    return {"numbers": str(book), "group": str(book.group_id) if book.group_id else None}
