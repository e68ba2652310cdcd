"""Questions to postings: what the public reads, what waits for an answer."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from councils.enums_disclosure import QuestionState
from councils.models import Posting, PostingQuestion
from councils.queries.disclosure import who
from points.models import User, Village
from points.queries import access
from villagegov.kernel.masking import mask_name


@dataclass(frozen=True)
class Asked:
    """A question in public. ``who`` is a masked name, or empty."""

    question: PostingQuestion
    who: str


def of_posting(posting: Posting) -> list[PostingQuestion]:
    """To any edition, oldest first."""
    rows = PostingQuestion.objects.filter(village=posting.village_id, posting__number=posting.number)
    return list(rows.select_related("household", "answered_by").order_by("asked_at", "id"))


def in_public(found: list[PostingQuestion]) -> list[Asked]:
    """Answered ones in words. Those that wait and those that are withheld are counted, not shown."""
    return [
        Asked(row, "" if row.anonymous else mask_name(row.household.head_name))
        for row in found
        if row.state == QuestionState.REPLIED
    ]


def of_list(village: Village, what: str, today: date) -> QuerySet[PostingQuestion]:
    """``open`` by the last day, ``answered``, ``withheld``; else all."""
    found = PostingQuestion.objects.filter(village=village).select_related("posting", "household__group")
    if what == "open":
        return found.filter(state=QuestionState.ASKED).order_by("due_on", "asked_at")
    if what == "answered":
        return found.filter(state=QuestionState.REPLIED).order_by("-answered_at", "-pk")
    if what == "withheld":
        return found.filter(state=QuestionState.WITHHELD).order_by("-withheld_at", "-pk")
    return found.order_by("-asked_at", "-pk")


def own(village: Village, number: int, households: Collection[uuid.UUID]) -> QuerySet[PostingQuestion]:
    rows = PostingQuestion.objects.filter(village=village, posting__number=number, household__in=households)
    return rows.order_by("-asked_at", "-pk")


@dataclass(frozen=True)
class Counts:
    asked: int
    answered: int
    waiting: int
    overdue: int
    withheld: int


def counts(village: Village, today: date) -> Counts:
    """Of all questions. One query."""
    state = QuestionState
    found = PostingQuestion.objects.filter(village=village).aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state=state.REPLIED)),
        waiting=Count("pk", filter=Q(state=state.ASKED)),
        overdue=Count("pk", filter=Q(state=state.ASKED, due_on__lt=today)),
        withheld=Count("pk", filter=Q(state=state.WITHHELD)),
    )
    return Counts(**found)


def waiting_count(user: User, village: Village) -> int:
    if not access.has_role(user, village, *who.ANSWERERS):
        return 0
    return PostingQuestion.objects.filter(village=village, state=QuestionState.ASKED).count()
