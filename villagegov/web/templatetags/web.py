"""Filters and tags of every page: ``{% load web %}``. Components in templates/components/ use most of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from villagegov.kernel.masking import mask_name

register = template.Library()

#: How a state looks: a class of static/css/base.css and a shape, so that it is told without colour. A state that is not
#: named here looks like a draft.
STATE_LOOKS: dict[str, tuple[str, str]] = {
    "draft": ("rest", "□"),
    "submitted": ("wait", "○"),
    "returned": ("back", "△"),
    "telling": ("wait", "◇"),
    "publicised": ("wait", "◎"),
    "held": ("stop", "▲"),
    "posted": ("done", "●"),
    "rejected": ("stop", "×"),
    "withdrawn": ("rest", "－"),
    # objections
    "open": ("wait", "○"),
    "upheld": ("stop", "▲"),
    "dismissed": ("done", "●"),
    "lapsed": ("rest", "－"),
    # corrections
    "proposed": ("wait", "○"),
    "done": ("done", "●"),
    "refused": ("stop", "×"),
    # household cards
    "none": ("rest", "□"),
    "printed": ("wait", "○"),
    "used": ("done", "●"),
    # findings of the sample
    "in_order": ("done", "●"),
    "wrong": ("stop", "×"),
    "unclear": ("back", "△"),
    # meetings and their lines
    "recorded": ("wait", "◎"),
    "confirmed": ("done", "●"),
    "decided": ("done", "●"),
    "cancelled": ("rest", "－"),
    "waiting": ("wait", "○"),
    "left": ("rest", "－"),
    # elections
    "failed": ("stop", "×"),
    # demands
    "filed": ("wait", "○"),
    "handed": ("wait", "◎"),
    "answered": ("wait", "◇"),
    "reopened": ("back", "△"),
    "settled": ("done", "●"),
    "unsettled": ("stop", "▲"),
    # the disclosure board: postings, what is due, questions
    "to_check": ("wait", "○"),
    "replaced": ("rest", "－"),
    "taken_down": ("stop", "×"),
    "coming": ("rest", "·"),
    "due": ("wait", "○"),
    "overdue": ("stop", "×"),
    "late": ("back", "◐"),
    "in_time": ("done", "●"),
    "asked": ("wait", "○"),
    "replied": ("done", "●"),
    "withheld": ("stop", "×"),
    # board issues and entries
    "drafted": ("rest", "□"),
    "reviewed": ("wait", "○"),
    "told": ("wait", "◎"),
    "published": ("done", "●"),
    "struck": ("stop", "×"),
    "dropped": ("rest", "×"),
    "lifted": ("rest", "↑"),
    "expired": ("rest", "－"),
    "corrected": ("stop", "▲"),
    "carried": ("done", "●"),
    # breaches of the village rules
    "reported": ("wait", "○"),
    "first": ("wait", "◇"),
    "second": ("back", "△"),
    "dealt": ("stop", "▲"),
    "righted": ("done", "●"),
    # activities
    "took_place": ("done", "●"),
    # tasks from decisions
    "in_hand": ("wait", "◎"),
    "carried_out": ("done", "●"),
    "not_done": ("stop", "×"),
    # contests
    "called": ("wait", "○"),
    "scoring": ("wait", "◇"),
    "awarded": ("done", "●"),
    "excluded": ("stop", "×"),
    # stars
    "nominated": ("wait", "○"),
    "taken_back": ("rest", "－"),
    "objected": ("stop", "▲"),
    "granted": ("done", "●"),
    "questioned": ("back", "△"),
    # dividends and projects
    "checked": ("wait", "◎"),
    "paid": ("done", "◆"),
    "planned": ("rest", "□"),
    "running": ("wait", "◎"),
    "finished": ("done", "●"),
    "stopped": ("stop", "×"),
    # matters, their steps, procedures and suggestions
    "passed": ("done", "●"),
    "in_use": ("done", "●"),
    "retired": ("rest", "－"),
    "taken_up": ("done", "●"),
}
_PLAIN = ("rest", "□")


@register.filter
def points(value: int | None) -> str:
    """``+10``, ``−10`` with a real minus, ``0``; nothing for None."""
    if value is None:
        return ""
    number = f"{abs(value):,}"  # in threes, as village sheets write it; Django's Chinese format groups by four
    return f"+{number}" if value > 0 else f"−{number}" if value < 0 else number


@register.filter
def signless(value: int | None) -> str:
    """A balance: thousands apart, a real minus below zero, no plus."""
    return "" if value is None else points(value).removeprefix("+")


@register.filter
def worth(item: Any) -> str:
    """What an item of the rules brings: ``+10``, ``−5``; within a range ``+5～+15``."""
    if item.points_to is None:
        return points(item.points)
    return pgettext("points from … to …", "%(least)s to %(most)s") % {
        "least": points(item.points),
        "most": points(item.points_to),
    }


@register.filter
def masked(name: str) -> str:
    """李小华 -> 李*华."""
    return mask_name(name)


@register.simple_tag
def household_of(name: str) -> str:
    """李*华户."""
    return _("%(name)s’s household") % {"name": name}


@register.filter
def month_name(month: date) -> str:
    """``2026年10月`` or ``October 2026``."""
    return formats.date_format(month, "YEAR_MONTH_FORMAT")


@register.filter
def short_day(day: date | None) -> str:
    """``10月9日`` or ``9 October``: where the year goes without saying."""
    return formats.date_format(day, pgettext("format of a day without its year", "j F")) if day else ""


@register.filter
def state_look(state: str) -> str:
    return STATE_LOOKS.get(str(state), _PLAIN)[0]


@register.filter
def state_shape(state: str) -> str:
    return STATE_LOOKS.get(str(state), _PLAIN)[1]


@register.filter
def share_of(value: int, most: int) -> int:
    """Per cent of the largest absolute value, whole, at most 100."""
    return min(100, round(100 * abs(value) / abs(most))) if most else 0


@register.filter
def optional(field: BoundField) -> bool:
    """Whether a label should say that the field may be left out."""
    if field.field.required or getattr(field.form, "hide_optional", False):
        return False
    return not isinstance(field.field.widget, CheckboxInput)
