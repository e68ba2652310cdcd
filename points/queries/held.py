"""What is held about a household, in every table, in words: for the household itself, on paper.

Tables with something to read have a part of their own here, or in the app they belong to. Every other table that leads
to a household is found by its links and listed as well, so that a table added tomorrow is not forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.models import AuditRow, Household
from villagegov.db.fields import VillageForeignKey
from villagegov.kernel import clock

#: Columns that hold no words of a person's: fingerprints, codes.
NO_WORDS = ("hash", "digest", "sha256", "token", "secret", "password", "pin", "code", "key")
#: Texts of a row found by its links are shown up to here.
ROWS_SHOWN = 20


@dataclass(frozen=True)
class Section:
    """One kind of thing that is held. ``why``: what for, and whether and when it goes."""

    title: str
    why: str
    lines: list[str] = field(default_factory=list)


#: ``maker(household)``; None where nothing is held.
Maker = Callable[[Household], Section | None]
_makers: dict[str, tuple[int, Maker, tuple[type[models.Model], ...]]] = {}


def register_part(key: str, order: int, maker: Maker, *tables: type[models.Model]) -> None:
    """A section, its place on the page, and the tables it speaks for; the last one registered under a key counts."""
    _makers[key] = (order, maker, tables)


def sections(household: Household) -> list[Section]:
    """Everything held, and last whatever else leads to the household. Whoever shows this shows care marks too, and
    first has ``points.services.care`` write down who reads them.
    """
    in_order = sorted(_makers.values(), key=lambda part: part[0])
    found = [section for _order, maker, _tables in in_order if (section := maker(household)) and section.lines]
    rest = list(_by_links(household))
    if rest:
        why = _("Belongs to the records above and stays as long as they do.")
        found.append(Section(_("Further records"), why, rest))
    return found


def joined(parts: Iterable[str]) -> str:
    """What is said in one line, as far as there is something."""
    return str(_("; ")).join(part for part in parts if part)


# ------------------------------------------------------------------------------------------------- found by links


def paths() -> dict[type[models.Model], str]:
    """Every table that leads to a household by one or two links, with the way there."""
    found: dict[type[models.Model], str] = {}
    tables = [model for model in apps.get_models() if getattr(model, "is_village_table", False)]
    for model in tables:
        if names := [link.name for link in _links(model) if link.related_model is Household]:
            found[model] = names[0]
    for model in tables:
        if model in found or model is Household:
            continue
        near = [link for link in _links(model) if link.related_model in found]
        if near:
            found[model] = f"{near[0].name}__{found[near[0].related_model]}"
    return found


def _links(model: type[models.Model]) -> list[Any]:
    return [row for row in model._meta.concrete_fields if isinstance(row, VillageForeignKey)]


def spoken_for() -> set[type[models.Model]]:
    return {table for _order, _maker, tables in _makers.values() for table in tables}


def _by_links(household: Household) -> Iterator[str]:
    """Tables nobody speaks for: how many rows, and the texts in them."""
    known = spoken_for()
    for model, path in paths().items():
        if model in known:
            continue
        rows = model._default_manager.filter(**{"village": household.village_id, path: household})
        count = rows.count()
        if not count:
            continue
        name = str(model._meta.verbose_name_plural)
        yield ngettext("%(name)s: %(count)s record", "%(name)s: %(count)s records", count) % {
            "name": name[:1].upper() + name[1:],
            "count": count,
        }
        texts = [row for row in model._meta.concrete_fields if _is_text(row)]
        for values in rows.order_by("id").values_list(*[row.name for row in texts])[:ROWS_SHOWN] if texts else ():
            said = [f"{row.verbose_name}: {value}" for row, value in zip(texts, values, strict=True) if value]
            if said:
                yield "· " + joined(said)


def _is_text(row: Any) -> bool:
    text = isinstance(row, models.CharField | models.TextField) and not row.choices and row.editable
    return text and not any(part in row.name for part in NO_WORDS)


def private_fields() -> list[Any]:
    """Columns of a household that only the office reads."""
    return [row for row in Household._meta.concrete_fields if row.name in ("phone", "address", "note")]


def erased_on(household: Household) -> list[tuple[Any, str]]:
    """When something was erased at the household's request, and by whom, the latest first. One query."""
    rows = AuditRow.objects.filter(
        village=household.village_id, subject_id=household.pk, action="household.erased"
    ).select_related("by")
    return [(clock.local_day(row.at), row.by.name if row.by else "") for row in rows.order_by("-at")]
