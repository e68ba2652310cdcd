"""Finding households in the register."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from unicodedata import normalize

from django.db.models import Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from points.enums import HouseholdState
from points.models import Household, Village
from points.queries import presence

#: Signs people put between number, name and group; and NUL, which an address can carry and Postgres refuses.
_SEPARATORS = str.maketrans(dict.fromkeys("·,，、;；/|\0", " "))


def words_of(text: str) -> list[str]:
    """What was typed, in words: full-width letters and digits of a Chinese keyboard become plain ones."""
    return normalize("NFKC", text).translate(_SEPARATORS).lower().split()


def search(village: Village, text: str, limit: int = 20) -> list[Household]:
    """Households by number, head's name, pinyin or initials; further words (a group) narrow it.

    The best first: the very number or name, then what begins so, then what contains it; households that may earn points
    before those that are away or closed; then by number.
    """
    words = words_of(text)
    return list(_found(village, words).select_related("group")[:limit]) if words else []


def _found(village: Village, words: list[str]) -> QuerySet[Household]:
    rows = matching(Household.objects.filter(village=village), words)
    return rows.annotate(rank=_rank(words[0]), idle=_IDLE).order_by("rank", "idle", "number")


def matching(rows: QuerySet[Household], words: Sequence[str]) -> QuerySet[Household]:
    """Those of the rows that every word fits: number, head's name, pinyin, initials or group. All, without words."""
    rows = rows.annotate(bare_number=Func(Lower("number"), Value("0"), function="LTRIM"), small_name=Lower("head_name"))
    for word in words:
        rows = rows.filter(_has(word))
    return rows


def _bare(word: str) -> str:
    """37 and 037 are one number."""
    return word.removesuffix("户").lstrip("0") or word


def _has(word: str) -> Q:
    name = word.removesuffix("户") or word
    return (
        Q(number__istartswith=word)
        | Q(bare_number=_bare(word))
        | Q(small_name__contains=name)
        | Q(pinyin__contains=word)
        | Q(initials__startswith=word)
        | Q(group__name=word)
    )


def _rank(word: str) -> Case:
    name = word.removesuffix("户") or word
    return Case(
        When(Q(number__iexact=word) | Q(bare_number=_bare(word)), then=Value(0)),
        When(Q(small_name=name) | Q(initials=word) | Q(pinyin=word), then=Value(1)),
        When(Q(number__istartswith=word) | Q(small_name__startswith=name), then=Value(2)),
        When(Q(initials__startswith=word) | Q(pinyin__startswith=word), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


_IDLE = Case(
    When(state=HouseholdState.ACTIVE, resident=True, then=Value(0)), default=Value(1), output_field=IntegerField()
)


def named(village: Village, text: str) -> list[Household]:
    """Whom the text means: one household where it names one beyond doubt, else those it may mean (perhaps none).

    A full number or full name outdoes what merely begins like it: ``37`` is 037 and not 371 too.
    """
    return meant(search(village, text), text)


def named_many(village: Village, texts: Collection[str], limit: int = 6) -> dict[str, list[Household]]:
    """:func:`named` for many texts at once, each with at most ``limit`` households. Two queries."""
    wanted = {number: (text, words) for number, text in enumerate(dict.fromkeys(texts)) if (words := words_of(text))}
    parts = [
        _found(village, words)
        .annotate(wanted=Value(number, output_field=IntegerField()))
        .values_list("wanted", "rank", "idle", "number", "pk")[:limit]
        for number, (_text, words) in wanted.items()
    ]
    hits = sorted(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0] if parts else [])
    rows = Household.objects.filter(village=village, pk__in={hit[4] for hit in hits}).select_related("group")
    known = {household.pk: household for household in rows} if hits else {}
    found: dict[str, list[Household]] = {text: [] for text in texts}
    for hit in hits:
        found[wanted[hit[0]][0]].append(known[hit[4]])
    return {text: meant(rows, text) for text, rows in found.items()}


def meant(found: list[Household], text: str) -> list[Household]:
    """The one household among those found that the text names beyond doubt, else all of them."""
    words = words_of(text)
    for same in (_same_number, _same_name) if words else ():
        exact = [household for household in found if same(household, words[0])]
        if len(exact) == 1:
            return exact
    return found


def numbered(village: Village, bare: str) -> QuerySet[Household]:
    """The household of a number written without its leading noughts, in small letters."""
    return Household.objects.annotate(bare_number=Func(Lower("number"), Value("0"), function="LTRIM")).filter(
        village=village, bare_number=bare
    )


def _same_number(household: Household, word: str) -> bool:
    return household.number.lower() == word or household.number.lower().lstrip("0") == _bare(word)


def _same_name(household: Household, word: str) -> bool:
    return household.head_name.lower() == word.removesuffix("户")


def active_on(village: Village, day: date) -> QuerySet[Household]:
    """Households for which a deed of that day can be claimed: resident, at home, in the register on the day."""
    return presence.at_home(village, day)


def by_group(village: Village, day: date) -> QuerySet[Household]:
    """The households of :func:`active_on` with their group, group by group."""
    return active_on(village, day).select_related("group").order_by("group__number", "number")


def by_id(village: Village, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Household]:
    """Rows with their group; unknown ids are left out. Not locked: for a look."""
    return {row.pk: row for row in Household.objects.filter(village=village, id__in=ids).select_related("group")}


def lock(village: Village, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Household]:
    """Rows locked in the house's order (by id) for whoever checks and writes claims; unknown ids are left out.

    ``NO KEY``: nobody changes a household's key, and rows that merely point at it need not wait.
    """
    rows = Household.objects.select_for_update(of=("self",), no_key=True).filter(village=village, id__in=ids)
    return {household.pk: household for household in rows.order_by("id")}
