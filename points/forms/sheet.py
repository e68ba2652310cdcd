"""Reading a sheet of slips: from what stands in the fields of many lines to claims, with what cannot be understood."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from points.forms.claims import NO_NUMBER, DeedFields, PointsField, QuantityField, item_label, label_of
from points.forms.days import read_day, typed_day
from points.forms.vouchers import voucher_names, vouchers_named
from points.models import Household, Item, Scheme, SheetLine, User, Village
from points.queries import claims as claim_queries
from points.queries import households, items
from points.queries.schemes import items_of_many, versions
from points.services.claims import ClaimInput, words
from points.services.sheets import WIDTHS, TypedLine
from villagegov.db.keys import as_uuid, new_id
from villagegov.kernel.errors import DomainError

#: Field of the page -> where its text is kept.
FIELDS = {
    "slip_number": "slip_number",
    "household": "household_text",
    "item": "item_text",
    "day": "day_text",
    "quantity": "quantity_text",
    "unit_points": "points_text",
    "vouched_name": "vouched_name",
    "note": "note",
}
#: A line without these is not finished rather than wrong.
MISSING = "missing"
#: Alone in a field: the same as above.
DITTO = frozenset({"=", "＝", '"', "〃"})


@dataclass
class ReadLine:
    """A line as it was understood. ``typed`` holds what is shown in the fields and kept."""

    typed: TypedLine
    household: Household | None = None
    item: Item | None = None
    vouched_name: str = ""
    vouched_by: uuid.UUID | None = None
    errors: list[DomainError] = field(default_factory=list)

    @property
    def data(self) -> ClaimInput | None:
        """The claim, where everything was understood."""
        typed = self.typed
        if self.errors or not (self.household and self.item and typed.day and typed.quantity):
            return None
        return ClaimInput(
            id=typed.id,
            household_id=self.household.pk,
            item_id=self.item.pk,
            day=typed.day,
            quantity=typed.quantity,
            unit_points=typed.unit_points,
            note=typed.note,
            slip_number=typed.slip_number,
            vouched_name=self.vouched_name,
            vouched_by=self.vouched_by,
        )


@dataclass
class SheetReader:
    """Reads any number of lines with the same number of queries."""

    village: Village
    today: date

    def read(self, lines: Sequence[TypedLine]) -> list[ReadLine]:
        """The lines that are not blank, in their order; ditto marks and empty days are filled from the line above."""
        full = _filled_down([line.cut() for line in lines])
        found = households.named_many(self.village, [line.household_text for line in full if line.household_text])
        read = [ReadLine(line) for line in full]
        for line in read:
            self._day(line)
        known = self._items(read)
        for line in read:
            self._household(line, found)
            self._item(line, known)
            self._quantity(line)
            self._points(line)
            self._voucher(line)
        return read

    @cached_property
    def schemes(self) -> list[Scheme]:
        return versions(self.village)

    @cached_property
    def vouchers(self) -> list[User]:
        return claim_queries.vouchers(self.village)

    @property
    def voucher_names(self) -> list[str]:
        return voucher_names(self.vouchers)

    @property
    def has_ranges(self) -> bool:
        """Whether the rules of today have items whose points are chosen within a range."""
        scheme = self.scheme_on(self.today)
        known = items_of_many(self.village, {scheme.pk}) if scheme else {}
        return any(item.is_range for found in known.values() for item in found)

    def scheme_on(self, day: date) -> Scheme | None:
        in_force = [row for row in self.schemes if row.effective_from and row.effective_from <= day]
        return in_force[-1] if in_force else None

    def _items(self, lines: Iterable[ReadLine]) -> Mapping[uuid.UUID, list[Item]]:
        """Items of the rules of the lines' days."""
        needed = {scheme.pk for line in lines if (scheme := self.scheme_on(line.typed.day or self.today))}
        return items_of_many(self.village, needed)

    # ------------------------------------------------------------------------------------------- field by field

    def _day(self, line: ReadLine) -> None:
        text = line.typed.day_text
        day = read_day(text, self.today) if text else self.today
        if day is None:
            sentence = _("“%(text)s” is no day. Write 21, 10-21 or 2026-10-21.") % {"text": text}
            line.errors.append(DomainError(sentence, field="day", code="day_unreadable"))
            return
        # Written out even where it was left empty: a sheet found again tomorrow is still of today.
        line.typed = replace(line.typed, day=day, day_text=typed_day(day, self.today))

    def _household(self, line: ReadLine, found: Mapping[str, list[Household]]) -> None:
        text = line.typed.household_text
        rows = found.get(text, [])
        if not text:
            line.errors.append(DomainError(_("Household is missing."), field="household", code=MISSING))
        elif not rows:
            line.errors.append(words.no_such_household())
        elif len(rows) > 1:
            word = _("%(household)s (%(group)s)")
            names = _("; ").join(word % {"household": label_of(row), "group": row.group.name} for row in rows[:4])
            line.errors.append(_several("household", text, names))
        else:
            [line.household] = rows
            line.typed = replace(line.typed, household_id=rows[0].pk, household_text=label_of(rows[0]))

    def _item(self, line: ReadLine, known: Mapping[uuid.UUID, list[Item]]) -> None:
        text, day = line.typed.item_text, line.typed.day or self.today
        scheme = self.scheme_on(day)
        if not text:
            line.errors.append(DomainError(_("Item is missing."), field="item", code=MISSING))
        elif scheme is None:
            first = self.schemes[0].effective_from if self.schemes else None
            line.errors.append(words.before_rules(first) if first else words.no_rules())
        else:
            rows = items.named(known[scheme.pk], text)
            if not rows:
                line.errors.append(words.no_such_item())
            elif len(rows) > 1:
                line.errors.append(_several("item", text, _("; ").join(item_label(row) for row in rows[:4])))
            else:
                [line.item] = rows
                line.typed = replace(line.typed, item_id=rows[0].pk, item_text=item_label(rows[0]))

    def _quantity(self, line: ReadLine) -> None:
        text = line.typed.quantity_text
        try:
            quantity = QuantityField().to_python(text) if text else 1
        except forms.ValidationError:
            quantity = None
        if quantity is None:
            line.errors.append(DomainError(NO_NUMBER, field="quantity", code="quantity_no_number"))
        elif not 1 <= quantity <= 999:
            line.errors.append(words.too_few() if quantity < 1 else words.too_many(quantity, 999))
        else:
            line.typed = replace(line.typed, quantity=quantity)

    def _points(self, line: ReadLine) -> None:
        """Asked where the item has a range; that it is missing there is said by the service."""
        text = line.typed.points_text
        if not text or line.item is None:
            return
        try:
            chosen = PointsField(error_messages={"invalid": NO_NUMBER}).to_python(text)
        except forms.ValidationError:
            line.errors.append(DomainError(NO_NUMBER, field="unit_points", code="points_no_number"))
        else:
            line.typed = replace(line.typed, unit_points=DeedFields.signed(line.item, chosen))

    def _voucher(self, line: ReadLine) -> None:
        line.vouched_name = name = " ".join(line.typed.vouched_name.split())
        found = vouchers_named(name, self.vouchers) if name else []
        if len(found) > 1:
            sentence = _("There are several people of this name. Choose the one with the log-in name: %(names)s.")
            names = "、".join(label for _user, label in found)
            line.errors.append(DomainError(sentence % {"names": names}, field="vouched_name", code="ambiguous"))
        elif found:
            line.vouched_name, line.vouched_by = found[0][0].name, found[0][0].pk


