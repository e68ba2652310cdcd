"""The legal service as everybody reads it: a year in figures, small ones held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from councils.enums import LEGAL_PEOPLE, LegalKind
from councils.models import LegalCount, LegalLecture, LegalRoom
from councils.queries import fairness
from points.models import Village
from villagegov.kernel import periods


@dataclass(frozen=True)
class YearFigure:
    label: str
    number: int
    #: So few that somebody could be recognised.
    hidden: bool


@dataclass(frozen=True)
class LegalYear:
    year: int
    figures: Sequence[YearFigure]
    lectures: Sequence[LegalLecture]

    @property
    def listeners(self) -> int:
        return sum(lecture.listeners for lecture in self.lectures)


def room(village: Village) -> LegalRoom | None:
    return LegalRoom.objects.filter(village=village).first()


def years(village: Village, today: date) -> list[int]:
    """With figures or lectures, the latest first; the running one always."""
    counted = LegalCount.objects.filter(village=village).order_by().values_list("month__year", flat=True).distinct()
    held = LegalLecture.objects.filter(village=village).order_by().values_list("day__year", flat=True).distinct()
    return sorted({today.year, *counted, *held}, reverse=True)


def year(village: Village, wanted: int) -> LegalYear:
    """Two queries."""
    rows = LegalCount.objects.filter(village=village, month__year=wanted).order_by()
    sums = dict(rows.values_list("kind").annotate(sum=Sum("number")))
    figures = [
        YearFigure(str(kind.label), sums[kind], kind in LEGAL_PEOPLE and 0 < sums[kind] < fairness.LEAST)
        for kind in LegalKind
        if kind in sums
    ]
    return LegalYear(wanted, figures, list(lectures(village).filter(day__year=wanted)))


def lectures(village: Village) -> QuerySet[LegalLecture]:
    return LegalLecture.objects.filter(village=village).order_by("-day", "topic")


def month(village: Village, wanted: date) -> dict[str, int]:
    """What is written down for a month, by kind."""
    rows = LegalCount.objects.filter(village=village, month=periods.month_of(wanted))
    return dict(rows.values_list("kind", "number"))
