"""The village's profile: key figures by year, projects, pictures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, IntegerField, QuerySet, Value, When

from councils.enums import ProjectStage
from councils.models import Project, ProjectLine, VillageFigure, VillagePicture
from points.models import Village

#: Years beside each other on the public page.
YEARS = 3


@dataclass(frozen=True)
class FigureRow:
    """A figure and its values of the years shown, the latest first; None where a year has none."""

    name: str
    unit: str
    values: Sequence[Decimal | None]


def figure_years(village: Village) -> list[int]:
    """The latest first."""
    rows = VillageFigure.objects.filter(village=village).order_by().values_list("year", flat=True).distinct()
    return sorted(rows, reverse=True)


def of_year(village: Village, year: int) -> list[VillageFigure]:
    return list(VillageFigure.objects.filter(village=village, year=year).order_by("position", "name"))


def figures(village: Village) -> tuple[list[int], list[FigureRow]]:
    """The latest years and their figures, in the order of the latest. Two queries."""
    years = figure_years(village)[:YEARS]
    rows = VillageFigure.objects.filter(village=village, year__in=years).order_by("-year", "position", "name")
    found: dict[tuple[str, str], dict[int, Decimal]] = {}
    for row in rows:
        found.setdefault((row.name, row.unit), {})[row.year] = row.value
    return years, [
        FigureRow(name, unit, [values.get(year) for year in years]) for (name, unit), values in found.items()
    ]


def projects(village: Village) -> QuerySet[Project]:
    """What is under way first, then what is planned, what is finished, what was stopped; the latest first."""
    order = (ProjectStage.RUNNING, ProjectStage.PLANNED, ProjectStage.FINISHED, ProjectStage.STOPPED)
    place = Case(
        *(When(stage=stage, then=Value(number)) for number, stage in enumerate(order)), output_field=IntegerField()
    )
    return Project.objects.filter(village=village).order_by(place, "-starts_on", "name")


def project(village: Village, key: uuid.UUID) -> Project | None:
    return Project.objects.filter(village=village, pk=key).first()


def progress(project: Project) -> list[ProjectLine]:
    """The latest first."""
    rows = ProjectLine.objects.filter(village=project.village_id, project=project).select_related("written_by")
    return list(rows.order_by("-day", "-written_at"))


def pictures(village: Village) -> QuerySet[VillagePicture]:
    return VillagePicture.objects.filter(village=village).select_related("photo").order_by("added_at", "pk")
