"""Villages, their regions and their numbers on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from points.models import Village, VillageSettings


def get_by_slug(slug: str) -> Village:
    """Raises ``Village.DoesNotExist``."""
    return Village.objects.select_related("town__parent").get(slug=slug)


def by_region() -> QuerySet[Village]:
    """Every village with its town and county, in order."""
    return Village.objects.select_related("town__parent").order_by("town__parent__name", "town__name", "name")


def settings_on(village: Village, day: date) -> VillageSettings:
    """The numbers in force on a day. Before the first row: the first row (a village is never without numbers)."""
    rows = VillageSettings.objects.filter(village=village)
    found = rows.filter(effective_from__lte=day).order_by("-effective_from").first()
    return found or rows.earliest("effective_from")
