"""What differs between two versions of the rules, item by item, in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from points.models import Item, Scheme
from points.queries import cap_words, schemes
from villagegov.web.templatetags.web import worth


@dataclass(frozen=True)
class Change:
    """One fact that is another now. Empty words mean: nothing of the kind."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ItemChange:
    old: Item
    new: Item
    changes: list[Change]


@dataclass(frozen=True)
class Comparison:
    old: Scheme
    new: Scheme
    #: Title, base points, households that join later, names of categories.
    general: list[Change] = field(default_factory=list)
    added: list[Item] = field(default_factory=list)
    removed: list[Item] = field(default_factory=list)
    changed: list[ItemChange] = field(default_factory=list)
    #: The same in every word, under another number.
    renumbered: list[ItemChange] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.general or self.added or self.removed or self.changed or self.renumbered)

    @property
    def touched(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


def pairs(old: Iterable[Item], new: Iterable[Item]) -> dict[uuid.UUID, Item]:
    """For each old item (by id) the new one that is the same: of one origin, else of one name."""
    old, new = list(old), list(new)
    by_origin = {item.origin: item for item in new}
    found = {item.pk: by_origin[item.origin] for item in old if item.origin in by_origin}
    used, named = {item.pk for item in found.values()}, set()
    by_name = {item.name: item for item in new if item.pk not in used}
    for item in old:
        # Once a version: two items of one name are two.
        if item.pk not in found and item.name in by_name and (item.scheme_id, item.name) not in named:
            named.add((item.scheme_id, item.name))
            found[item.pk] = by_name[item.name]
    return found


def listed(words: Iterable[str]) -> str:
    return _(", ").join(words)


def compare(old: Scheme, new: Scheme) -> Comparison:
    """Two queries."""
    return compare_items(old, new, schemes.items_of(old), schemes.items_of(new))


def compare_items(old: Scheme, new: Scheme, old_items: Sequence[Item], new_items: Sequence[Item]) -> Comparison:
    """``*_items`` come with their category."""
    same = pairs(old_items, new_items)
    before, after = _facts_of(old_items), _facts_of(new_items)
    changed, renumbered, unchanged = [], [], 0
    for item in old_items:
        if (twin := same.get(item.pk)) is None:
            continue
        changes = _changes(before[item.pk], after[twin.pk])
        number = Change(_("number"), str(item.code), str(twin.code))
        if changes:
            moved = [number] if item.code != twin.code else []
            changed.append(ItemChange(item, twin, [*moved, *changes]))
        elif item.code != twin.code:
            renumbered.append(ItemChange(item, twin, [number]))
        else:
            unchanged += 1
    kept = {item.pk for item in same.values()}
    return Comparison(
        old=old,
        new=new,
        general=_general(old, new, old_items, new_items),
        added=[item for item in new_items if item.pk not in kept],
        removed=[item for item in old_items if item.pk not in same],
        changed=changed,
        renumbered=renumbered,
        unchanged=unchanged,
    )


def _general(old: Scheme, new: Scheme, old_items: Sequence[Item], new_items: Sequence[Item]) -> list[Change]:
    facts = [
        {
            _("base points per household and year"): str(scheme.base_points),
            _("base points of a household that joins during the year"): str(scheme.get_late_join_display()),
            _("categories"): listed(_categories(items)),
        }
        for scheme, items in ((old, old_items), (new, new_items))
    ]
    return _changes(*facts)


def _categories(items: Sequence[Item]) -> list[str]:
    found = {item.category.number: item.category.name for item in items}
    return [name for _number, name in sorted(found.items())]


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    return [Change(label, old[label], new[label]) for label in old if old[label] != new[label]]


def _facts_of(items: Sequence[Item]) -> dict[uuid.UUID, dict[str, str]]:
    """What a reader of the rules is told of each item, by label. The others of its group stand by their names."""
    together: dict[str, list[Item]] = {}
    for item in items:
        if item.exclusive_group:
            together.setdefault(item.exclusive_group, []).append(item)
    return {item.pk: facts(item, together.get(item.exclusive_group, ())) for item in items}


def facts(item: Item, together: Iterable[Item] = ()) -> dict[str, str]:
    """Label and words of everything that is decided about an item, but its number."""
    yes = {True: _("yes"), False: _("no")}
    return {
        _("name"): item.name,
        _("category"): item.category.name,
        _("wording"): item.wording,
        _("points"): _("%(points)s per %(unit)s") % {"points": worth(item), "unit": item.unit},
        _("limits"): listed(cap_words.limits(item)),
        _("photo or paper required"): yes[item.evidence_required],
        _("villagers may claim it themselves"): yes[item.villagers_may_claim],
        _("posted by the board, claimed by nobody"): yes[item.board_only],
        _("on the public list"): str(item.get_disclosure_display()),
        _("review"): str(item.get_route_display()),
        _("an honour given by others"): yes[item.honour],
        _("one deed counts once together with"): listed(other.name for other in together if other.pk != item.pk),
    }
