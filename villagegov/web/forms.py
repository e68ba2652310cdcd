"""The base of every form that writes a village row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from villagegov.db.fields import VillageForeignKey
from villagegov.kernel.errors import DomainError


class DomainErrorsMixin:
    """Puts a refusal of a service beside the field it names; what was typed stays."""

    def add_domain_error(self, error: DomainError) -> None:
        for single in error:
            field = single.field if single.field in self.fields else None  # type: ignore[attr-defined]
            self.add_error(field, ValidationError(str(single.message), code=single.code))  # type: ignore[attr-defined]


class PlainForm(DomainErrorsMixin, forms.Form):
    """A form that is no model's."""


class VillageForm(DomainErrorsMixin, forms.ModelForm):
    """A model form in one village.

    The village is fixed by the address, so it is no field. Django would leave it out of validation then and skip every
    UNIQUE and every constraint that names it; here it is set on the instance first and kept in. Choices of links
    inside the village are the village's own rows. Used by admin forms and inlines too.
    """

    #: Given by the view, or set on a subclass by the admin, which makes the class per request.
    village: models.Model | None = None

    def __init__(self, *args: Any, village: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village or self.village
        if self.village is None:
            raise TypeError("a VillageForm needs its village")
        if self.instance._state.adding:
            self.instance.village = self.village
        elif self.instance.village_id != self.village.pk:
            raise ValueError("a row of another village")
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
                continue
            try:
                model_field = self._meta.model._meta.get_field(name)
            except LookupError:
                continue
            if isinstance(model_field, VillageForeignKey):
                field.queryset = field.queryset.filter(village=self.village)

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"village"}  # type: ignore[misc]
