"""Lists of matters and suggestions, and who may propose."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from councils.matter_enums import MatterState, SuggestionState
from councils.models import Body, BodyMember, Matter, MatterSuggestion
from councils.queries.bodies import seats_on
from councils.queries.matters import standing
from councils.queries.serving.areas import open_bodies
from points.enums import Module
from points.models import User, Village
from points.queries import access
from points.queries.villages import uses

OPEN = (MatterState.DRAFT, MatterState.RUNNING, MatterState.RETURNED)


def of_list(village: Village, what: str) -> QuerySet[Matter]:
    rows = standing.rows(village)
    if what == "open":
        return rows.filter(state__in=OPEN).order_by("-number")
    if what == "passed":
        return standing.passed(village)
    if what == "withdrawn":
        return rows.filter(state=MatterState.WITHDRAWN).order_by("-number")
    return rows.order_by("-number")


def members(village: Village, day: date) -> list[BodyMember]:
    """Who may propose on a day: any member of any body. One query."""
    return list(seats_on(village, day).select_related("body").order_by("body__name", "term_from", "pk"))


def bodies(village: Village, day: date) -> list[Body]:
    """Those that are not closed, by name. One query."""
    return sorted(open_bodies(village, day), key=lambda body: body.name)


def suggestions(village: Village) -> QuerySet[MatterSuggestion]:
    rows = MatterSuggestion.objects.filter(village=village).select_related("household__group", "answered_by")
    return rows.prefetch_related("matters")


def open_suggestions(village: Village) -> QuerySet[MatterSuggestion]:
    return suggestions(village).filter(state=SuggestionState.OPEN).order_by("made_at")


def of_households(village: Village, households: Collection[uuid.UUID]) -> QuerySet[MatterSuggestion]:
    return suggestions(village).filter(household__in=list(households)).order_by("-made_at")


def suggestions_waiting(user: User, village: Village) -> int:
    """For the work page. One query."""
    if not uses(Module.MATTERS)(village) or not access.has_role(user, village, *standing.HANDLERS):
        return 0
    return MatterSuggestion.objects.filter(village=village, state=SuggestionState.OPEN).count()
