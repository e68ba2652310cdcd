"""Tables of a posting: read, hidden column by column, and only then kept. The table as uploaded is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums_disclosure import ColumnCare, PostingAct
from councils.models import Posting, PostingTable, TableToMask
from councils.models.disclosure.shown import (
    CAPTION_LENGTH,
    CELL_LENGTH,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TABLES,
)
from councils.queries import private
from councils.queries.disclosure import who
from councils.queries.disclosure.columns import Masked, masked, still_private
from councils.services.disclosure.steps import lock, require_open, written
from councils.services.texts import tidy
from points.models import User, Village
from points.queries import access
from villagegov.kernel.errors import DomainError, Gone, Problems
from villagegov.sheets import Limits, read_whole

#: So long a table waits until somebody says what becomes of its columns.
KEPT = timedelta(days=1)
_LIMITS = Limits(rows=MOST_ROWS + 20, columns=40)


@transaction.atomic
def upload(*, posting: Posting, file: IO[bytes], by: User, at: datetime) -> TableToMask:
    """Read the table and keep it until its columns are settled; one that waited makes way.

    Raises :class:`DomainError` (field ``file``).
    """
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    here = {"village": locked.village_id, "posting": locked}
    if PostingTable.objects.filter(**here).count() >= MOST_TABLES:
        sentence = _("At most %(most)s tables. Take one away first.") % {"most": MOST_TABLES}
        raise DomainError(sentence, field="file", code="too_many")
    table = read_whole(file, _LIMITS, cell_length=CELL_LENGTH)
    if len(table.rows) > MOST_ROWS:
        sentence = _("At most %(most)s lines in one table. Split it.") % {"most": MOST_ROWS}
        raise DomainError(sentence, field="file", code="too_many_rows")
    if len(table.headings) > MOST_COLUMNS:
        sentence = _("At most %(most)s columns in one table. Leave out what nobody needs to read.")
        raise DomainError(sentence % {"most": MOST_COLUMNS}, field="file", code="too_many_columns")
    TableToMask.objects.filter(**here).delete()
    return TableToMask.objects.create(
        village_id=locked.village_id, posting=locked, caption=(table.title or locked.title)[:CAPTION_LENGTH],
        headings=table.headings, rows=table.rows, identity=sorted(table.identity), left_out=table.left_out[:20],
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip


@transaction.atomic
def mask(*, table: TableToMask, care: Sequence[str], caption: str, seen: str, by: User, at: datetime) -> PostingTable:
    """Keep it as everybody will read it, and delete what was uploaded.

    ``seen`` is the digest of what was looked at: with other columns hidden than those, it is looked at once more.
    """
    locked = lock(table.posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    waiting = TableToMask.objects.select_for_update().filter(village=locked.village_id, pk=table.pk).first()
    if waiting is None:
        raise Gone(_("This table is not waiting any more. Upload it once more."), code="table_gone")
    found = as_read(waiting, care)
    caption = " ".join(caption.split())
    wrong = tidy(caption, "caption", CAPTION_LENGTH, _("Give the table a title."))
    Problems.raise_if(wrong + private.in_words(caption, "caption"))
    if found.digest != seen:
        sentence = _("The columns were changed. Look at the table once more: so it will be posted.")
        raise DomainError(sentence, code="look_again")
    rows = PostingTable.objects.filter(village=locked.village_id, posting=locked)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    made = PostingTable.objects.create(
        village_id=locked.village_id, posting=locked, position=last + 1, caption=caption, headings=found.headings,
        care=found.care, rows=found.rows,
    )  # fmt: skip
    waiting.delete()
    written(locked, PostingAct.EDITED, by=by, at=at, before=locked.state)
    return made


def as_read(table: TableToMask, care: Sequence[str]) -> Masked:
    """The table under these cares. Raises :class:`DomainError` where something private would stay to be read."""
    if len(care) != len(table.headings) or any(one not in ColumnCare.values for one in care):
        raise DomainError(_("Choose for every column what becomes of it."), code="care")
    found = masked(table.headings, table.rows, [ColumnCare(one) for one in care])
    if not found.headings:
        raise DomainError(_("At least one column is shown."), code="no_column")
    if left := still_private(found):
        sentence = _("Telephone or card numbers stand in: %(columns)s. Hide these columns or leave them out.")
        raise DomainError(sentence % {"columns": "、".join(left)}, code="still_private")
    return found


@transaction.atomic
def give_up(*, table: TableToMask, by: User, at: datetime) -> None:
    """Do not post it: what was uploaded is deleted."""
    locked = lock(table.posting)
    access.require(by, locked.village, *who.WRITERS)
    TableToMask.objects.filter(village=locked.village_id, pk=table.pk).delete()


@transaction.atomic
def remove(*, table: PostingTable, by: User, at: datetime) -> None:
    locked = lock(table.posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    PostingTable.objects.filter(village=locked.village_id, posting=locked, pk=table.pk).delete()
    written(locked, PostingAct.EDITED, by=by, at=at, before=locked.state)


def sweep(*, village: Village, at: datetime) -> int:
    """Delete tables that were uploaded a day ago and whose columns nobody settled. One statement."""
    return TableToMask.objects.filter(village=village, uploaded_at__lt=at - KEPT).delete()[0]
