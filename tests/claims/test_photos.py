"""Photos: what is kept of them, what is refused, who sees them."""

import re
import struct
import zlib
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from PIL import Image

from points.models import AuditRow, Claim, ClaimPhoto, Photo, VillageSettings
from points.queries.photos import seen_elsewhere
from points.sample.photos import PhotoSpec
from points.services import photos
from points.services.claims import DeedInput, delete_draft, edit_claim, enter_claim, enter_deed, withdraw
from tests.claims.conftest import NOW, TODAY, picture_bytes, upload
from tests.factories import ClaimFactory, make_village, member
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def keep(world):
    def make(data=None, by=None, **more) -> Photo:
        return photos.keep(village=world.village, upload=upload(data, **more), by=by or world.officer, at=NOW)

    return make


def stored(field) -> Image.Image:
    with field.open("rb") as file:
        return Image.open(BytesIO(file.read()))


def phone_photo() -> bytes:
    """As a phone writes it: lying on its side, with place, device and a comment. Upright its left half is red."""
    image = Image.new("RGB", (400, 200), "blue")
    image.paste((255, 0, 0), (0, 100, 400, 200))
    exif = image.getexif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    exif[0x010F], exif[0x0110], exif[0x013B] = "手机厂", "SECRET-PHONE", "李小华"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (29.0, 33.0, 7.0), "E", (103.0, 45.0, 9.0)
    target = BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"SECRET-COMMENT", quality=95)
    return target.getvalue()


def test_a_photo_is_turned_upright_and_says_nothing_of_place_and_phone(keep):
    data = phone_photo()
    assert b"SECRET-PHONE" in data and Image.open(BytesIO(data)).getexif().get_ifd(0x8825)
    photo = keep(data)
    for field in (photo.file, photo.thumbnail):
        image = stored(field)
        with field.open("rb") as file:
            raw = file.read()
        assert dict(image.getexif()) == {} and "exif" not in image.info and "comment" not in image.info
        assert not any(secret in raw for secret in (b"SECRET", b"Exif", "手机厂".encode(), "李小华".encode()))
        assert image.width * 2 == image.height
        left, right = image.getpixel((2, image.height // 2)), image.getpixel((image.width - 3, image.height // 2))
        assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


def test_a_photo_of_an_iphone_is_turned_upright_too(keep):
    """806 bytes of HEIC, lying on its side, turned by its own box; with a place and a phone in it."""
    data = (Path(__file__).parent / "iphone.heic").read_bytes()
    assert b"SECRET-PHONE" in data
    photo = keep(data, name="IMG_0001.HEIC", kind="image/heic")
    image = stored(photo.file)
    with photo.file.open("rb") as file:
        assert b"SECRET" not in file.read()
    assert (image.format, image.size) == ("JPEG", (200, 400)) and not image.getexif()
    left, right = image.getpixel((2, 200)), image.getpixel((197, 200))
    assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


def test_a_broken_photo_of_an_iphone_is_refused(keep):
    data = (Path(__file__).parent / "iphone.heic").read_bytes()
    for broken in (data[:500], data[:-100], data[:40] + b"\xff" * 100 + data[140:]):
        assert refused(keep, broken, name="IMG_0001.HEIC").code == "not_an_image"


def test_large_photos_become_smaller_and_small_ones_stay(keep):
    photo = keep(picture_bytes(size=(4000, 3000)))
    assert (photo.width, photo.height) == (1600, 1200) == stored(photo.file).size
    assert stored(photo.thumbnail).size == (320, 240)
    small = keep(picture_bytes(size=(200, 100)))
    assert stored(small.file).size == stored(small.thumbnail).size == (200, 100)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK", "1")),
        *(("PNG", mode) for mode in ("RGB", "L", "P", "RGBA", "LA", "1")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA", "L")),
    ],
)
def test_every_kind_of_picture_is_kept_as_jpeg(keep, form, mode):
    target = BytesIO()
    image = Image.new("RGB", (30, 20), (200, 30, 30)).convert(mode)
    image.save(target, form)
    kept_image = stored(keep(target.getvalue()).file)
    assert (kept_image.format, kept_image.mode, kept_image.size) == ("JPEG", "RGB", (30, 20))


def test_what_can_be_seen_through_is_white_paper(keep):
    target = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")
    assert min(stored(keep(target.getvalue()).file).getpixel((10, 10))) > 250


def test_names_are_random_and_lie_under_the_village(keep, world):
    first, second = keep(picture_bytes("red"), name="李小华家.jpg"), keep(picture_bytes("blue"), name="../../etc.jpg")
    names = [first.file.name, first.thumbnail.name, second.file.name, second.thumbnail.name]
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"photos/wjg/2026/11/[0-9a-f]{32}\.jpg", name) for name in names)


