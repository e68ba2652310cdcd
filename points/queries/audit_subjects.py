"""What an audit row is about, in words; and which rows belong to a household.

The audit keeps a kind and a key. Each app says here, for its own kinds, what stands behind a key, which keys belong to
a household and which hold a word, so that this layer need not know the apps above it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from points.models import (
    Batch,
    Claim,
    Consent,
    Deed,
    Entry,
    Group,
    Household,
    ImpactAssessment,
    Item,
    Membership,
    MonthClose,
    NoticeChannel,
    Scheme,
    Village,
    VillageSettings,
)
from villagegov.web.templatetags.web import points as signed
from villagegov.web.templatetags.web import short_day


@dataclass(frozen=True)
class Subject:
    """One thing in words. ``view`` and ``args`` name its page in the admin, where it has one."""

    words: str
    view: str = ""
    args: tuple[Any, ...] = ()


#: ``describe(village, keys)``: at most one query more.
Describer = Callable[[Village, Collection[uuid.UUID]], Mapping[uuid.UUID, Subject]]
#: ``keys(village, household)`` or ``keys(village, word)``: a queryset of keys of things.
HouseholdKeys = Callable[[Village, Household], "QuerySet[Any]"]
WordKeys = Callable[[Village, str], "QuerySet[Any]"]

_describers: dict[str, Describer] = {}
_household_keys: dict[str, HouseholdKeys] = {}
_word_keys: dict[str, WordKeys] = {}


def register_subjects(kind: str, describe: Describer) -> None:
    """``kind`` as the audit keeps it: ``points.claim``. The last one registered counts."""
    _describers[kind] = describe


def register_keys(name: str, *, of_household: HouseholdKeys | None = None, with_word: WordKeys | None = None) -> None:
    """Where to look for what belongs to a household, and for a word. The last one registered under a name counts."""
    if of_household:
        _household_keys[name] = of_household
    if with_word:
        _word_keys[name] = with_word


def describe(village: Village, wanted: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, Subject]:
    """Each (kind, key) in words; one query for each kind. What is gone or unknown is left out."""
    by_kind: dict[str, set[uuid.UUID]] = {}
    for kind, key in wanted:
        by_kind.setdefault(kind, set()).add(key)
    found: dict[uuid.UUID, Subject] = {}
    for kind, keys in by_kind.items():
        if kind in _describers:
            found.update(_describers[kind](village, keys))
    return found


def keys_of_household(village: Village, household: Household) -> list[uuid.UUID]:
    """Keys of everything that is about a household. One query."""
    first, *others = (keys(village, household).order_by() for keys in _household_keys.values())
    return list(first.union(*others, all=True))


def with_word(village: Village, word: str) -> Q:
    """Rows about things that hold the word."""
    found = Q()
    for keys in _word_keys.values():
        found |= Q(subject_id__in=keys(village, word).order_by())
    return found


# ------------------------------------------------------------------------------------------------ this app's own kinds


def claim_words(claim: Claim) -> str:
    """``037 李小华 · 16 义务劳动 +5 · 10月3日``; the claim's household is selected."""
    return f"{claim.household} · {claim.item_code} {claim.item_name} {signed(claim.points)} · {short_day(claim.day)}"


def _claims(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Claim.objects.filter(village=village, pk__in=keys).select_related("household")
    return {row.pk: Subject(claim_words(row), "admin:points_claim_change", (row.pk,)) for row in rows}


def _entries(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Entry.objects.filter(village=village, pk__in=keys).select_related("household").defer("record", "leaf")
    return {
        row.pk: Subject(
            _("%(household)s · ledger line %(number)s %(points)s")
            % {"household": row.household, "number": row.seq, "points": signed(row.points)},
            "admin:points_entry_change",
            (row.pk,),
        )
        for row in rows
    }


def _deeds(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Deed.objects.filter(village=village, pk__in=keys).select_related("item")
    return {row.pk: Subject(f"{row.item} · {short_day(row.day)}") for row in rows}


def _members(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Membership.objects.filter(village=village, pk__in=keys).select_related("user")
    return {row.pk: Subject(str(row), "admin:points_membership_change", (row.pk,)) for row in rows}


def _plain(model: Any, view: str = "") -> Describer:
    """Things that say what they are by themselves."""

    def describe(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        rows = model.objects.filter(village=village, pk__in=keys)
        kind = model._meta.verbose_name
        return {row.pk: Subject(f"{kind} {row}", view, (row.pk,) if view else ()) for row in rows}

    return describe


def _village(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    return {village.pk: Subject(village.name)}


def _claims_with(village: Village, word: str) -> QuerySet[Any]:
    rows = Claim.objects.filter(village=village).filter(
        Q(item_name__icontains=word)
        | Q(note__icontains=word)
        | Q(decision_note__icontains=word)
        | Q(slip_number__icontains=word)
    )
    return rows.values_list("id", flat=True)


def register() -> None:
    """Called once, when the app is ready."""
    register_subjects("points.claim", _claims)
    register_subjects("points.entry", _entries)
    register_subjects("points.deed", _deeds)
    register_subjects("points.membership", _members)
    register_subjects("points.village", _village)
    for model, view in (
        (Household, "admin:points_household_change"),
        (Group, "admin:points_group_change"),
        (Scheme, "admin:points_scheme_change"),
        (Item, "admin:points_item_change"),
        (VillageSettings, ""),
        (MonthClose, ""),
        (Batch, "admin:points_batch_change"),
        (Consent, ""),
        (ImpactAssessment, ""),
        (NoticeChannel, ""),
    ):
        register_subjects(model._meta.label_lower, _plain(model, view))
    register_keys(
        "points.household",
        of_household=lambda village, household: Household.objects.filter(village=village, pk=household.pk).values_list(
            "id", flat=True
        ),
    )
    for owned in (Claim, Entry, Membership, Consent):
        register_keys(owned._meta.label_lower, of_household=_of_household(owned))
    register_keys("points.deed", of_household=_deeds_of)
    register_keys("points.claim", with_word=_claims_with)


def _of_household(model: Any) -> HouseholdKeys:
    return lambda village, household: model.objects.filter(village=village, household=household).values_list(
        "id", flat=True
    )


def _deeds_of(village: Village, household: Household) -> QuerySet[Any]:
    rows = Claim.objects.filter(village=village, household=household, deed__isnull=False)
    return rows.values_list("deed_id", flat=True)