def _several(field_name: str, text: str, names: str) -> DomainError:
    sentence = _("“%(text)s” may be %(names)s. Write the number.") % {"text": text, "names": names}
    return DomainError(sentence, field=field_name, code="ambiguous")


def _filled_down(lines: Sequence[TypedLine]) -> list[TypedLine]:
    """Blank lines left out; a ditto mark becomes what stands above, an empty day the day above."""
    full: list[TypedLine] = []
    for line in lines:
        if not line.is_blank:
            full.append(_like_above(line, full[-1]) if full else line)
    return full


def _like_above(line: TypedLine, above: TypedLine) -> TypedLine:
    same = {name: getattr(above, name) for name in WIDTHS if getattr(line, name).strip() in DITTO}
    if not line.day_text:
        same["day_text"] = above.day_text
    return replace(line, **same)


# ------------------------------------------------------------------------------------------ from and to the page


def lines_sent(data: object) -> list[TypedLine]:
    """The lines of a sent form, in its order. ``data`` is a QueryDict whose fields come once for each line."""
    ids: list[str] = data.getlist("line")  # type: ignore[attr-defined]
    columns = {kept: data.getlist(name) for name, kept in FIELDS.items()}  # type: ignore[attr-defined]
    lines = []
    for position, text in enumerate(ids, start=1):
        texts: dict[str, Any] = {kept: _at(values, position - 1) for kept, values in columns.items()}
        lines.append(TypedLine(id=_key(text), position=position, **texts))
    return lines


def line_kept(row: SheetLine) -> TypedLine:
    texts = {name: getattr(row, name) for name in WIDTHS}
    return TypedLine(id=row.pk, position=row.position, **texts)


def input_of(row: SheetLine) -> ClaimInput:
    """A kept line that was understood, for the caps and slip numbers of those below it."""
    assert row.household_id and row.item_id and row.day and row.quantity
    return ClaimInput(
        id=row.pk,
        household_id=row.household_id,
        item_id=row.item_id,
        day=row.day,
        quantity=row.quantity,
        unit_points=row.unit_points,
        slip_number=row.slip_number,
    )


def _at(values: Sequence[str], index: int) -> str:
    return values[index].strip() if index < len(values) else ""


def _key(text: str) -> uuid.UUID:
    """A line that has lost its id gets one."""
    return as_uuid(text) or new_id()
