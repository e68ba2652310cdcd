"""A comparison in the words of the preview page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.models import RegisterImport
from points.sheets.comparison import Comparison, Item
from villagegov.web.templatetags.web import points as signed

#: From so many changed heads on, and this share of the known, somebody should look whether numbers have slipped.
_MANY_HEADS, _SHARE = 5, 0.2
_NAMED = 12


def shown(value: object) -> str:
    """A value of the register or the file; a dash for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    return "—" if value is None or value == "" else str(value)


def rows_of(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [_row(item) for item in items]


def _row(item: Item) -> dict[str, Any]:
    line = item.line
    return {
        "place": item.place,
        "number": item.number or line.number or "",
        "head": line.head_name or (item.known.head_name if item.known else ""),
        "group": item.group.name if item.group else (item.known.group_name if item.known else line.group or ""),
        "new_group": bool(item.group and item.group.is_new),
        "members": line.members or 1,
        "phone": line.phone or "",
        "address": line.address or "",
        "resident": shown(line.resident is not False),
        "note": line.note or "",
        "points": line.points,
        "opening": item.opening,
        "changes": [
            {
                "label": change.label,
                "old": shown(change.old),
                "new": shown(change.new),
                "opening": item.opening if change.key == "points" else 0,
            }
            for change in item.changes
        ],
        "faults": item.faults,
    }


def facts_of(found: RegisterImport, comparison: Comparison) -> list[str]:
    """What confirming would do, in sentences."""
    count, total = comparison.openings
    said = []
    if count:
        said.append(
            ngettext(
                "%(count)s household gets an opening balance, %(points)s points.",
                "%(count)s households get an opening balance, %(points)s points together.",
                count,
            )
            % {"count": count, "points": signed(total)}
        )
    if comparison.missing:
        said.append(
            ngettext(
                "%(count)s household of the register is not in the file. It stays as it is.",
                "%(count)s households of the register are not in the file. They stay as they are.",
                len(comparison.missing),
            )
            % {"count": len(comparison.missing)}
        )
    return said


def remarks_of(found: RegisterImport, comparison: Comparison, *, takes_points: bool) -> list[dict[str, Any]]:
    """What a person should know of the file; ``warn`` where it may have gone wrong."""
    remarks, said = found.remarks, []
    known = sum(item.known is not None for item in comparison.items)
    if comparison.other_heads >= max(_MANY_HEADS, known * _SHARE):
        said.append(
            _warn(
                _("%(count)s households would get another head. Have the household numbers slipped by a row?")
                % {"count": comparison.other_heads}
            )
        )
    if remarks.get("identity_numbers"):
        said.append(
            _warn(
                _("Identity card numbers were recognised and not stored: %(where)s. They are not needed here.")
                % {"where": "、".join(f"{name} {count}" for name, count in remarks["identity_numbers"].items())}
            )
        )
    if "points" in remarks.get("columns", {}) and not takes_points:
        said.append(
            _warn(
                _("Present points are not taken over: there are no points rules in force yet. Upload the file again "
                  "when there are; then they become opening balances.")
            )
        )  # fmt: skip
    if comparison.not_taken:
        said.append(_warn(_not_taken(comparison)))
    said += [{"text": text} for text in _left_out(remarks)]
    return said


def _warn(text: str) -> dict[str, Any]:
    return {"text": text, "warn": True}


def _not_taken(comparison: Comparison) -> str:
    pairs = comparison.not_taken
    named = "、".join(f"{item.number} {item.line.points}≠{present}" for item, present in pairs[:_NAMED])
    return _(
        "Points of %(count)s households are not taken over, because something has been entered for them already; what "
        "the ledger says holds: %(named)s"
    ) % {"count": len(pairs), "named": named + ("…" if len(pairs) > _NAMED else "")}


def _left_out(remarks: dict[str, Any]) -> list[str]:
    said = []
    if remarks.get("ignored"):
        said.append(_("Columns that are not read: %(names)s.") % {"names": "、".join(remarks["ignored"][:_NAMED])})
    if remarks.get("skipped_sheets"):
        said.append(
            _("Sheets without the headings, not read: %(names)s.")
            % {"names": "、".join(remarks["skipped_sheets"][:_NAMED])}
        )
    lines = remarks.get("skipped_lines") or []
    if lines:
        named = "、".join(f"{sheet} {line} “{words}”".strip() for sheet, line, words in lines[:_NAMED])
        said.append(
            _("Lines that are no household (titles, totals, signatures): %(named)s")
            % {"named": named + ("…" if len(lines) > _NAMED else "")}
        )
    return said
