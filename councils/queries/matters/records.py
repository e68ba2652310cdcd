"""What the audit says of matters, and what is held of a household: suggestions, and seats on a villagers' meeting."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils.models import Matter, MatterSuggestion, Procedure, Sitting, SittingSeat, StepRecusal, StepVote
from points.models import Household, Village
from points.queries.audit_subjects import Subject, register_keys, register_subjects
from points.queries.held import Section, joined, register_part


def _matters(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Matter.objects.filter(village=village, pk__in=keys)
    words = _("Matter %(number)s: %(title)s")
    return {row.pk: Subject(words % {"number": row.number, "title": row.title}) for row in rows}


def _sittings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Sitting.objects.filter(village=village, pk__in=keys)
    words = _("Sitting %(number)s: %(body)s")
    return {row.pk: Subject(words % {"number": row.number, "body": row.body_name}) for row in rows}


def _procedures(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Procedure.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Procedure: %(name)s") % {"name": row.name}) for row in rows}


def _suggestions(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """Its day alone; whose it is stands in the office's list."""
    rows = MatterSuggestion.objects.filter(village=village, pk__in=keys)
    words = _("Suggestion of %(day)s")
    return {row.pk: Subject(words % {"day": f"{row.made_at:%Y-%m-%d}"}) for row in rows}


def _suggestions_of(village: Village, household: Household) -> QuerySet[Any]:
    return MatterSuggestion.objects.filter(village=village, household=household).values_list("id", flat=True)


def _held_suggestions(household: Household) -> Section | None:
    rows = MatterSuggestion.objects.filter(village=household.village_id, household=household).order_by("made_at")
    lines = [joined([f"{row.made_at:%Y-%m-%d}", row.get_state_display(), row.text, row.answer]) for row in rows]
    why = _("What it suggested to the village, and the answer. The days stay; the words can be erased.")
    return Section(_("Suggestions"), why, lines)


def _held_seats(household: Household) -> Section | None:
    """Villagers' meetings by households: whether somebody came, and what they said where the vote was open."""
    rows = SittingSeat.objects.filter(village=household.village_id, household=household)
    seats = list(rows.select_related("sitting").order_by("sitting__held_on", "pk"))
    if not seats:
        return None
    said: dict[uuid.UUID, list[str]] = {}
    for vote in StepVote.objects.filter(village=household.village_id, seat__in=[seat.pk for seat in seats]):
        said.setdefault(vote.seat_id, []).append(vote.get_choice_display())
    lines = [
        joined(
            [
                f"{seat.sitting.held_on:%Y-%m-%d} {seat.sitting.body_name}",
                _("came") if seat.present else _("did not come"),
                *said.get(seat.pk, []),
            ]
        )
        for seat in seats
    ]
    why = _("Rolls of villagers’ meetings, so that quorum and open votes can be checked. Names on them can be erased.")
    return Section(_("Villagers’ meetings"), why, lines)


def register() -> None:
    """Called once, when the app is ready."""
    register_subjects("councils.matter", _matters)
    register_subjects("councils.sitting", _sittings)
    register_subjects("councils.procedure", _procedures)
    register_subjects("councils.mattersuggestion", _suggestions)
    register_keys("councils.mattersuggestion", of_household=_suggestions_of)
    register_part("suggestions", 56, _held_suggestions, MatterSuggestion)
    register_part("sittings", 58, _held_seats, SittingSeat, StepVote, StepRecusal)
