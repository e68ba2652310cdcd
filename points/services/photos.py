"""Photos: checked, turned upright, made smaller, encoded anew, and kept without what the phone wrote into them.

Formats, sizes and quality are choices of this house; the decompression limit follows Pillow's advice against bombs.
"""

from __future__ import annotations

import hashlib
import uuid
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

from points.models import ClaimPhoto, Photo, User, Village
from points.queries.photos import old_with_files
from points.queries.villages import settings_on
from points.services import audit
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError

#: HEIF is what an iPhone takes (HEIC).
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
register_heif_opener(thumbnails=False)

#: Longest side in pixels.
LARGE, SMALL = 1600, 320
QUALITY = 80
#: A picture has a look of its own where so many of its 64 places differ by so many shades of grey from their neighbour.
LEAST_STEP, LEAST_STEPS = 3, 12
#: Photos whose files are deleted in one transaction.
EXPIRY_CHUNK = 200


class Upload(Protocol):
    """What a form hands over, or a ContentFile."""

    @property
    def size(self) -> int: ...

    def read(self) -> bytes: ...


def keep(*, village: Village, upload: Upload, by: User, at: datetime) -> Photo:
    """Check and keep one upload. The same bytes again by the same person are the same photo.

    The photo stands for nothing yet: it is named when a claim is entered, and swept away after some days if it is not.
    Raises :class:`DomainError` (field ``photos``) for what is no picture or too large.
    """
    data, digest = _read(upload)
    known = Photo.objects.filter(village=village, sha256=digest, uploaded_by=by).order_by("id").first()
    if known and known.file.name and known.file.storage.exists(known.file.name):
        return known
    picture = _picture(data)
    large, small = _encoded(picture, LARGE), _encoded(picture, SMALL)
    return _save(village, digest, difference_hash(picture), large, small, by, at)


@dataclass(frozen=True)
class Reencoded:
    """A picture as this house keeps it, for tables that keep their own."""

    #: Of the bytes as uploaded.
    sha256: str
    large: bytes
    small: bytes
    width: int
    height: int


def reencode(upload: Upload) -> Reencoded:
    """Check an upload and encode it anew, upright and without EXIF. Raises what :func:`keep` raises; writes nothing."""
    data, digest = _read(upload)
    picture = _picture(data)
    large, small = _encoded(picture, LARGE), _encoded(picture, SMALL)
    return Reencoded(digest, large[0], small[0], large[1], large[2])


def _read(upload: Upload) -> tuple[bytes, str]:
    if upload.size > MOST_BYTES:
        raise _too_large()
    data = upload.read()
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data, hashlib.sha256(data).hexdigest()


def _picture(data: bytes) -> Image.Image:
    """Upright, in plain colours, nothing but pixels. Size is looked at before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            # Our own limit is below; Pillow's warning would only be noise.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise _too_many_pixels()
            # For JPEG: unpack at a lower resolution, which on the office's old machine is several times quicker.
            image.draft("RGB", (2 * LARGE, 2 * LARGE))
            image.load()
            upright = ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, KeyError) as error:
        raise DomainError(
            _(
                "This file is no picture (JPEG, HEIC, PNG or WebP), or it is damaged. "
                "Choose another, or take the photo anew."
            ),
            field="photos",
            code="not_an_image",
        ) from error
    return _plain(upright)


def _plain(image: Image.Image) -> Image.Image:
    """RGB on white; a new image, so that no EXIF, place, comment or colour profile of the old one is left."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        see_through = image.convert("RGBA")
        paper = Image.new("RGB", see_through.size, "white")
        paper.paste(see_through, mask=see_through.getchannel("A"))
        return paper
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _encoded(picture: Image.Image, longest: int) -> tuple[bytes, int, int]:
    sized = picture.copy()
    sized.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    target = BytesIO()
    sized.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue(), sized.width, sized.height


def difference_hash(picture: Image.Image) -> int | None:
    """Sixty-four bits of how a picture looks: for each of eight times eight places, whether it is lighter than the next
    one to the right (by more than one shade, which saving anew may bring). Made smaller, saved anew or a little
    lighter, a picture keeps nearly all of them.

    Signed, as the database has it. None where nearly all places are alike: such pictures cannot be told apart.
    """
    grey: list[int] = list(picture.convert("L").resize((9, 8), Image.Resampling.BOX).get_flattened_data())  # type: ignore[arg-type]
    steps = [grey[row * 9 + place] - grey[row * 9 + place + 1] for row in range(8) for place in range(8)]
    if sum(abs(step) >= LEAST_STEP for step in steps) < LEAST_STEPS:
        return None
    bits = sum(1 << place for place, step in enumerate(steps) if step > 1)
    return bits - (1 << 64) if bits >> 63 else bits


