"""Taking items into a draft from a sheet: looked at first, then all or none."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from points.enums import Disclosure, ReviewRoute
from points.models import Category, Item, Scheme, User
from points.queries import schemes
from points.queries.scheme_changes import Comparison, compare_items
from points.services import audit, item_rules
from points.services.drafts import ASIDE
from points.services.item_sheet import SheetItem
from points.services.schemes import lock_draft
from villagegov.kernel.errors import DomainError

NEW_ITEM: dict[str, Any] = {
    **dict.fromkeys(item_rules.FIELDS),
    "wording": "",
    "unit": "次",
    "evidence_required": False,
    "board_only": False,
    "disclosure": Disclosure.FULL,
    "route": ReviewRoute.FULL,
    "honour": False,
    "exclusive_group": "",
}


@dataclass
class Plan:
    """What a sheet would make of a draft."""

    #: Line of the sheet (0: the sheet as a whole), and what is wrong with it.
    problems: list[tuple[int, str]] = field(default_factory=list)
    #: All items as they would stand, unsaved, with unsaved categories where new.
    items: list[Item] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    comparison: Comparison | None = None
    #: Of the draft as it was looked at: an import is confirmed for that and no other.
    stamp: str = ""


def plan(*, scheme: Scheme, rows: Sequence[SheetItem], replace: bool) -> Plan:
    """``replace``: the sheet is the whole list, and items that it does not name go. Writes nothing; two queries."""
    here = {"village": scheme.village_id, "scheme": scheme}
    old_items, categories = schemes.items_of(scheme), list(Category.objects.filter(**here))
    found = Plan(categories=categories, stamp=stamp(scheme, old_items, categories))
    taken: dict[uuid.UUID, int] = {}
    numbers = {item.code for item in old_items} if not replace else set()
    for row in rows:
        old = _match(row, old_items, taken)
        if old is not None:
            taken[old.pk] = row.line
        item = _item(scheme, row, old, found, numbers)
        numbers.add(item.code)
        found.items.append(item)
    if not replace:
        found.items += [item for item in old_items if item.pk not in taken]
    _check(found)
    found.items.sort(key=lambda item: item.code or 0)
    if not found.problems:
        found.comparison = compare_items(scheme, scheme, old_items, found.items)
    return found


def _match(row: SheetItem, old_items: Sequence[Item], taken: dict[uuid.UUID, int]) -> Item | None:
    """The item that a row speaks of: of its name, else of its number."""
    free = [item for item in old_items if item.pk not in taken]
    by_name = [item for item in free if item.name == row.given.get("name")]
    if by_name:
        return next((item for item in by_name if item.code == row.given.get("code")), by_name[0])
    return next((item for item in free if item.code == row.given.get("code")), None)


def _item(scheme: Scheme, row: SheetItem, old: Item | None, found: Plan, numbers: set[int]) -> Item:
    values = {name: getattr(old, name) for name in item_rules.FIELDS} if old else dict(NEW_ITEM)
    values |= row.given
    if values["villagers_may_claim"] is None or (values["points"] or 0) < 0:
        values["villagers_may_claim"] = (values["points"] or 0) > 0 and not values["board_only"]
    if not values["wording"]:
        values["wording"] = values["name"]
    if values["code"] is None:
        values["code"] = next(number for number in range(1, 10_000) if number not in numbers)
    item = Item(village_id=scheme.village_id, scheme=scheme, **values)
    if old:
        item.pk, item.origin, item._state.adding = old.pk, old.origin, False
    item.category = _category(scheme, row, old, found)
    found.problems += [
        (row.line, _("%(item)s: %(problem)s") % {"item": values["name"] or values["code"], "problem": error})
        for error in item_rules.problems(values)
    ]
    return item


def _category(scheme: Scheme, row: SheetItem, old: Item | None, found: Plan) -> Category:
    if not row.category and old is not None:
        return old.category
    for category in found.categories:
        if category.name == (row.category or _("Other")):
            return category
    number = max((category.number for category in found.categories), default=0) + 1
    made = Category(village_id=scheme.village_id, scheme=scheme, number=number, name=row.category or _("Other"))
    found.categories.append(made)
    return made


def _check(found: Plan) -> None:
    seen: dict[int, Item] = {}
    signs: dict[str, Item] = {}
    for item in found.items:
        if item.code in seen:
            found.problems.append(
                (0, _("Number %(number)s stands for “%(one)s” and for “%(other)s”.")
                 % {"number": item.code, "one": seen[item.code].name, "other": item.name})
            )  # fmt: skip
        seen[item.code] = item
        first = signs.setdefault(item.exclusive_group, item) if item.exclusive_group else item
        if (first.points > 0) != (item.points > 0):
            found.problems.append((0, item_rules.other_sign(first)))


def stamp(scheme: Scheme, items: Sequence[Item], categories: Sequence[Category]) -> str:
    """Changes with every change of the draft's categories and items."""
    values = [
        *sorted((str(category.pk), category.number, category.name) for category in categories),
        *sorted(
            (str(item.pk), str(item.category_id), *(getattr(item, name) for name in item_rules.FIELDS))
            for item in items
        ),
    ]
    return hashlib.sha256(DjangoJSONEncoder().encode([str(scheme.pk), *values]).encode()).hexdigest()[:32]


@transaction.atomic
def import_items(
    *, scheme: Scheme, rows: Sequence[SheetItem], replace: bool, seen: str, by: User | None, at: datetime
) -> Comparison:
    """Write what :func:`plan` showed. ``seen`` is its stamp.

    Raises :class:`DomainError` where the draft has been changed since, or where anything is wrong; then nothing is
    written.
    """
    lock_draft(scheme)
    found = plan(scheme=scheme, rows=rows, replace=replace)
    if found.stamp != seen:
        raise DomainError(
            _("The draft has been changed in the meantime. Look at the preview once more, then confirm."),
            code="draft_changed",
        )
    if found.problems or found.comparison is None:
        raise DomainError(
            _("Mend the sheet first: %(problem)s") % {"problem": found.problems[0][1]}, code="sheet_wrong"
        )
    _write(scheme, found, replace)
    counts = {
        "added": len(found.comparison.added),
        "changed": len(found.comparison.changed) + len(found.comparison.renumbered),
        "removed": len(found.comparison.removed),
    }
    audit.record(by=by, at=at, action="scheme.imported", subject=scheme, after=counts)
    return found.comparison


def _write(scheme: Scheme, found: Plan, replace: bool) -> None:
    here = {"village": scheme.village_id, "scheme": scheme}
    Category.objects.bulk_create([category for category in found.categories if category._state.adding])
    for item in found.items:
        item.category_id = item.category.pk
    kept = [item for item in found.items if not item._state.adding]
    Item.objects.filter(**here).exclude(pk__in=[item.pk for item in kept]).delete()
    # Numbers are unique in every statement: out of the way first.
    rows = Item.objects.filter(**here)
    rows.update(code=F("code") + ASIDE)
    Item.objects.bulk_update(kept, [*item_rules.FIELDS, "category"])
    Item.objects.bulk_create([item for item in found.items if item._state.adding])
    if replace:
        used = {item.category_id for item in found.items}
        Category.objects.filter(**here).exclude(pk__in=used).delete()
