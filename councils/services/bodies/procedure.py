"""Rules of procedure 议事规则 of a body: a new version as text, as a PDF, or as pictures of the paper."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image

from councils.models import Body, BodyRules
from points.enums import Role
from points.models import User
from points.queries import access
from points.services import audit, photos
from points.services.locks import lock_village
from points.services.photos import Upload
from villagegov.kernel.errors import DomainError, Gone

MOST_BYTES, MOST_PAGES, MOST_TEXT, TITLE_LENGTH = 10 * 1024 * 1024, 12, 20_000, 60
#: What a paper needs no more than a photo: scripts, programs, files within.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
#: Dots per inch of the pictures bound into a PDF: a photo of 1600 points fills a page of A4.
DPI = 137


@transaction.atomic
def add_rules(
    *,
    body: Body,
    title: str,
    effective_from: date,
    text: str = "",
    uploads: Sequence[Upload] = (),
    id: uuid.UUID | None = None,
    by: User,
    at: datetime,
) -> BodyRules:
    """The next version; the same id again is the first. Raises :class:`DomainError` naming the field."""
    village = body.village
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if id is not None and (known := BodyRules.objects.filter(village=village, pk=id).first()):
        return known
    title, text = " ".join(title.split()), text.strip()
    if not title or len(title) > TITLE_LENGTH:
        sentence = _("Give it a title of at most %(most)s characters.") % {"most": TITLE_LENGTH}
        raise DomainError(sentence, field="title", code="title")
    if bool(text) == bool(uploads):
        raise DomainError(_("Write the text, or choose a file: one of the two."), field="text", code="text_or_file")
    if len(text) > MOST_TEXT:
        sentence = _("At most %(most)s characters; choose a file instead.") % {"most": MOST_TEXT}
        raise DomainError(sentence, field="text", code="too_long")
    last = BodyRules.objects.filter(village=village, body=body).aggregate(most=Max("number"))["most"] or 0
    rules = BodyRules(
        village=village, body=body, number=last + 1, title=title, effective_from=effective_from, text=text,
        added_by=by, added_at=at,
    )  # fmt: skip
    if id is not None:
        rules.pk = id
    _keep(rules, paper(uploads) if uploads else b"", at)
    audit.record(by=by, at=at, action="bodyrules.added", subject=body, after={"number": rules.number})
    return rules


@transaction.atomic
def take_away(*, rules: BodyRules, by: User, at: datetime) -> None:
    """A version that was the wrong file, or holds what must not be public; with its file, after the commit."""
    village = rules.village
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)  # the rows themselves cannot be locked: they may not be changed
    found = BodyRules.objects.filter(village=village, pk=rules.pk).select_related("body").first()
    if found is None:
        raise Gone(_("This version is no longer there."), code="rules_gone")
    audit.record(by=by, at=at, action="bodyrules.taken_away", subject=found.body, before={"number": found.number})
    BodyRules.objects.filter(village=village, pk=found.pk).delete()
    storage, name = found.file.storage, found.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def paper(uploads: Sequence[Upload]) -> bytes:
    """One PDF as it is kept: what was uploaded, looked at by its content, or the pictures bound together.

    Pictures are encoded anew, upright and without what the phone wrote into them. Raises :class:`DomainError`.
    """
    if len(uploads) > MOST_PAGES:
        raise DomainError(_("At most %(most)s pictures.") % {"most": MOST_PAGES}, field="paper", code="too_many")
    if len(uploads) == 1:
        data = _read(uploads[0])
        if data.startswith(b"%PDF-"):
            return _looked_at(data)
        return _bound([data])
    return _bound([_read(upload) for upload in uploads])


def _read(upload: Upload) -> bytes:
    if upload.size > MOST_BYTES:
        raise _too_large()
    data = upload.read()
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data


def _looked_at(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2048:]:
        raise DomainError(
            _("This PDF is damaged: its end is missing. Save it anew and choose it again."),
            field="paper",
            code="pdf_cut",
        )
    if _ACTIVE.search(data):
        raise DomainError(
            _("This PDF holds programs or other files. Print it to PDF once more and choose that copy."),
            field="paper",
            code="pdf_active",
        )
    return data


def _bound(pictures: Sequence[bytes]) -> bytes:
    if any(data.startswith(b"%PDF-") for data in pictures):
        raise DomainError(_("One PDF, or pictures: not both together."), field="paper", code="mixed")
    pages = []
    for data in pictures:
        try:
            made = photos.reencode(ContentFile(data))
        except DomainError as error:
            raise DomainError(error.message, field="paper", code=error.code) from error
        pages.append(Image.open(BytesIO(made.large)))
    target = BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return target.getvalue()


def _keep(rules: BodyRules, data: bytes, at: datetime) -> None:
    """The file first, then the row; a file whose row could not be written is taken away again."""
    if data:
        rules.sha256 = hashlib.sha256(data).hexdigest()
        rules.file.save(f"{rules.village.slug}/{at:%Y}/{uuid.uuid4().hex}.pdf", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            rules.save(force_insert=True)
    except BaseException:
        if rules.file.name:
            rules.file.storage.delete(rules.file.name)
        raise


def _too_large() -> DomainError:
    sentence = _("The file is larger than %(most)s MB. Make it smaller, or photograph the pages.")
    return DomainError(sentence % {"most": MOST_BYTES // 1024 // 1024}, field="paper", code="too_large")
