"""Caps, points and units in words, for entry pages, passbook and rules: one place, so that all say the same."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from points.models import Item
from points.queries import caps
from points.queries.caps import Cap, Measure, Room
from villagegov.kernel.periods import PeriodKind

#: Units one does not count with: “at most once a year”, not “1 year a year”.
_NO_COUNTING_WORD = frozenset({"年", "季度", "月", "周", "天", "日"})


def counting_word(item: Item) -> str:
    """What one counts the item with: its unit, or times where the unit is a sum or a span."""
    return _("times") if item.unit[:1].isdigit() or item.unit in _NO_COUNTING_WORD else item.unit


def measure(item: Item, room: Room) -> str:
    """What a room is counted in."""
    return pgettext("unit of a balance", "points") if room.measure == Measure.POINTS else counting_word(item)


def cap_words(item: Item, cap: Cap) -> str:
    """“at most 4 times a month”, “at most 20 points a quarter”."""
    sentences = {
        (PeriodKind.MONTH, Measure.UNITS): _("at most %(count)s %(unit)s a month"),
        (PeriodKind.QUARTER, Measure.UNITS): _("at most %(count)s %(unit)s a quarter"),
        (PeriodKind.YEAR, Measure.UNITS): _("at most %(count)s %(unit)s a year"),
        (PeriodKind.MONTH, Measure.POINTS): _("at most %(count)s points a month"),
        (PeriodKind.QUARTER, Measure.POINTS): _("at most %(count)s points a quarter"),
        (PeriodKind.YEAR, Measure.POINTS): _("at most %(count)s points a year"),
    }
    return sentences[cap.kind, cap.measure] % {"count": cap.limit, "unit": counting_word(item)}


def limits(item: Item) -> list[str]:
    """One sentence for each cap, the shortest period first; empty without caps."""
    return [cap_words(item, cap) for cap in caps.caps_of(item)]


def left(item: Item, room: Room, period: str) -> str:
    """“2 times left for this month”; empty without a cap. ``period`` comes from ``services.claims.words``."""
    if room.period is None:
        return ""
    values = {"left": room.left, "used": room.used, "period": period, "unit": counting_word(item)}
    if room.measure == Measure.POINTS:
        if not room.left:
            return _("no points left for %(period)s (%(used)s claimed)") % values
        return _("%(left)s points left for %(period)s") % values
    if not room.left:
        return _("nothing left for %(period)s (%(used)s claimed)") % values
    return _("%(left)s %(unit)s left for %(period)s") % values
