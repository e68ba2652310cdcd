"""Filters of the work list. Every choice is the village's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.queries import review
from points.enums import ClaimState
from points.models import Batch, Category, Claim, User

#: The last batches; older ones are reached from the list of batches.
BATCHES_SHOWN = 12


class StateFilter(SimpleListFilter):
    """Where the claim stands; without a choice, what waits for review."""

    title = gettext_lazy("state")
    parameter_name = "state"
    opened = True
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in ClaimState if state != ClaimState.SUBMITTED]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value()
        waiting, every = ClaimState.SUBMITTED.label, _("All")
        yield _choice(changelist, chosen is None, waiting, remove=[self.parameter_name])
        for value, title in self.lookup_choices:
            yield _choice(changelist, chosen == str(value), title, {self.parameter_name: value})
        yield _choice(changelist, chosen == self.ALL, every, {self.parameter_name: self.ALL})

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.value()
        if chosen == self.ALL:
            return queryset
        return queryset.filter(state=chosen if chosen in ClaimState.values else ClaimState.SUBMITTED)


class MineFilter(SimpleListFilter):
    """Claims that wait for this very member."""

    title = gettext_lazy("whom it waits for")
    parameter_name = "mine"
    opened = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("waits for me"))] if review.is_reviewer(request.user, request.village) else []  # type: ignore[arg-type,attr-defined]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if self.value() != "1":
            return queryset
        mine = review.waiting_for(request.user, request.village)  # type: ignore[arg-type,attr-defined]
        return queryset.filter(pk__in=mine.values("pk"))


class CategoryFilter(SimpleListFilter):
    """By the category's number: categories of one number are the same in every version of the rules."""

    title = gettext_lazy("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = Category.objects.filter(village=request.village).order_by("number", "pk")  # type: ignore[attr-defined]
        return list({str(number): name for number, name in rows.values_list("number", "name")}.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.value()
        return queryset.filter(item__category__number=chosen) if chosen and chosen.isdecimal() else queryset


class TypistFilter(SimpleListFilter):
    title = gettext_lazy("typed in by")
    parameter_name = "typist"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        typists = Claim.objects.filter(village=request.village).values("typed_by")  # type: ignore[attr-defined]
        rows = User.objects.filter(pk__in=typists).order_by("name")
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.value()
        if chosen is None or chosen not in {value for value, _title in self.lookup_choices}:
            return queryset
        return queryset.filter(typed_by=uuid.UUID(chosen))


class BatchFilter(SimpleListFilter):
    title = gettext_lazy("batch")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = Batch.objects.filter(village=request.village).order_by("-number")  # type: ignore[attr-defined]
        return [
            (str(number), _("batch %(number)s") % {"number": number})
            for number in rows.values_list("number", flat=True)[:BATCHES_SHOWN]
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.value()
        return queryset.filter(batch__number=chosen) if chosen and chosen.isdecimal() else queryset


def _choice(
    changelist: ChangeList, selected: bool, display: Any, query: dict[str, Any] | None = None, remove: Any = None
) -> dict[str, Any]:
    # The page number goes with every change of the filter.
    return {
        "selected": selected,
        "query_string": changelist.get_query_string(query or {}, remove),
        "display": display,
    }
