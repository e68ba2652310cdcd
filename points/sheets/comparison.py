"""A register that was read, beside the register as it is: what is new, changed, the same and wrong.

Nothing is read or written here; ``points.queries.imports`` brings both sides together.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from points.enums import HouseholdState
from points.sheets.groups import Groups, GroupWord
from points.sheets.households import LABELS, Line

#: Columns of a household that a file may change, in the order in which they are shown.
FIELDS = ("head_name", "group", "members", "phone", "address", "resident", "joined_on", "note")


class Kind(StrEnum):
    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Known:
    """A household of the register."""

    id: uuid.UUID
    number: str
    head_name: str
    group: int
    group_name: str
    members: int
    phone: str
    address: str
    resident: bool
    joined_on: date
    note: str
    state: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of a household: points of this year, base points among them, and whether anything but base
    points was ever entered.
    """

    present: int = 0
    base: int = 0
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One column, old and new, as values; for ``points`` the sums before and after."""

    key: str
    old: object
    new: object

    @property
    def label(self) -> str:
        return str(LABELS[self.key])


@dataclass(slots=True)
class Item:
    """One row of the file and what would become of it."""

    line: Line
    kind: Kind
    number: str
    known: Known | None = None
    group: GroupWord | None = None
    changes: list[Change] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    #: Points of the opening entry that would be made; 0 for none.
    opening: int = 0

    @property
    def place(self) -> str:
        return f"{self.line.sheet} {self.line.line}".strip()


@dataclass
class Comparison:
    items: list[Item]
    missing: list[Known]
    new_groups: list[GroupWord]
    #: Points in the file that are not taken: the household's ledger has begun and says otherwise. (item, present)
    not_taken: list[tuple[Item, int]] = field(default_factory=list)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        found = Counter(str(item.kind) for item in self.items)
        return {kind.value: found[kind.value] for kind in Kind}

    def of(self, kind: Kind) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    @cached_property
    def openings(self) -> tuple[int, int]:
        """How many opening entries would be made, and their sum."""
        found = [item.opening for item in self.items if item.opening]
        return len(found), sum(found)

    @cached_property
    def other_heads(self) -> int:
        """Households that would get another head: many of them, and the numbers have slipped."""
        return sum(change.key == "head_name" for item in self.items for change in item.changes)

    @property
    def does_something(self) -> bool:
        return bool(self.counts[Kind.NEW] or self.counts[Kind.CHANGED])

    @cached_property
    def digest(self) -> str:
        """Of everything a person sees and would agree to."""
        seen = [
            [item.kind, item.number, item.line.line, item.opening, str(item.known and item.known.id),
             [[change.key, str(change.old), str(change.new)] for change in item.changes]]
            for item in self.items
        ]  # fmt: skip
        groups = [[group.number, group.name] for group in self.new_groups]
        return hashlib.sha256(json.dumps([seen, groups]).encode()).hexdigest()


@dataclass
class Register:
    """The register's side."""

    households: Sequence[Known]
    groups: Groups
    today: date
    #: Ledger of each household; None where points of a file cannot be taken (no rules in force, points not used).
    standings: Mapping[uuid.UUID, Standing] | None
    #: How many of a household's people are away while it stays; those with none are left out.
    away: Mapping[uuid.UUID, int]
    #: Base points of a household that lives here and joins on a day.
    base_of: Callable[[date], int]


