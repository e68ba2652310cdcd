"""The composite foreign key ``(village_id, x_id) -> (village_id, id)`` as a model constraint."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.utils.translation import gettext_lazy as _

__all__ = ["SameVillage", "VillageKey"]


class VillageKey(models.UniqueConstraint):
    """``UNIQUE (village, id)``, the target of every :class:`SameVillage`.

    Dropped with what leans on it: on the way back Django removes constraints in reverse order of the tables, not of
    their dependence. (The keys that go with it are dropped ``IF EXISTS``.)
    """

    def __init__(self, table: str = "", *, name: str = "", fields: Any = (), **kwargs: Any) -> None:
        super().__init__(fields=["village", "id"], name=name or f"{table}_village_id_key", **kwargs)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs.pop("fields", None)
        return path, args, kwargs

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s CASCADE",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )


class SameVillage(models.BaseConstraint):
    """Refuses a row that names a row of another village.

    ``SameVillage("household", name="claim_household_same_village")``. The name is given and not derived, so that a
    renamed model does not silently lose its constraint.
    """

    default_violation_error_message = _("This belongs to another village. Choose one of this village.")
    template = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (village_id, %(column)s) "
        "REFERENCES %(target)s (village_id, id) DEFERRABLE INITIALLY DEFERRED"
    )

    def __init__(self, field: str, *, name: str, **kwargs: Any) -> None:
        self.field = field
        super().__init__(name=name, **kwargs)

    def __eq__(self, other: object) -> bool:
        # Without it the autodetector sees a new constraint on every run and makemigrations --check never comes clean.
        if isinstance(other, SameVillage):
            return self.name == other.name and self.field == other.field
        return super().__eq__(other)

    __hash__ = models.BaseConstraint.__hash__

    def deconstruct(self) -> Any:
        path, _args, kwargs = super().deconstruct()
        return path, (self.field,), kwargs

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Queue the key for the end of the migration: until then the target's unique key may not stand."""
        field = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        schema_editor.deferred_sql.append(
            Statement(
                self.template,
                table=Table(model._meta.db_table, quote),
                name=quote(self.name),
                column=quote(field.column),
                target=Table(field.remote_field.model._meta.db_table, quote),
            )
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: Any,
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        field = model._meta.get_field(self.field)
        value = getattr(instance, field.attname)
        if value is None or (exclude and self.field in exclude):
            return
        target = field.remote_field.model
        if not target._base_manager.using(using).filter(village_id=instance.village_id, pk=value).exists():  # type: ignore[attr-defined]
            raise ValidationError(
                {self.field: ValidationError(self.get_violation_error_message(), code="other_village")}
            )
