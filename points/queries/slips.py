"""Numbered slip books: which slips have come back, which are spoiled, which are missing. From the village's rows."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from points.enums import ClaimState
from points.models import Claim, Deed, Household, SlipBook, SpoiledSlip, Village

#: Slips of one book at most: a thicker one is two books.
THICKEST = 200


def split(slip: str) -> tuple[str, int] | None:
    """``WJG-0412`` -> (``WJG-``, 412); None where it does not end in a number of a sensible length."""
    found = re.fullmatch(r"(.*?)([0-9]{1,9})", slip)
    return (found.group(1), int(found.group(2))) if found else None


@dataclass(frozen=True)
class Finding:
    """What the books say of a slip number. Without a book: it is in none."""

    slip: str
    book: SlipBook | None = None
    #: The reason, where it has been recorded as spoiled.
    spoiled: str = ""
    #: The number is of a book, but is printed there in another way.
    printed_as: str = ""

    def of_other_group(self, household: Household | None) -> bool:
        group = self.book.group_id if self.book else None
        return bool(group and household and household.group_id != group)


def find(village: Village, slips: Iterable[str]) -> dict[str, Finding]:
    """What the village's books say of each number. Two queries, however many there are."""
    parts = {slip: found for slip in slips if slip and (found := split(slip))}
    books = list(
        SlipBook.objects.filter(village=village, prefix__in={prefix for prefix, _number in parts.values()})
        .select_related("group")
        .order_by("prefix", "first")
    )
    by_slip = {
        slip: next((book for book in books if book.prefix == prefix and book.first <= number <= book.last), None)
        for slip, (prefix, number) in parts.items()
    }
    numbers = {number for _prefix, number in parts.values()}
    rows = SpoiledSlip.objects.filter(village=village, book__in=[b.pk for b in by_slip.values() if b])
    spoiled = {
        (book, number): reason
        for book, number, reason in rows.filter(number__in=numbers).values_list("book_id", "number", "reason")
    }
    return {slip: _finding(slip, by_slip.get(slip), parts.get(slip), spoiled) for slip in slips if slip}


def _finding(
    slip: str, book: SlipBook | None, parts: tuple[str, int] | None, spoiled: Mapping[tuple[uuid.UUID, int], str]
) -> Finding:
    if book is None or parts is None:
        return Finding(slip)
    text = book.text(parts[1])
    return Finding(slip, book, spoiled.get((book.pk, parts[1]), ""), "" if text == slip else text)


@dataclass(frozen=True)
class BookCount:
    """One book in numbers. What lies before the last slip that came back and did not itself come back is missing;
    what lies after it is still in the book.
    """

    book: SlipBook
    entered: frozenset[int] = frozenset()
    spoiled: frozenset[int] = frozenset()
    missing: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()

    @property
    def missing_ranges(self) -> list[str]:
        return ranges(self.book, self.missing)


def book(village: Village, pk: uuid.UUID) -> SlipBook | None:
    return SlipBook.objects.filter(village=village, pk=pk).select_related("group", "issued_by", "village").first()


def books(village: Village) -> QuerySet[SlipBook]:
    """The latest first."""
    return SlipBook.objects.filter(village=village).select_related("group").order_by("-issued_on", "-prefix", "-first")


def counts(village: Village, books: Sequence[SlipBook]) -> list[BookCount]:
    """The books in numbers, in the order given. Three queries."""
    entered = slips_entered(village, [text for book in books for text in book.texts()])
    spoiled: dict[uuid.UUID, set[int]] = {}
    rows = SpoiledSlip.objects.filter(village=village, book__in=[book.pk for book in books])
    for book_id, number in rows.values_list("book_id", "number"):
        spoiled.setdefault(book_id, set()).add(number)
    return [_count(book, entered, frozenset(spoiled.get(book.pk, ()))) for book in books]


def _count(book: SlipBook, slips: Collection[str], spoiled: frozenset[int]) -> BookCount:
    entered = frozenset(number for number in book.numbers() if book.text(number) in slips)
    spoiled -= entered
    used = entered | spoiled
    last = max(entered, default=book.first - 1)
    open_numbers = [number for number in book.numbers() if number not in used]
    return BookCount(
        book,
        entered,
        spoiled,
        missing=tuple(number for number in open_numbers if number < last),
        blank=tuple(number for number in open_numbers if number > last),
    )


def slips_entered(village: Village, texts: Collection[str]) -> set[str]:
    """Numbers that came back as a claim or a shared deed. What was withdrawn was typed by mistake and does not count;
    what was rejected did come back. Two queries.
    """
    claims = Claim.objects.filter(village=village, slip_number__in=texts).exclude(state=ClaimState.WITHDRAWN)
    deeds = Deed.objects.filter(village=village, slip_number__in=texts)
    return set(claims.values_list("slip_number", flat=True)) | set(deeds.values_list("slip_number", flat=True))


def ranges(book: SlipBook, numbers: Iterable[int]) -> list[str]:
    """``WJG-0003``, ``WJG-0007–0012``: neighbours in one, in order."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][-1:] = [number] if len(runs[-1]) > 1 else [runs[-1][-1], number]
        else:
            runs.append([number])
    return [book.text(run[0]) if len(run) == 1 else f"{book.text(run[0])}–{run[-1]:0{book.digits}d}" for run in runs]


@dataclass(frozen=True)
class SlipLine:
    """One slip of a book: what became of it."""

    number: int
    text: str
    #: entered, spoiled, missing or blank
    standing: str
    claims: tuple[Claim, ...] = field(default_factory=tuple)
    spoiled: SpoiledSlip | None = None


def slip_lines(village: Village, book: SlipBook) -> tuple[BookCount, list[SlipLine]]:
    """Every slip of one book, in order. Six queries."""
    [count] = counts(village, [book])
    texts = list(book.texts())
    claims: dict[str, list[Claim]] = {}
    rows = Claim.objects.filter(village=village).exclude(state=ClaimState.WITHDRAWN)
    for claim in rows.filter(slip_number__in=texts).select_related("household__group").order_by("id"):
        claims.setdefault(claim.slip_number, []).append(claim)
    for claim in rows.filter(deed__slip_number__in=texts).select_related("household__group", "deed").order_by("id"):
        claims.setdefault(claim.deed.slip_number, []).append(claim)  # type: ignore[union-attr]
    spoiled = {
        row.number: row for row in SpoiledSlip.objects.filter(village=village, book=book).select_related("recorded_by")
    }
    missing = set(count.missing)

    def line(number: int) -> SlipLine:
        text = book.text(number)
        if number in count.entered:
            return SlipLine(number, text, "entered", tuple(claims.get(text, ())))
        if number in spoiled:
            return SlipLine(number, text, "spoiled", spoiled=spoiled[number])
        return SlipLine(number, text, "missing" if number in missing else "blank")

    return count, [line(number) for number in book.numbers()]
