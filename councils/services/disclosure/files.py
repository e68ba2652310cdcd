"""Pictures and PDFs of a posting. Pictures are encoded anew without EXIF; a PDF stays as it is and is looked at."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums_disclosure import PostingAct
from councils.models import Posting, PostingFile, PostingTable, TableToMask
from councils.models.disclosure.shown import CAPTION_LENGTH, MOST_FILES
from councils.queries import private
from councils.queries.disclosure import who
from councils.services.disclosure.steps import lock, require_open, written
from councils.services.texts import tidy
from points.models import User
from points.queries import access
from points.services import photos
from points.services.photos import Upload
from villagegov.kernel.errors import DomainError, Problems

MOST_PDF_BYTES = 5 * 1024 * 1024
#: What a PDF may bring along besides paper: programs and other files.
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/XFA")


def add(*, posting: Posting, upload: Upload, caption: str, looked: bool, by: User, at: datetime) -> PostingFile:
    """One picture or PDF; the same bytes again are the same file. ``looked``: no private number can be read in it.

    Files are written first, and taken away again where the rows could not be written. Raises :class:`DomainError`
    naming ``upload``, ``caption``, ``looked``.
    """
    stored: list[tuple[Storage, str]] = []
    try:
        with transaction.atomic():
            return _add(posting, upload, " ".join(caption.split()), looked, by, at, stored)
    except BaseException:
        _remove(stored)
        raise


def _add(
    posting: Posting, upload: Upload, caption: str, looked: bool, by: User, at: datetime, stored: list[Any]
) -> PostingFile:
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    wrong = tidy(caption, "caption", CAPTION_LENGTH, _("Say in a few words what it shows."))
    wrong += private.in_words(caption, "caption")
    if not looked:
        sentence = _("Look whether a number or name in it must not be read by everybody, and tick that you did.")
        wrong.append(DomainError(sentence, field="looked", code="not_looked"))
    Problems.raise_if(wrong)
    data = _bytes(upload)
    digest = hashlib.sha256(data).hexdigest()
    rows = PostingFile.objects.filter(village=locked.village_id, posting=locked)
    if known := rows.filter(sha256=digest).first():
        return known
    if rows.count() >= MOST_FILES:
        sentence = _("At most %(most)s files. Take one away first.") % {"most": MOST_FILES}
        raise DomainError(sentence, field="upload", code="too_many")
    found = PostingFile(
        village_id=locked.village_id, posting=locked, caption=caption, sha256=digest, uploaded_by=by, uploaded_at=at
    )
    _store(found, data, stored)
    found.save(force_insert=True)
    written(locked, PostingAct.EDITED, by=by, at=at, before=locked.state)
    return found


@transaction.atomic
def remove(*, file: PostingFile, by: User, at: datetime) -> None:
    locked = lock(file.posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    found = PostingFile.objects.filter(village=locked.village_id, posting=locked, pk=file.pk)
    _delete(locked, found.values_list("pk", flat=True))
    written(locked, PostingAct.EDITED, by=by, at=at, before=locked.state)


def forget(posting: Posting) -> None:
    """Everything but its words: a part of giving up and of erasing."""
    here = {"village": posting.village_id, "posting": posting}
    TableToMask.objects.filter(**here).delete()
    PostingTable.objects.filter(**here).delete()
    _delete(posting, PostingFile.objects.filter(**here).values_list("pk", flat=True))


def copy(earlier: Posting, to: Posting) -> None:
    """Tables and files of the earlier edition; stored bytes are shared, and stay as long as one edition has them."""
    here = {"village": earlier.village_id, "posting": earlier}
    PostingTable.objects.bulk_create(
        PostingTable(
            village_id=to.village_id, posting=to, position=row.position, caption=row.caption, headings=row.headings,
            care=row.care, rows=row.rows,
        )
        for row in PostingTable.objects.filter(**here)
    )  # fmt: skip
    PostingFile.objects.bulk_create(
        PostingFile(
            village_id=to.village_id, posting=to, caption=row.caption, sha256=row.sha256, file=row.file.name,
            thumbnail=row.thumbnail.name, size=row.size, uploaded_by_id=row.uploaded_by_id,
            uploaded_at=row.uploaded_at,
        )
        for row in PostingFile.objects.filter(**here)
    )  # fmt: skip


def _delete(posting: Posting, keys: Collection[uuid.UUID]) -> None:
    """The rows, and after the commit the bytes that no other edition has."""
    rows = list(PostingFile.objects.filter(village=posting.village_id, pk__in=list(keys)))
    PostingFile.objects.filter(village=posting.village_id, pk__in=[row.pk for row in rows]).delete()
    names = [row.file.name for row in rows]
    others = PostingFile.objects.filter(village=posting.village_id, file__in=names)
    kept = set(others.values_list("file", flat=True))
    stored = [
        (field.storage, field.name)
        for row in rows
        if row.file.name not in kept
        for field in (row.file, row.thumbnail)
        if field.name
    ]
    transaction.on_commit(lambda: _remove(stored))


def _bytes(upload: Upload) -> bytes:
    if upload.size > photos.MOST_BYTES:
        raise _too_large(photos.MOST_BYTES)
    return upload.read()


def _store(row: PostingFile, data: bytes, stored: list[Any]) -> None:
    """The bytes, under names from which nothing can be guessed; each is noted in ``stored``."""
    folder = f"{row.posting.village.slug}/{row.uploaded_at:%Y/%m}"
    if data.startswith(b"%PDF-"):
        _look_into(data)
        parts = [(row.file, "pdf", data)]
    else:
        try:
            picture = photos.reencode(ContentFile(data))
        except DomainError as error:
            raise _no_file(error) from error
        parts = [(row.file, "jpg", picture.large), (row.thumbnail, "jpg", picture.small)]
    row.size = len(parts[0][2])
    for field, ending, content in parts:
        field.save(f"{folder}/{uuid.uuid4().hex}.{ending}", ContentFile(content), save=False)
        stored.append((field.storage, field.name))


def _look_into(data: bytes) -> None:
    if len(data) > MOST_PDF_BYTES:
        raise _too_large(MOST_PDF_BYTES)
    if b"%%EOF" not in data[-2048:]:
        raise DomainError(_("The PDF is damaged: its end is missing. Save it anew."), field="upload", code="damaged")
    if b"/Encrypt" in data:
        sentence = _("The PDF has a password. Save it without one.")
        raise DomainError(sentence, field="upload", code="password")
    if any(word in data for word in _ACTIVE):
        sentence = _("The PDF holds programs or other files. Print it to a new PDF and choose that.")
        raise DomainError(sentence, field="upload", code="active")


def _no_file(error: DomainError) -> DomainError:
    if error.code != "not_an_image":
        return DomainError(error.message, field="upload", code=error.code)
    sentence = _("This is neither a picture (JPEG, HEIC, PNG, WebP) nor a PDF. A table is added as a table.")
    return DomainError(sentence, field="upload", code="no_file")


def _too_large(most: int) -> DomainError:
    sentence = _("The file is larger than %(most)s MB. Save it smaller, or split it.")
    return DomainError(sentence % {"most": most // 1024 // 1024}, field="upload", code="too_large")


def _remove(stored: Collection[tuple[Storage, str]]) -> None:
    for storage, name in stored:
        storage.delete(name)
