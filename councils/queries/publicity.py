"""The public list 公示: what stands in it, and how much of it whom may read.

Two things decide what is shown. The item's *disclosure* holds for everybody, on paper too: in full, by category only
(it would show another's health), or not at all (it would name an informant). *Who reads* decides names and free words:
the public reads masked names and the rule's wording; the village's signed-in read who, and the note.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Count, Max, Min, Q, QuerySet, Value, When

from councils.queries import tellings
from points.enums import ClaimState, Disclosure
from points.models import Claim, Group, Village
from points.queries.presence import gone
from villagegov.kernel.masking import COMPOUND_SURNAMES, mask_name

IN_PUBLICITY = (ClaimState.PUBLICISED, ClaimState.HELD)


@dataclass(frozen=True)
class Reader:
    """Who reads the list. The default is the public."""

    #: Names in full: the signed-in of the village; on paper those who print for the wall.
    names: bool = False
    #: Free words: the officer's note, the household's reply to a deduction.
    words: bool = False
    own: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Line:
    """One claim as this reader sees it. Empty strings are what is not shown."""

    id: uuid.UUID
    household: str
    group: str
    number: str
    category: str
    #: Empty where only the category is made public.
    item: str
    item_code: int | None
    wording: str
    note: str
    reply: str
    points: int
    day: date | None
    since: date
    until: date
    days_left: int
    held: bool
    own: bool


@dataclass(frozen=True)
class Counts:
    awards: int
    deductions: int
    #: In publicity, but by the rules not on the list.
    hidden: int
    since: date | None
    until: date | None

    @property
    def listed(self) -> int:
        return self.awards + self.deductions


def counts(village: Village) -> Counts:
    """One query."""
    listed = ~Q(item__disclosure=Disclosure.NONE) & ~gone("household")
    found = _standing(village).aggregate(
        awards=Count("id", filter=listed & Q(points__gt=0)),
        deductions=Count("id", filter=listed & Q(points__lt=0)),
        hidden=Count("id", filter=~listed),
        since=Min("publicity_from", filter=listed),
        until=Max("publicity_until", filter=listed),
    )
    return Counts(**found)


def groups(village: Village) -> list[Group]:
    return list(Group.objects.filter(village=village))


def listed(village: Village) -> QuerySet[Claim]:
    """Awards first, then by group and household."""
    return (
        _standing(village)
        .exclude(item__disclosure=Disclosure.NONE)
        .exclude(gone("household"))
        .select_related("household__group", "item__category")
        .annotate(
            is_deduction=Case(When(points__lt=0, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
        .order_by("is_deduction", "household__group__number", "household__number", "publicity_until", "id")
    )


def find(claims: QuerySet[Claim], *, group: int | None, text: str, reader: Reader) -> QuerySet[Claim]:
    """Those of a group (by its number) and of a household.

    The signed-in search by name or number. For the public the name is masked before it is looked for: the answer to
    李小华 is every 李*华, so that nobody can find out by searching who stands behind a masked name.
    """
    if group is not None:
        claims = claims.filter(household__group__number=group)
    text = text.strip()
    if not text:
        return claims
    if reader.names and text.isascii() and text.isdigit():
        return claims.filter(household__number__regex=f"^0*{text.lstrip('0')}$")
    if reader.names:
        return claims.filter(Q(household__head_name__icontains=text) | Q(household__number=text))
    found = Q(household__names_public=True, household__head_name__icontains=text)
    if pattern := _like_masked(text):
        found |= Q(household__head_name__regex=pattern)
    return claims.filter(found)


def lines(village: Village, claims: Iterable[Claim], *, reader: Reader, day: date) -> list[Line]:
    """The claims as the reader sees them. At most one query more, for the replies."""
    claims = list(claims)
    told = [claim.pk for claim in claims if claim.points < 0]
    replies = tellings.replies(village, told) if reader.words and told else {}
    return [_line(claim, reader, day, replies.get(claim.pk, "")) for claim in claims]


def line(claim: Claim, *, reader: Reader, day: date) -> Line:
    """One claim, with its household and item selected. A person's own household is never hidden from them."""
    return _line(claim, reader, day, "")


def was_listed(claim: Claim) -> bool:
    """Whether the claim is, or once was, in publicity."""
    return claim.publicity_from is not None


def _standing(village: Village) -> QuerySet[Claim]:
    return Claim.objects.filter(village=village, state__in=IN_PUBLICITY)


def _line(claim: Claim, reader: Reader, day: date, reply: str) -> Line:
    household, item = claim.household, claim.item
    own = household.pk in reader.own
    full = own or item.disclosure == Disclosure.FULL
    words = full and (own or reader.words)
    named = own or reader.names or household.names_public
    since = claim.publicity_from or day
    until = claim.publicity_until or day
    return Line(
        id=claim.pk,
        household=household.head_name if named else mask_name(household.head_name),
        group=household.group.name,
        number=household.number if own or reader.names else "",
        category=item.category.name,
        item=claim.item_name if full else "",
        item_code=claim.item_code if full else None,
        wording=claim.item_wording if full else "",
        note=claim.note if words else "",
        reply=reply if words else "",
        points=claim.points,
        day=claim.day if full else None,
        since=since,
        until=until,
        days_left=(until - day).days,
        held=claim.state == ClaimState.HELD,
        own=own,
    )


def _like_masked(text: str) -> str:
    """A regular expression for every head's name that is masked as ``text`` is, or has its surname; empty: none.

    Built from letters of ``text`` alone.
    """
    letters = "".join(char for char in text if char.isalpha() or char in "*＊").replace("＊", "*")
    if not letters.strip("*"):
        return ""
    if "*" in letters:
        surname, _star, rest = letters.partition("*")
        surname, last = surname.replace("*", ""), rest.strip("*")[-1:]
    elif len(letters) == 1 or letters in COMPOUND_SURNAMES:
        return f"^{letters}"
    else:
        surname, _star, last = mask_name(letters).partition("*")
    return f"^{surname}.+{last}$" if last else f"^{surname}.$"
