"""Versions of the rules: draft, mandate, in force."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import LateJoinRule
from points.models import Category, Item, Mandate, Scheme, User, Village
from points.services import audit, mandates
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


@dataclass(frozen=True)
class CategoryTemplate:
    number: int
    name: str
    #: Field values of :class:`points.models.Item`, without scheme and category.
    items: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class SchemeTemplate:
    title: str
    base_points: int
    categories: Sequence[CategoryTemplate]
    late_join: LateJoinRule = LateJoinRule.MONTHLY


@transaction.atomic
def draft_from_template(*, village: Village, template: SchemeTemplate, by: User | None, at: datetime) -> Scheme:
    """A draft with the template's categories and items."""
    scheme = Scheme.objects.create(
        village=village, title=template.title, base_points=template.base_points, late_join=template.late_join
    )
    categories = [
        Category(village=village, scheme=scheme, number=part.number, name=part.name) for part in template.categories
    ]
    Category.objects.bulk_create(categories)
    Item.objects.bulk_create(
        [
            Item(village=village, scheme=scheme, category=category, **values)
            for category, part in zip(categories, template.categories, strict=True)
            for values in part.items
        ]
    )
    audit.record(by=by, at=at, action="scheme.drafted", subject=scheme)
    return scheme


@transaction.atomic
def copy_scheme(*, scheme: Scheme, title: str, by: User | None, at: datetime) -> Scheme:
    """A draft with everything of another version."""
    copy = Scheme.objects.create(
        village=scheme.village, title=title, base_points=scheme.base_points, late_join=scheme.late_join
    )
    categories = {}
    for category in Category.objects.filter(village=scheme.village_id, scheme=scheme):
        categories[category.pk] = Category(
            village=scheme.village, scheme=copy, number=category.number, name=category.name
        )
    Category.objects.bulk_create(categories.values())
    copied = [
        field.name for field in Item._meta.concrete_fields if field.name not in {"id", "village", "scheme", "category"}
    ]
    Item.objects.bulk_create(
        [
            Item(
                village=scheme.village,
                scheme=copy,
                category=categories[item.category_id],
                **{name: getattr(item, name) for name in copied},
            )
            for item in Item.objects.filter(village=scheme.village_id, scheme=scheme)
        ]
    )
    audit.record(by=by, at=at, action="scheme.copied", subject=copy, after={"from": str(scheme.pk)})
    return copy


def require_draft(scheme: Scheme) -> None:
    """Raise unless the version may still be edited."""
    if not scheme.is_draft:
        raise DomainError(
            _("These rules are in force and stay as they were decided. Copy them to a draft to change them."),
            code="scheme_frozen",
        )


@transaction.atomic
def take_effect(
    *,
    scheme: Scheme,
    mandate: Mandate,
    effective_from: date,
    by: User | None,
    at: datetime,
    first: bool = False,
    decision: uuid.UUID | None = None,
) -> Scheme:
    """Put a draft in force with its mandate; it is frozen from then on.

    ``mandate`` is unsaved; its numbers must reach the village's majorities. With a ``decision`` on record the numbers
    are the decision's, and only the filing is taken from ``mandate``. Rules do not reach back:
    ``effective_from`` is today at the earliest, unless it is the village's ``first`` version, whose decision may be
    older than its use of this site. Raises :class:`DomainError` naming the field, several as :class:`Problems`.
    """
    locked = (
        Scheme.objects.select_for_update(of=("self",))
        .select_related("village")
        .get(village=scheme.village_id, pk=scheme.pk)
    )
    require_draft(locked)
    mandate = mandates.settled(locked.village, mandate, decision)
    mandates.check(locked.village, mandate, effective_from)
    lock_village(locked.village_id)
    others = Scheme.objects.filter(village=scheme.village_id, effective_from__isnull=False)
    if not (first and not others.exists()) and effective_from < clock.local_day(at):
        raise DomainError(
            _("Rules do not reach back. Choose today or a later day."), field="effective_from", code="reaches_back"
        )
    if others.filter(effective_from=effective_from).exists():
        raise DomainError(
            _("Other rules begin on that day already. Choose another day."), field="effective_from", code="day_taken"
        )
    if not Item.objects.filter(village=scheme.village_id, scheme=locked).exists():
        raise DomainError(_("A scheme without items cannot take effect. Add the items first."), code="no_items")
    mandate.village = locked.village
    mandate.save(force_insert=True)
    locked.mandate, locked.effective_from = mandate, effective_from
    locked.save(update_fields=["mandate", "effective_from"])
    mandates.note_use(locked.village, decision, mandate, by, at)
    audit.record(by=by, at=at, action="scheme.in_force", subject=locked, after={"effective_from": effective_from})
    return locked


def lock_draft(scheme: Scheme) -> None:
    """Lock a version that is about to be edited; raise where it has been put in force in the meantime."""
    require_draft(Scheme.objects.select_for_update().get(village=scheme.village_id, pk=scheme.pk))
