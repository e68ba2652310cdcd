"""The lock for what has no row of its own yet: numbers, names and days that must not be given twice."""

from __future__ import annotations

import uuid

from points.models import Village, VillageSettings


def lock_village(village: Village | uuid.UUID) -> None:
    """Hold the village's numbers until the commit: slips, batches, households, groups, days of rules and settings.

    The lock is the village's first row of settings: every village has it, it stays the first, nothing points at it, and
    unlike an advisory lock it is a row of the village, so it holds wherever the village's rows lie. Taken after claims
    and households, before the ledger's head.
    """
    rows = VillageSettings.objects.select_for_update().filter(village=village).order_by("effective_from")
    list(rows.values_list("id")[:1])
