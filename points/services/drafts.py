"""Editing a draft of the rules. What is in force is frozen; every act locks the draft first and says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from points.enums import LateJoinRule
from points.models import Category, Item, Scheme, User
from points.services import audit, item_rules
from points.services.schemes import lock_draft
from villagegov.kernel.errors import DomainError, Problems

#: Numbers are moved out of the way by this much before they get their new ones: they are unique in every statement.
ASIDE = 20_000
MOST_BASE = 10_000


@transaction.atomic
def change_draft(
    *, scheme: Scheme, title: str, base_points: int, late_join: str, by: User | None, at: datetime
) -> Scheme:
    """Title and base points. Raises :class:`DomainError` naming the field."""
    lock_draft(scheme)
    row = Scheme.objects.get(village=scheme.village_id, pk=scheme.pk)
    values = {"title": title.strip(), "base_points": base_points, "late_join": LateJoinRule(late_join)}
    if not values["title"]:
        raise DomainError(_("Give the draft a title."), field="title", code="no_title")
    if not 0 <= base_points <= MOST_BASE:
        raise DomainError(
            _("Base points lie between 0 and %(most)s.") % {"most": MOST_BASE}, field="base_points", code="base_points"
        )
    before = _write(row, values)
    if before:
        after = {name: values[name] for name in before}
        audit.record(by=by, at=at, action="scheme.changed", subject=row, before=before, after=after)
    return row


@transaction.atomic
def delete_draft(*, scheme: Scheme, by: User | None, at: datetime) -> None:
    """Throw a draft away, with its categories and items."""
    lock_draft(scheme)
    audit.record(by=by, at=at, action="scheme.deleted", subject=scheme, before={"title": scheme.title})
    here = {"village": scheme.village_id, "scheme": scheme}
    Item.objects.filter(**here).delete()
    Category.objects.filter(**here).delete()
    Scheme.objects.filter(village=scheme.village_id, pk=scheme.pk).delete()


# ------------------------------------------------------------------------------------------------------- categories


@transaction.atomic
def save_category(
    *, scheme: Scheme, number: int, name: str, category: Category | None = None, by: User | None, at: datetime
) -> Category:
    """Add a category, or change one. Raises :class:`DomainError` naming the field."""
    lock_draft(scheme)
    rows = Category.objects.filter(village=scheme.village_id, scheme=scheme)
    row = rows.get(pk=category.pk) if category else Category(village_id=scheme.village_id, scheme=scheme)
    values: dict[str, Any] = {"number": number, "name": name.strip()}
    _check_category(values, [other for other in rows if other.pk != row.pk])
    if category is None:
        row.number, row.name = number, values["name"]
        row.save(force_insert=True)
        audit.record(by=by, at=at, action="category.added", subject=row, after=values)
    elif before := _write(row, values):
        after = {field: values[field] for field in before}
        audit.record(by=by, at=at, action="category.changed", subject=row, before=before, after=after)
    return row


def _check_category(values: Mapping[str, Any], others: Sequence[Category]) -> None:
    if not values["name"]:
        raise DomainError(_("Fill this in."), field="name", code="no_name")
    if not 1 <= values["number"] <= 99:
        raise DomainError(_("The number lies between 1 and %(most)s.") % {"most": 99}, field="number", code="number")
    for other in others:
        if other.number == values["number"]:
            raise DomainError(
                _("Number %(number)s is “%(name)s” already. Choose another.")
                % {"number": other.number, "name": other.name},
                field="number",
                code="number_taken",
            )
        if other.name == values["name"]:
            raise DomainError(_("There is a category of this name already."), field="name", code="name_taken")


@transaction.atomic
def remove_category(*, scheme: Scheme, category: Category, by: User | None, at: datetime) -> None:
    """Take an empty category away."""
    lock_draft(scheme)
    here = {"village": scheme.village_id, "scheme": scheme}
    count = Item.objects.filter(**here, category=category).count()
    if count:
        raise DomainError(
            _("%(count)s items stand in this category. Move them to another or take them away first.")
            % {"count": count},
            code="category_not_empty",
        )
    audit.record(by=by, at=at, action="category.deleted", subject=category, before={"name": category.name})
    Category.objects.filter(**here, pk=category.pk).delete()


# ------------------------------------------------------------------------------------------------------------ items


@transaction.atomic
def save_item(
    *,
    scheme: Scheme,
    category: Category,
    values: Mapping[str, Any],
    item: Item | None = None,
    together: Item | None = None,
    shift: bool = False,
    by: User | None,
    at: datetime,
) -> Item:
    """Add an item, or change one. ``values`` are :data:`item_rules.FIELDS`.

    ``together``: an item that counts once with this one; both get the same group. ``shift``: where the number is taken,
    that item and those after it move on by one. Raises :class:`DomainError` or :class:`Problems`, naming the fields.
    """
    lock_draft(scheme)
    here = {"village": scheme.village_id, "scheme": scheme}
    if not Category.objects.filter(**here, pk=category.pk).exists():
        raise DomainError(_("Choose a category of the same version of the rules."), field="category", code="category")
    others = [other for other in Item.objects.filter(**here).order_by("code") if item is None or other.pk != item.pk]
    row = Item.objects.get(**here, pk=item.pk) if item else Item(village_id=scheme.village_id, scheme=scheme)
    wanted = {name: values[name] for name in item_rules.FIELDS}
    if together is not None:
        wanted["exclusive_group"] = together.exclusive_group or _free_group(others)
    found = list(item_rules.problems(wanted)) or list(item_rules.beside(wanted, _grouped(others, together, wanted)))
    taken = next((other for other in others if other.code == wanted["code"]), None)
    if taken and not shift:
        found.append(_number_taken(taken))
    Problems.raise_if(found)
    if taken:
        _shift(scheme, wanted["code"], by, at, beyond=row)
    if together is not None and not together.exclusive_group:
        Item.objects.filter(**here, pk=together.pk).update(exclusive_group=wanted["exclusive_group"])
        after = {"exclusive_group": wanted["exclusive_group"]}
        audit.record(by=by, at=at, action="item.changed", subject=together, before={"exclusive_group": ""}, after=after)
    if item is None:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.category = category
        row.save(force_insert=True)
        audit.record(by=by, at=at, action="item.added", subject=row, after=_outline(row))
    elif before := _write(row, {**wanted, "category_id": category.pk}):
        after = {name: getattr(row, name) for name in before}
        audit.record(by=by, at=at, action="item.changed", subject=row, before=before, after=after)
    return row


def _free_group(others: Sequence[Item]) -> str:
    """A name for a new group: people see its items, not its name."""
    used = {other.exclusive_group for other in others}
    return next(name for number in range(1, 1000) if (name := f"g{number}") not in used)


def _grouped(others: Sequence[Item], together: Item | None, wanted: Mapping[str, Any]) -> list[Item]:
    """The others as they will stand, with the one that joins the group in it."""
    rows = [copy(other) for other in others]
    for row in rows:
        if together is not None and row.pk == together.pk:
            row.exclusive_group = wanted["exclusive_group"]
    return rows


def _number_taken(other: Item) -> DomainError:
    return DomainError(
        _("Number %(number)s is “%(name)s” already. Choose another, or tick that it and those after it move on by one.")
        % {"number": other.code, "name": other.name},
        field="code",
        code="number_taken",
    )


def _shift(scheme: Scheme, code: int, by: User | None, at: datetime, beyond: Item) -> None:
    """The item of that number and those after it move on by one, as far as there is no gap."""
    rows = Item.objects.filter(village=scheme.village_id, scheme=scheme).exclude(pk=beyond.pk)
    taken = set(rows.values_list("code", flat=True))
    last = code
    while last in taken:
        last += 1
    if last > item_rules.MOST_CODE:
        raise DomainError(_("There is no free number after it."), field="code", code="no_number_left")
    moving = rows.filter(code__gte=code, code__lt=last)
    count = moving.update(code=F("code") + ASIDE)
    rows.filter(code__gte=ASIDE).update(code=F("code") - ASIDE + 1)
    audit.record(by=by, at=at, action="scheme.renumbered", subject=scheme, after={"items": count})


@transaction.atomic
def remove_item(*, scheme: Scheme, item: Item, by: User | None, at: datetime) -> None:
    """Take an item out of a draft. What was claimed under earlier versions stays as it is."""
    lock_draft(scheme)
    audit.record(by=by, at=at, action="item.deleted", subject=item, before=_outline(item))
    Item.objects.filter(village=scheme.village_id, scheme=scheme, pk=item.pk).delete()


def numbers_in_order(items: Sequence[Item]) -> list[tuple[Item, int]]:
    """Each item with the number it would have, category by category; ``items`` come with their category."""
    ordered = sorted(items, key=lambda item: (item.category.number, item.code))
    return [(item, number) for number, item in enumerate(ordered, start=1)]


@transaction.atomic
def renumber(*, scheme: Scheme, by: User | None, at: datetime) -> int:
    """Number the items 1, 2, 3 … through the categories; returns how many got another number."""
    lock_draft(scheme)
    rows = Item.objects.filter(village=scheme.village_id, scheme=scheme)
    moving = [
        (item, number)
        for item, number in numbers_in_order(list(rows.select_related("category")))
        if item.code != number
    ]
    if not moving:
        return 0
    rows.filter(pk__in=[item.pk for item, _number in moving]).update(code=F("code") + ASIDE)
    for item, number in moving:
        item.code = number
    Item.objects.bulk_update([item for item, _number in moving], ["code"])
    audit.record(by=by, at=at, action="scheme.renumbered", subject=scheme, after={"items": len(moving)})
    return len(moving)


# ------------------------------------------------------------------------------------------------------------ parts


def _write(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Save what differs; returns what it was."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, values[name])
        row.save(update_fields=list(before))
    return before


def _outline(item: Item) -> dict[str, Any]:
    return {"code": item.code, "name": item.name, "points": item.points, "points_to": item.points_to}
