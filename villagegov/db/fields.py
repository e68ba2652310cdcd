"""The foreign key between two rows of one village."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

__all__ = ["VillageForeignKey"]


class VillageForeignKey(models.ForeignKey):
    """A foreign key whose both ends are rows of the same village.

    Every join and every attribute access carries ``village_id`` too, so that queries stay on one shard. The
    database's own check is the composite key that :class:`villagegov.db.constraints.SameVillage` writes; the
    single-column one is off.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> Any:
        """``alias`` is the table pointed at, ``related_alias`` the one that points.

        For a multi-valued exclude Django passes no alias: there is nothing to compare in the subquery then.
        """
        if alias is None:
            return None
        target: Any = self.remote_field.model._meta.get_field("village")
        source: Any = self.model._meta.get_field("village")
        return Exact(target.get_col(alias), source.get_col(related_alias))

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"village_id": instance.village_id}  # type: ignore[attr-defined]
