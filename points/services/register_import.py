"""Importing the register: reading a file, and confirming what it changes, all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import EntryKind
from points.models import Group, Household, RegisterImport, User, Village
from points.queries import access, imports
from points.services import audit, due, ledger, register, register_many
from points.services.locks import lock_village
from points.services.waiting_imports import MAY_IMPORT, held, must_have_come
from points.sheets.comparison import Comparison, Item, Kind
from points.sheets.households import read_households
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems
from villagegov.sheets.cells import plain


@dataclass(frozen=True)
class Imported:
    """What came of it: households added and changed, opening entries and their sum, rows left out as wrong."""

    added: int
    changed: int
    openings: int
    points: int
    left_out: int


def keep(
    *, village: Village, file: IO[bytes], name: str, joined_on: date, with_base: bool = True, by: User, at: datetime
) -> RegisterImport:
    """Read a file and keep its rows for the preview; what this person had waiting before gives way to it.

    Raises :class:`DomainError` (field ``file`` or ``joined_on``); the file itself is not kept.
    """
    access.require(by, village, *MAY_IMPORT)
    must_have_come(joined_on, at)
    lines, remarks = read_households(file)
    return _keep(
        RegisterImport(
            village=village,
            made_by=by,
            made_at=at,
            file_name=plain(PurePath(name).name)[-120:],
            joined_on=joined_on,
            with_base=with_base,
            lines=[line.kept() for line in lines],
            remarks=remarks,
        )
    )


@transaction.atomic
def _keep(found: RegisterImport) -> RegisterImport:
    lock_village(found.village)  # the same person at two windows
    RegisterImport.objects.filter(village=found.village_id, made_by=found.made_by).delete()
    found.save(force_insert=True)
    if found.village.points_on:
        # Due anyway, and every hour: so that the preview tells base points from what an old sheet has beside them.
        due.post_base_points(village=found.village, at=found.made_at)
    return found


@transaction.atomic
def confirm(
    *,
    village: Village,
    import_id: uuid.UUID,
    digest: str,
    without_wrong: bool = False,
    with_groups: bool = False,
    by: User,
    at: datetime,
) -> Imported:
    """Write what the preview with this digest shows.

    The register is held and compared anew: where it has moved since the preview, nothing is written and
    :class:`DomainError` (code ``moved``) sends the person back to a fresh one. Wrong rows and new groups need a word
    of their own (fields ``without_wrong``, ``with_groups``). The import is removed with it.
    """
    found = held(village, import_id, by)
    _hold_register(village)
    comparison = imports.compare(found, clock.local_day(at))
    if comparison.digest != digest:
        raise DomainError(
            _("The register has changed since you looked at this page. Look through the preview again; it is fresh."),
            code="moved",
        )
    _require_words(comparison, without_wrong, with_groups)
    done = _write(village, found, comparison, by, at)
    audit.record(
        by=by,
        at=at,
        action="register.imported",
        subject=found,
        after={
            "added": done.added,
            "changed": done.changed,
            "openings": done.openings,
            "points": done.points,
            "left_out": done.left_out,
        },
    )
    found.delete()
    return done


def _hold_register(village: Village) -> None:
    """Every household, in the house's order, then the numbers: nobody adds or changes one until the commit."""
    rows = Household.objects.select_for_update(of=("self",), no_key=True).filter(village=village).order_by("id")
    list(rows.values_list("id"))
    lock_village(village)


def _require_words(comparison: Comparison, without_wrong: bool, with_groups: bool) -> None:
    errors = []
    if comparison.counts[Kind.WRONG] and not without_wrong:
        errors.append(
            DomainError(
                _("There are rows with mistakes. Mend them in the file and upload it again, or say that the others are "
                  "to be taken without them."),
                field="without_wrong",
                code="wrong_rows",
            )
        )  # fmt: skip
    if comparison.new_groups and not with_groups:
        errors.append(
            DomainError(_("Say whether the new groups are to be made."), field="with_groups", code="new_groups")
        )
    Problems.raise_if(list(errors))
    if not comparison.does_something:
        raise DomainError(_("There is nothing to take over: the register says the same."), code="nothing")


def _write(village: Village, found: RegisterImport, comparison: Comparison, by: User, at: datetime) -> Imported:
    new_groups = [(group.number, group.name) for group in comparison.new_groups]
    register_many.add_groups(village=village, groups=new_groups, by=by, at=at)
    groups = {group.number: group for group in Group.objects.filter(village=village)}
    new, changed = comparison.of(Kind.NEW), comparison.of(Kind.CHANGED)
    ids = {item.number: item.known.id for item in changed if item.known}
    changes = {
        item.known.id: {
            change.key: groups[item.group.number] if change.key == "group" and item.group else change.new
            for change in item.changes
            if change.key != "points"
        }
        for item in changed
        if item.known
    }
    changes = {key: value for key, value in changes.items() if value}
    register_many.change_households(village=village, changes=changes, by=by, at=at)
    rows = [_row(item, found) for item in new]
    made = register.add_households(village=village, rows=rows, by=by, at=at) if rows else []
    ids |= {household.number: household.pk for household in made}
    if village.points_on:
        due.post_base_points(village=village, at=at)
    openings = _openings([*new, *changed], ids, at)
    ledger.post(village=village, postings=openings, by=by, at=at)
    total = sum(posting.points for posting in openings)
    return Imported(len(made), len(changes), len(openings), total, comparison.counts[Kind.WRONG])


def _row(item: Item, found: RegisterImport) -> register.HouseholdRow:
    line = item.line
    assert item.group is not None and line.head_name is not None
    return register.HouseholdRow(
        number=item.number,
        head_name=line.head_name,
        group_number=item.group.number,
        members=line.members or 1,
        resident=line.resident is not False,
        joined_on=line.joined_on or found.joined_on,
        phone=line.phone or "",
        address=line.address or "",
        note=line.note or "",
    )


def _openings(items: Iterable[Item], ids: dict[str, uuid.UUID], at: datetime) -> list[ledger.Posting]:
    """One opening entry for each household and ever: the key is the household's."""
    return [
        ledger.Posting(
            key=f"opening:{ids[item.number]}",
            kind=EntryKind.OPENING,
            household_id=ids[item.number],
            points=item.opening,
            deed_day=clock.local_day(at),
            secret={"household": item.number, "head": item.line.head_name, "note": _NOTE},
        )
        for item in items
        if item.opening
    ]


#: Stands in the passbook for ever, so it is not translated.
_NOTE = "由旧台账转入"
