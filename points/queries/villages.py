"""Villages, their regions and their numbers on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from points.enums import Module, RegionRoleKind
from points.models import Region, RegionRole, User, Village, VillageSettings


def get_by_slug(slug: str) -> Village:
    """Raises ``Village.DoesNotExist``."""
    return Village.objects.select_related("town__parent").get(slug=slug)


def by_region() -> QuerySet[Village]:
    """Every village with its town and county, in order."""
    return Village.objects.select_related("town__parent").order_by("town__parent__name", "town__name", "name")


def below(user: User) -> list[Village] | None:
    """The villages with points below the regions this person looks after, by name; None without such a role."""
    roles = RegionRole.objects.filter(user=user, kind=RegionRoleKind.TOWN_VIEWER)
    regions = set(roles.values_list("region_id", flat=True)) if user.is_active else set()
    if not regions:
        return None
    found = set(regions)
    while regions:  # province, city, county, town: four at most
        regions = set(Region.objects.filter(parent__in=regions).values_list("pk", flat=True)) - found
        found |= regions
    rows = Village.objects.filter(town__in=found, points_on=True).select_related("town__parent")
    return list(rows.order_by("town__name", "name"))


def uses(module: Module) -> Callable[[Village], bool]:
    """Whether a village uses the module: ``uses(Module.STARS)(village)``; ``WorkPage(shown=uses(Module.STARS))``."""
    return lambda village: module in village.modules


def uses_points(village: Village) -> bool:
    """The same for points: ``WorkPage(shown=uses_points)``."""
    return village.points_on


def settings_on(village: Village, day: date) -> VillageSettings:
    """The numbers in force on a day. Before the first row: the first row (a village is never without numbers)."""
    rows = VillageSettings.objects.filter(village=village)
    found = rows.filter(effective_from__lte=day).order_by("-effective_from").first()
    return found or rows.earliest("effective_from")
