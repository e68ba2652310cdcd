"""Base models of the house."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from villagegov.db.keys import new_id

__all__ = ["AppendOnlyError", "KeyedModel", "VillageModel"]


class KeyedModel(models.Model):
    """A row with an application-made UUIDv7: the tables that every village shares (villages, regions, users)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class AppendOnlyError(TypeError):
    """Code tried to change or delete a row that is never changed. A fault in the code, not in what a person did."""


class VillageModel(KeyedModel):
    """A row that belongs to one village for ever.

    Every subclass names ``VillageKey("app_table")`` among its constraints: the target of every link inside the village.
    """

    #: Read by the database backend: GROUP BY must spell out the columns.
    is_village_table = True
    #: Rows are inserted and never changed: enforced by rights and triggers in the database, and here for a clear
    #: message.
    append_only = False

    village = models.ForeignKey("points.Village", on_delete=models.PROTECT, related_name="+", editable=False)

    village_id: uuid.UUID

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            if self.append_only:
                raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
            # An UPDATE that matches nothing must not fall back to INSERT, and the village stays out of SET:
            # otherwise a row whose village was altered in memory appears a second time.
            kwargs["force_update"] = True
            if kwargs.get("update_fields") is None:
                kwargs["update_fields"] = [
                    field.name
                    for field in self._meta.concrete_fields
                    if not field.primary_key
                    and field.name != "village"
                    and not field.generated
                    and field.attname not in self.get_deferred_fields()
                ]
            elif {"village", "village_id"} & set(kwargs["update_fields"]):
                raise ValueError("the village of a row never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.append_only:
            raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")
        return super().delete(*args, **kwargs)
