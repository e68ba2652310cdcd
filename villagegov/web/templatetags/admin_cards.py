"""Lists of the admin as cards on a phone: each cell carries its column's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of one line as Django renders them (escaped already), with ``data-label`` for the style sheet."""
    for cell, header in zip(cells, headers, strict=False):
        label = escape(strip_tags(str(header.get("text", ""))).strip())
        tag = next((tag for tag in ("<td", "<th") if cell.startswith(tag)), "")
        marked = f'{tag} data-label="{label}"{cell[len(tag) :]}' if tag and label else cell
        yield mark_safe(marked)  # noqa: S308 - the cell is Django's own markup, the label is escaped