class Comparing:
    """Goes through the rows once."""

    def __init__(self, register: Register, *, joined_on: date, with_base: bool) -> None:
        self.register, self.joined_on, self.with_base = register, joined_on, with_base
        self.numbers = _Numbers(register.households)
        self.not_taken: list[tuple[Item, int]] = []

    def compare(self, lines: Sequence[Line]) -> Comparison:
        self.numbers.learn(lines)
        items = [self._item(line) for line in lines]
        _name_doubles(items)
        named = {item.known.id for item in items if item.known}
        missing = [
            row for row in self.register.households if row.id not in named and row.state != HouseholdState.CLOSED
        ]
        used = {item.group for item in items if item.group and item.kind != Kind.WRONG}
        groups = [group for group in self.register.groups.new if group in used]
        right = [pair for pair in self.not_taken if pair[0].kind != Kind.WRONG]
        return Comparison(items, missing, sorted(groups, key=lambda group: group.number), right)

    def _item(self, line: Line) -> Item:
        known = self.numbers.find(line.number)
        number = known.number if known else self.numbers.complete(line.number)
        item = Item(line, Kind.SAME, number, known, faults=list(line.faults))
        item.group = self._group(line)
        self._look_for_gaps(item)
        if known is None:
            item.kind = Kind.NEW
        else:
            item.changes = [*_changes(item, known)]
            self._look_at_the_known(item, known)
        if not item.faults:
            self._points(item)
        if item.faults:
            item.kind, item.changes, item.opening = Kind.WRONG, [], 0
        elif item.changes:
            item.kind = Kind.CHANGED
        return item

    def _group(self, line: Line) -> GroupWord | None:
        """Of its cell, else of a line above it or the sheet's name, where that is a group's."""
        if line.group:
            return self.register.groups.find(line.group)
        return self.register.groups.find(line.heading, may_be_new=False) if line.heading else None

    def _look_for_gaps(self, item: Item) -> None:
        line, said = item.line, {fault["key"] for fault in item.faults}
        for key in ("number", "head_name"):
            if not getattr(line, key) and key not in said:
                item.faults.append(_fault(key, "", _("This cell is empty."), _("Every household needs it.")))
        if item.known is None and item.group is None and "group" not in said and line.number:
            item.faults.append(
                _fault("group", line.group or "", _("A new household needs its group."), _("Write it like 3组."))
            )
        if line.joined_on and line.joined_on > self.register.today:
            item.faults.append(
                _fault("joined_on", line.joined_on, _("This day is still to come."), _("Check the day."))
            )

    def _look_at_the_known(self, item: Item, known: Known) -> None:
        if known.state == HouseholdState.CLOSED and item.changes:
            item.faults.append(
                _fault(
                    "number",
                    known.number,
                    _("This household is closed in the register."),
                    _("Take the row out, give a new household another number, or put this one on the register again."),
                )
            )
        away = self.register.away.get(known.id, 0)
        if item.line.members is not None and item.line.members <= away:
            item.faults.append(
                _fault(
                    "members",
                    item.line.members,
                    _("By the register %(count)s of the family are away; somebody must be left at home.")
                    % {"count": away},
                    _("Check the number, or record on the household’s page who came back."),
                )
            )
        if item.line.joined_on and known.left_on and item.line.joined_on > known.left_on:
            item.faults.append(
                _fault(
                    "joined_on", item.line.joined_on, _("It is after the day the household left."), _("Check the day.")
                )
            )

    def _points(self, item: Item) -> None:
        """The opening entry that makes the passbook say what the file says, where the ledger has not begun."""
        said, standings = item.line.points, self.register.standings
        if said is None or standings is None:
            return
        if item.known:
            standing = standings.get(item.known.id, Standing())
        else:
            lives_here = item.line.resident is not False
            base = self.register.base_of(item.line.joined_on or self.joined_on) if lives_here else 0
            standing = Standing(present=base, base=base)
        wanted = said if self.with_base else said + standing.base
        if wanted == standing.present:
            return
        if standing.begun:
            self.not_taken.append((item, standing.present))
            return
        item.opening = wanted - standing.present
        if item.known:
            item.changes.append(Change("points", standing.present, wanted))


def _changes(item: Item, known: Known) -> list[Change]:
    """Columns that say something else; an empty cell says nothing."""
    found = []
    for key in FIELDS:
        if key == "group":
            if item.group and item.group.number != known.group:
                found.append(Change(key, known.group_name, item.group.name))
            continue
        new, old = getattr(item.line, key), getattr(known, key)
        if new is not None and new != "" and new != old:
            found.append(Change(key, old, new))
    return found


def _fault(key: str, value: object, reason: str, remedy: str) -> dict[str, str]:
    return {
        "key": key, "column": str(LABELS[key]), "letter": "", "value": str(value), "reason": reason, "remedy": remedy,
    }  # fmt: skip


def _name_doubles(items: Sequence[Item]) -> None:
    """Two rows for one household: both are wrong, and each names the other."""
    by_number: dict[str, list[Item]] = {}
    for item in items:
        if item.number:
            by_number.setdefault(item.number, []).append(item)
    for number, rows in by_number.items():
        if len(rows) == 1:
            continue
        places = "、".join(item.place for item in rows[:6])
        for item in rows:
            reason = _("The household number %(number)s stands in more than one row: %(places)s.") % {
                "number": number,
                "places": places,
            }
            item.faults.append(_fault("number", item.line.number, reason, _("Keep one, or give the other its own.")))
            item.kind, item.changes, item.opening = Kind.WRONG, [], 0


class _Numbers:
    """Household numbers: 1 and 001 are one where that is beyond doubt."""

    def __init__(self, households: Sequence[Known]) -> None:
        self.exact = {row.number: row for row in households}
        bare: dict[str, list[Known]] = {}
        for row in households:
            bare.setdefault(_bare(row.number), []).append(row)
        self.bare = {number: rows[0] for number, rows in bare.items() if len(rows) == 1}
        self.width = self._width(self.exact)

    @staticmethod
    def _width(numbers: Mapping[str, Known]) -> int:
        """How many digits all numbers of the register have; 0 where they differ."""
        widths = {len(number) for number in numbers if number.isdecimal()}
        return widths.pop() if len(widths) == 1 else 0

    def learn(self, lines: Sequence[Line]) -> None:
        """An empty register takes the longest number of its first file, three digits at least, so that it sorts."""
        if not self.exact:
            digits = [len(line.number) for line in lines if line.number and line.number.isdecimal()]
            self.width = max(3, *digits) if digits else 3

    def find(self, number: str | None) -> Known | None:
        return (self.exact.get(number) or self.bare.get(_bare(number))) if number else None

    def complete(self, number: str | None) -> str:
        if not number:
            return ""
        return number.zfill(self.width) if number.isdecimal() else number


def _bare(number: str) -> str:
    return number.lower().lstrip("0") or "0"