def test_the_same_bytes_of_the_same_person_are_one_photo(keep, world):
    assert keep() == keep()
    assert keep() != keep(by=world.administrator)


# --------------------------------------------------------------------------------------------------------- refused


def refused(keep, data, **more) -> DomainError:
    with pytest.raises(DomainError) as caught:
        keep(data, **more)
    assert caught.value.field == "photos" and not Photo.objects.exists()
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff\xe0 but no more",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture(keep, data):
    error = refused(keep, data, name="photo.jpg")
    assert error.code == "not_an_image"
    assert str(error) == "这个文件不是照片（JPEG、HEIC、PNG、WebP），或者已经损坏。请换一张，或重新拍。"


def test_a_picture_that_breaks_off(keep):
    whole = picture_bytes(size=(800, 600), colour=(1, 200, 3))
    assert refused(keep, whole[: len(whole) // 2]).code == "not_an_image"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_pictures(keep, form):
    assert refused(keep, picture_bytes(form=form)).code == "not_an_image"


def test_a_file_that_is_too_large(keep, monkeypatch):
    error = refused(keep, b"x" * (photos.MOST_BYTES + 1))
    assert error.code == "photo_too_large" and "超过 10 MB" in str(error)


def test_the_size_is_counted_and_not_believed(world):
    class Liar(ContentFile):
        size = 10

    with pytest.raises(DomainError) as caught:
        photos.keep(village=world.village, upload=Liar(b"x" * (photos.MOST_BYTES + 1)), by=world.officer, at=NOW)
    assert caught.value.code == "photo_too_large"


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that unpack to a picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 6251), (30_000, 30_000), (65_000, 65_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(keep, size):
    error = refused(keep, png_that_claims(*size))
    assert error.code == "photo_too_many_pixels" and "5000 万像素" in str(error)


# ---------------------------------------------------------------------------------------- the same photo, unused photos


def sightings(world, claim) -> list[tuple]:
    """Whose and which other claim a photo of this one stands for, and whether it is the same file."""
    found = seen_elsewhere(world.village, [claim.pk])
    return [(one.claim.household.number, one.claim.pk, one.same_file) for one in found.get(claim.pk, [])]


def enter(world, data, by=None):
    return enter_claim(village=world.village, data=data, by=by or world.officer, at=NOW)


def test_the_same_photo_again_is_taken_and_shown_to_reviewers(world, keep, claim_input):
    photo = keep()
    first = enter(world, claim_input(photos=(photo.pk,)))
    copy = keep(by=world.administrator)  # the same bytes, sent in by somebody else
    again = enter(world, claim_input(photos=(copy.pk,)))
    neighbour = enter(world, claim_input(photos=(photo.pk,), household_id=world.households[1].pk))
    assert sightings(world, first) == [("002", neighbour.pk, True), ("001", again.pk, True)]
    assert sightings(world, again) == [("002", neighbour.pk, True), ("001", first.pk, True)]
    first.state, first.submitted_at = "returned", NOW
    first.save()
    withdraw(claim=first, by=world.officer, at=NOW)
    assert sightings(world, again)[-1] == ("001", first.pk, True), "also where the other one was withdrawn"


def view(seed: int = 5) -> Image.Image:
    return Image.open(BytesIO(PhotoSpec("road", seed).render())).convert("RGB")


def saved(image: Image.Image, quality: int = 60) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


def test_a_photo_sent_through_a_chat_is_known_again_and_another_of_the_same_place_is_not(world, keep, claim_input):
    first = enter(world, claim_input(photos=(keep(saved(view(), 90)).pk,)))
    smaller, other = keep(saved(view().resize((320, 240)), 50)), keep(saved(view(seed=6)))
    again = enter(world, claim_input(photos=(smaller.pk, other.pk)))
    assert sightings(world, again) == [("001", first.pk, False)]
    assert {one.photo_id for one in seen_elsewhere(world.village, [again.pk])[again.pk]} == {smaller.pk}


def test_pictures_of_nothing_are_like_no_other(world, keep, claim_input):
    dark = [keep(picture_bytes(colour)) for colour in ((8, 8, 8), (9, 9, 9))]
    assert [photo.look for photo in dark] == [None, None]
    claims = [enter(world, claim_input(photos=(photo.pk,))) for photo in dark]
    assert sightings(world, claims[0]) == []


def test_claims_of_a_shared_deed_have_one_photo_by_right_and_other_villages_are_not_asked(world, keep, claim_input):
    photo = keep()
    deed = DeedInput(item_id=world.item.award.pk, day=claim_input().day, photos=(photo.pk,),
                     household_ids=tuple(row.pk for row in world.households))  # fmt: skip
    made = list(
        enter_deed(village=world.village, data=deed, by=world.officer, at=NOW).claims.filter(village=world.village)
    )
    other = make_village(households=1)
    far = photos.keep(village=other.village, upload=upload(), by=other.officer, at=NOW)
    far_claim = ClaimFactory(
        village=other.village, household=other.households[0], item=other.award, typed_by=other.officer
    )
    ClaimPhoto.objects.create(village=other.village, claim=far_claim, photo=far)
    assert seen_elsewhere(world.village, [claim.pk for claim in made]) == {}
    single = enter(world, claim_input(photos=(photo.pk,)))
    assert len(sightings(world, single)) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_photos_seen_before_takes_two_queries(world, keep, claim_input, count, django_assert_num_queries):
    photo = keep()
    claims = [
        enter(world, claim_input(photos=(photo.pk,), household_id=row.pk)) for row in world.households[: count + 1]
    ]
    with django_assert_num_queries(2):
        seen_elsewhere(world.village, [claim.pk for claim in claims])


def test_a_photo_of_another_village_is_not_there(world, claim_input):
    other = make_village(households=0)
    foreign = photos.keep(village=other.village, upload=upload(), by=other.officer, at=NOW)
    with pytest.raises(DomainError) as caught:
        enter_claim(village=world.village, data=claim_input(photos=(foreign.pk,)), by=world.officer, at=NOW)
    assert caught.value.code == "photo_gone"


def test_a_photo_is_evidence(world, keep, claim_input):
    data = claim_input(item_id=world.item.proof.pk, photos=(keep().pk,))
    assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW).photos.count() == 1


def test_photos_go_with_their_last_claim(world, keep, claim_input, django_capture_on_commit_callbacks):
    photo = keep()
    claims = [
        enter_claim(
            village=world.village, data=claim_input(photos=(photo.pk,), household_id=row.pk), by=world.officer, at=NOW
        )
        for row in world.households[:2]
    ]
    names = [photo.file.name, photo.thumbnail.name]
    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(claim=claims[0], by=world.officer, at=NOW)
    assert Photo.objects.exists() and all(map(default_storage.exists, names))
    with django_capture_on_commit_callbacks(execute=True):
        edit_claim(claim=claims[1], data=claim_input(household_id=world.households[1].pk), by=world.officer, at=NOW)
    assert not Photo.objects.exists() and not any(map(default_storage.exists, names))


def test_photos_of_forms_left_half_way_are_swept(world, keep, claim_input, django_capture_on_commit_callbacks):
    used, left = keep(picture_bytes("red")), keep(picture_bytes("blue"))
    enter_claim(village=world.village, data=claim_input(photos=(used.pk,)), by=world.officer, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert photos.sweep_unused(village=world.village, before=NOW) == 0
        assert photos.sweep_unused(village=world.village, before=NOW + timedelta(seconds=1)) == 1
    assert Photo.objects.get() == used and not default_storage.exists(left.file.name)


def test_a_row_that_cannot_be_written_leaves_no_file(world, monkeypatch):
    monkeypatch.setattr(Photo, "save", lambda *args, **kwargs: 1 / 0)
    before = len(default_storage.listdir("photos/wjg/2026/11")[1]) if default_storage.exists("photos/wjg") else 0
    with pytest.raises(ZeroDivisionError):
        photos.keep(village=world.village, upload=upload(), by=world.officer, at=NOW)
    assert len(default_storage.listdir("photos/wjg/2026/11")[1]) == before


# ----------------------------------------------------------------------------------------------- after the time is over


def ended(world, claim_input, photo, state="posted", at=NOW, **more):
    """A claim with this photo that has ended at a moment."""
    claim = enter(world, claim_input(photos=(photo.pk,), **more))
    moments = {"posted_at": at} if state == "posted" else {}
    Claim.objects.filter(pk=claim.pk).update(
        state=state, submitted_at=at, decided_at=at, publicity_from=TODAY, publicity_until=TODAY, **moments
    )
    return claim


def test_photos_are_deleted_a_year_after_posting_and_their_hashes_stay(
    world, keep, claim_input, django_capture_on_commit_callbacks
):
    photo, open_one = keep(saved(view())), keep(saved(view(seed=6)))
    ended(world, claim_input, photo)
    ended(world, claim_input, open_one)
    enter(world, claim_input(photos=(open_one.pk,)))  # and another claim, which waits
    names = [photo.file.name, photo.thumbnail.name]
    a_year_later = clock.moment(date(2027, 11, 23), 1)
    assert photos.expire(village=world.village, at=clock.moment(date(2027, 11, 22), 1)) == 0, "the day itself is kept"
    with django_capture_on_commit_callbacks(execute=True):
        assert photos.expire(village=world.village, at=a_year_later) == 1
    assert photos.expire(village=world.village, at=a_year_later) == 0
    after = Photo.objects.get(pk=photo.pk)
    assert (after.sha256, after.look) == (photo.sha256, photo.look) and after.look is not None
    assert (after.file.name, after.thumbnail.name, after.deleted_at) == ("", "", a_year_later)
    assert not any(map(default_storage.exists, names)) and default_storage.exists(open_one.file.name)
    assert AuditRow.objects.get(action="photo.deleted").subject_id == photo.pk
    again = enter(world, claim_input(photos=(keep(saved(view())).pk,)))
    assert [same for _number, _pk, same in sightings(world, again)] == [True], "the hash still knows it"


@pytest.mark.parametrize(("months", "day", "gone"), [(1, 21, 0), (1, 23, 1), (2, 23, 0)])
def test_how_long_is_the_villages_choice(world, keep, claim_input, months, day, gone):
    VillageSettings.objects.filter(village=world.village).update(photo_months=months)
    ended(world, claim_input, keep(), state="rejected")
    assert photos.expire(village=world.village, at=clock.moment(date(2026, 12, day), 1)) == gone


# ------------------------------------------------------------------------------------------------------ who sees them


@pytest.fixture
def shown(world, keep) -> Photo:
    """A photo for a claim of the first household, to which the villager belongs."""
    photo = keep()
    claim = ClaimFactory(village=world.village, household=world.households[0], item=world.award, typed_by=world.officer)
    ClaimPhoto.objects.create(village=world.village, claim=claim, photo=photo)
    return photo


def get(client, photo, user=None, size="small", slug="wjg"):
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("points:photo", args=[slug, photo.pk, size]))


@pytest.mark.parametrize("who", ["officer", "administrator", "branch", "supervisor", "villager", "superuser"])
def test_who_sees_a_photo(world, client, shown, who):
    for size, longest in (("small", 64), ("large", 64)):
        answer = get(client, shown, getattr(world, who), size)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "private, max-age=3600"
        assert Image.open(BytesIO(b"".join(answer.streaming_content))).width == longest


def test_who_does_not_see_a_photo(world, client, shown):
    other = make_village(households=1, slug="other")
    neighbour = member(world.village, "villager", world.households[1])
    for user in (neighbour, member(world.village, "grid_officer"), other.officer, other.administrator, other.villager):
        assert get(client, shown, user).status_code == 403
    assert get(client, shown, other.officer, slug="other").status_code == 404  # not a photo of that village


def test_nobody_sees_a_photo_without_logging_in(client, shown):
    answer = get(client, shown)
    assert answer.status_code == 302 and answer.url.startswith("/login/")


def test_files_lie_at_no_public_address(client, shown):
    assert client.get("/media/" + shown.file.name).status_code == 404


def test_a_photo_without_a_claim_is_its_uploaders(world, client, keep):
    photo = keep(by=world.villager)
    assert get(client, photo, world.villager).status_code == 200
    assert get(client, photo, member(world.village, "villager", world.households[1])).status_code == 403


def test_a_deleted_file_is_said_in_words(world, client, shown):
    for field in (shown.file, shown.thumbnail):
        field.storage.delete(field.name)
    answer = get(client, shown, world.officer)
    assert answer.status_code == 404 and "这张照片已经删除" in answer.content.decode()
    assert get(client, shown, world.officer, size="huge").status_code == 404
