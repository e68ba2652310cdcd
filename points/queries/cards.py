"""Household cards: whose is which, and how things stand with them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import CharField
from django.utils.translation import gettext as _

from points.enums import CardState, HouseholdState
from points.models import Household, HouseholdCard, User, Village, VillageSettings
from points.queries.households import matching, words_of
from points.queries.villages import settings_on


def accounts_on(village: Village, day: date) -> bool:
    """Whether households of the village have accounts at all; with points or without."""
    return settings_on(village, day).household_accounts


def with_card(village: Village, day: date) -> QuerySet[Household]:
    """Households that may have a card, in order, each with the state and dates of its valid one: ``card_state``,
    ``card_issued_at``, ``card_expires_on``, ``card_used_at``, ``card_last_login``."""
    card = HouseholdCard.objects.filter(village=OuterRef("village"), household=OuterRef("pk"), replaced_at=None)
    values: dict[str, Any] = {
        f"card_{name}": Subquery(card.values(path)[:1])
        for name, path in (
            ("issued_at", "issued_at"),
            ("expires_on", "expires_on"),
            ("used_at", "used_at"),
            ("last_login", "user__last_login"),
        )
    }
    return (
        Household.objects.filter(village=village)
        .exclude(state=HouseholdState.CLOSED)
        .annotate(**values)
        .annotate(card_state=_state(day))
        .select_related("group")
        .order_by("group__number", "number")
    )


def listed(
    village: Village, day: date, *, text: str = "", group: int | None = None, states: Collection[str] = ()
) -> QuerySet[Household]:
    """Those of :func:`with_card` that are asked for; ``text`` is a number, name, pinyin or initials."""
    rows = matching(with_card(village, day), words_of(text))
    if group is not None:
        rows = rows.filter(group__number=group)
    return rows.filter(Q(("card_state__in", states))) if states else rows


def _state(day: date) -> Case:
    return Case(
        When(card_issued_at=None, then=Value(CardState.NONE)),
        When(card_used_at__isnull=False, then=Value(CardState.USED)),
        When(card_expires_on__lt=day, then=Value(CardState.EXPIRED)),
        default=Value(CardState.PRINTED),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class GroupLine:
    """How many households of a group stand where with their card."""

    number: int
    name: str
    households: int
    none: int
    printed: int
    used: int
    expired: int


def by_group(village: Village, day: date) -> list[GroupLine]:
    """One line a group, in one query."""
    counts = {state.value: Count("pk", filter=Q(card_state=state)) for state in CardState}
    rows = (
        with_card(village, day)
        .order_by("group__number")
        .values(group_number=F("group__number"), group_name=F("group__name"))
        .annotate(households=Count("pk"), **counts)
    )
    return [
        GroupLine(
            number=row["group_number"],
            name=row["group_name"],
            households=row["households"],
            **{state.value: cast("dict[str, Any]", row)[state.value] for state in CardState},
        )
        for row in rows
    ]


def valid_of(village: Village, household_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, HouseholdCard]:
    """The valid card of each household that has one, used or not."""
    rows = HouseholdCard.objects.filter(village=village, household__in=household_ids, replaced_at=None)
    return {card.household_id: card for card in rows.select_related("user")}


def of_user(user: User, village: Village | None = None) -> HouseholdCard | None:
    """The valid card by which this account is opened; None for accounts of other kinds."""
    rows = HouseholdCard.objects.filter(user=user, replaced_at=None)
    if village is not None:
        rows = rows.filter(village=village)
    return rows.select_related("village", "household__group", "issued_by").first()


def villages_with_accounts(day: date) -> list[Village]:
    """Villages one can log in to with a card, by name."""
    numbers = VillageSettings.objects.filter(village=OuterRef("pk"), effective_from__lte=day).order_by(
        "-effective_from"
    )
    found = Village.objects.annotate(on=Subquery(numbers.values("household_accounts")[:1]))
    return list(
        found.filter(on=True).select_related("town__parent").order_by("town__parent__name", "town__name", "name")
    )


def closed_words(village: Village) -> str:
    if village.points_on:
        sentence = _(
            "%(village)s has no household accounts: all is done on paper. Ask for your passbook at the village office."
        )
    else:
        sentence = _("%(village)s has no household accounts: all is done on paper. Ask at the village office.")
    return sentence % {"village": village.name}
