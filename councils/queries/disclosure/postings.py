"""Postings as the office and the public read them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from councils.enums_disclosure import POSTING_OPEN, POSTING_SHOWN, WRITING_ACTS, PostingState, QuestionState
from councils.models import (
    DisclosureCategory,
    Posting,
    PostingFile,
    PostingQuestion,
    PostingStep,
    PostingTable,
)
from councils.queries.disclosure import who
from points.models import User, Village

#: Of each category on the first page of the board.
NEWEST = 3
#: Stands on the public page, also when only to say that it was taken down.
_ON_BOARD = (PostingState.POSTED, PostingState.TAKEN_DOWN)


def categories(village: Village) -> list[DisclosureCategory]:
    return list(DisclosureCategory.objects.filter(village=village).order_by("position", "name"))


def latest(village: Village) -> QuerySet[Posting]:
    """The edition that counts of each posting that was ever public, the newest first."""
    later = Posting.objects.filter(
        village=OuterRef("village"), number=OuterRef("number"), state__in=_ON_BOARD, edition__gt=OuterRef("edition")
    )
    rows = Posting.objects.filter(village=village, state__in=_ON_BOARD).exclude(Exists(later))
    return rows.select_related("category").order_by("-posted_at", "-number")


def with_questions(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """With the number of questions that are answered or wait, over all editions."""
    asked = (
        PostingQuestion.objects.filter(village=OuterRef("village"), posting__number=OuterRef("number"))
        .exclude(state=QuestionState.WITHHELD)
        .order_by()
        .values("village")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return rows.annotate(asked=Subquery(asked))


@dataclass(frozen=True)
class Shelf:
    """A category with its newest postings, and how many there are in all."""

    category: DisclosureCategory
    postings: Sequence[Posting]
    count: int


def shelves(village: Village) -> list[Shelf]:
    """Every category, also the empty ones. Two queries."""
    place = Window(RowNumber(), partition_by=[F("category")], order_by=[F("posted_at").desc(), F("number").desc()])
    many = Window(Count("pk"), partition_by=[F("category")])
    rows = with_questions(latest(village)).annotate(place=place, many=many).filter(place__lte=NEWEST)
    found: dict[object, list[Posting]] = {}
    for row in rows:
        found.setdefault(row.category_id, []).append(row)
    return [
        Shelf(one, found.get(one.pk, []), found[one.pk][0].many if one.pk in found else 0)  # type: ignore[attr-defined]
        for one in categories(village)
    ]


def search(
    village: Village, *, text: str = "", category: DisclosureCategory | None = None, year: int | None = None
) -> QuerySet[Posting]:
    """In title and text, by words; of a year by the day of posting."""
    found = with_questions(latest(village))
    for word in text.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if category is not None:
        found = found.filter(category=category)
    if year is not None:
        found = found.filter(posted_on__gte=date(year, 1, 1), posted_on__lt=date(year + 1, 1, 1))
    return found


def shown(village: Village, number: int, edition: int | None = None) -> Posting | None:
    """The edition that counts, or an earlier one, as everybody may read it."""
    if edition is None:
        return latest(village).filter(number=number).select_related("category", "duty", "checked_by").first()
    rows = Posting.objects.filter(village=village, number=number, edition=edition, state__in=POSTING_SHOWN)
    return rows.select_related("category", "duty", "checked_by").first()


def editions(posting: Posting) -> list[Posting]:
    """All that were public, the latest first."""
    rows = Posting.objects.filter(village=posting.village_id, number=posting.number, state__in=POSTING_SHOWN)
    return list(rows.order_by("-edition"))


def files_of(posting: Posting) -> list[PostingFile]:
    return list(PostingFile.objects.filter(village=posting.village_id, posting=posting).order_by("uploaded_at", "id"))


def tables_of(posting: Posting) -> list[PostingTable]:
    return list(PostingTable.objects.filter(village=posting.village_id, posting=posting).order_by("position"))


def table_of(posting: Posting, position: int) -> PostingTable | None:
    """One of them, without the lines of the others."""
    return PostingTable.objects.filter(village=posting.village_id, posting=posting, position=position).first()


def steps_of(posting: Posting) -> list[PostingStep]:
    rows = PostingStep.objects.filter(village=posting.village_id, posting=posting)
    return list(rows.select_related("by").order_by("at", "id"))


# ---------------------------------------------------------------------------------------------------------- the office


def of_office(village: Village) -> QuerySet[Posting]:
    return Posting.objects.filter(village=village).select_related("category", "written_by")


def of_list(village: Village, what: str) -> QuerySet[Posting]:
    """``check``, ``open`` (drafts and what came back), ``posted``; else all."""
    found = of_office(village)
    if what == "check":
        return found.filter(state=PostingState.TO_CHECK).order_by("sent_at", "number")
    if what == "open":
        return found.filter(state__in=POSTING_OPEN).order_by("-written_at", "-number")
    if what == "posted":
        return found.filter(state__in=POSTING_SHOWN).order_by("-posted_at", "-number", "-edition")
    return found.order_by("-number", "-edition")


def under_way(village: Village) -> dict[tuple[object, object], Posting]:
    """What somebody writes already, or waits for the check: by duty and last day of its period. One query."""
    rows = Posting.objects.filter(
        village=village, duty__isnull=False, state__in=[*POSTING_OPEN, PostingState.TO_CHECK]
    ).order_by("written_at")
    return {(row.duty_id, row.period_end): row for row in rows}


def writers_of(posting: Posting) -> set[Any]:
    """Whoever wrote, changed or handed it in: none of them checks it."""
    rows = PostingStep.objects.filter(village=posting.village_id, posting=posting, act__in=WRITING_ACTS)
    return {posting.written_by_id, posting.sent_by_id, *rows.values_list("by_id", flat=True)} - {None}


def may_check(user: User, posting: Posting) -> bool:
    return (
        posting.state == PostingState.TO_CHECK
        and who.may_check(user, posting.village)
        and user.pk not in writers_of(posting)
    )


def to_check(user: User, village: Village) -> int:
    """Waiting for this supervisor: of nothing they wrote, changed or handed in."""
    if not who.may_check(user, village):
        return 0
    rows = Posting.objects.filter(village=village, state=PostingState.TO_CHECK)
    own = PostingStep.objects.filter(village=village, posting=OuterRef("pk"), act__in=WRITING_ACTS, by=user)
    return rows.exclude(written_by=user).exclude(sent_by=user).exclude(Exists(own)).count()


def correction_of(posting: Posting) -> Posting | None:
    """A later edition of it that was not given up: one under way, or the one that stands in its place."""
    later = Posting.objects.filter(village=posting.village_id, number=posting.number, edition__gt=posting.edition)
    return later.exclude(state=PostingState.DROPPED).order_by("edition").first()


def whole(village: Village, key: uuid.UUID) -> Posting | None:
    """One posting for the office with its files and tables."""
    rows = Posting.objects.filter(village=village, pk=key).select_related(
        "category", "duty", "written_by", "sent_by", "checked_by", "corrects"
    )
    return rows.prefetch_related(
        Prefetch("files", PostingFile.objects.filter(village=village)),
        Prefetch("tables", PostingTable.objects.filter(village=village)),
    ).first()