def _save(
    village: Village,
    digest: str,
    look: int | None,
    large: tuple[bytes, int, int],
    small: tuple[bytes, int, int],
    by: User,
    at: datetime,
) -> Photo:
    """Files first, then the row; files of a row that could not be written are taken away again.

    Names are random: nothing can be guessed from them, and two uploads never meet.
    """
    photo = Photo(
        village=village, sha256=digest, look=look, width=large[1], height=large[2], uploaded_by=by, uploaded_at=at
    )
    folder = f"{village.slug}/{at:%Y/%m}"
    photo.file.save(f"{folder}/{uuid.uuid4().hex}.jpg", ContentFile(large[0]), save=False)
    photo.thumbnail.save(f"{folder}/{uuid.uuid4().hex}.jpg", ContentFile(small[0]), save=False)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except BaseException:
        _remove_files(_files_of(photo))
        raise
    return photo


def read(photo: Photo, size: str) -> IO[bytes]:
    """The stored file, ``large`` or ``small``. Raises FileNotFoundError where it has been deleted."""
    if photo.deleted_at is not None:
        raise FileNotFoundError(photo.pk)
    return (photo.thumbnail if size == "small" else photo.file).open("rb")


#: Tables of apps above, with a link ``photo``, whose rows keep a photo as a claim does.
_users: dict[str, Any] = {}


def register_use(model: Any) -> None:
    """For apps above: photos that rows of this model name are not swept away."""
    _users[model._meta.label_lower] = model


def _unused(rows: QuerySet[Photo]) -> QuerySet[Photo]:
    for model in (ClaimPhoto, *_users.values()):
        rows = rows.exclude(Exists(model.objects.filter(village=OuterRef("village"), photo=OuterRef("pk"))))
    return rows


def drop_unused(*, village: Village, photo_ids: Collection[uuid.UUID]) -> int:
    """Delete those of the photos that stand for no claim, with their files after the commit."""
    if not photo_ids:
        return 0
    rows = list(
        _unused(Photo.objects.select_for_update(of=("self",)).filter(village=village, id__in=photo_ids)).order_by("id")
    )
    Photo.objects.filter(village=village, id__in=[photo.pk for photo in rows]).delete()
    files = [stored for photo in rows for stored in _files_of(photo)]
    transaction.on_commit(lambda: _remove_files(files))
    return len(rows)


@transaction.atomic
def sweep_unused(*, village: Village, before: datetime) -> int:
    """Delete photos uploaded before a moment that never came to stand for a claim (a form left half-way)."""
    stale = _unused(Photo.objects.filter(village=village, uploaded_at__lt=before))
    return drop_unused(village=village, photo_ids=list(stale.values_list("id", flat=True)))


def expire(*, village: Village, at: datetime) -> int:
    """Delete the files of photos whose claims all ended longer ago than the village keeps photos; returns how many.

    A claim ends with its posting, its rejection or its withdrawal. Both hashes stay, and with them the knowledge that
    there was a photo.
    """
    today = clock.local_day(at)
    before = clock.start_of(periods.shift_months(today, -settings_on(village, today).photo_months))
    expired = 0
    while ids := list(old_with_files(village, before).values_list("id", flat=True)[:EXPIRY_CHUNK]):
        expired += _expire(village, ids, at)
    return expired


@transaction.atomic
def _expire(village: Village, ids: Sequence[uuid.UUID], at: datetime) -> int:
    rows = Photo.objects.select_for_update(of=("self",)).filter(village=village, id__in=ids, deleted_at=None)
    photos = list(rows.order_by("id"))
    files = [stored for photo in photos for stored in _files_of(photo)]
    Photo.objects.filter(village=village, id__in=[photo.pk for photo in photos]).update(
        file="", thumbnail="", deleted_at=at
    )
    audit.record_many([audit.row(by=None, at=at, action="photo.deleted", subject=photo) for photo in photos])
    transaction.on_commit(lambda: _remove_files(files))
    return len(photos)


def _files_of(photo: Photo) -> list[tuple[Storage, str]]:
    return [(stored.storage, stored.name) for stored in (photo.file, photo.thumbnail) if stored.name]


def _remove_files(files: Collection[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)


def _too_large() -> DomainError:
    return DomainError(
        _(
            "The photo is larger than %(most)s MB. Take it with a lower resolution, or send it to yourself in a chat "
            "and save that copy, which is smaller."
        )
        % {"most": MOST_BYTES // 1024 // 1024},
        field="photos",
        code="photo_too_large",
    )


def _too_many_pixels() -> DomainError:
    return DomainError(
        _("The picture has more than %(most)s million points. Take it with a lower resolution.")
        % {"most": MOST_PIXELS // 1_000_000},
        field="photos",
        code="photo_too_many_pixels",
    )
