"""Who reviews sees that a photo stands for another deed too; and when its time is over, its hash alone is left."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import due
from points.enums import Role
from points.models import Photo, VillageSettings
from points.services import photos
from points.services.claims import claim_online
from tests import stage
from tests.factories import Cast, member
from tests.phone.conftest import NOW
from tests.phone.support import address, client_of, text
from villagegov.kernel import clock

LIST = "/admin/points/claim/"


def claim_with(cast: Cast, household: int, photo: Photo, by=None):
    data = stage.claim_input(cast, household, photos=(photo.pk,))
    return claim_online(village=cast.village, data=data, by=by or cast.villager, at=NOW)


def uploaded(cast: Cast, by, colour=(20, 90, 40)) -> Photo:
    return photos.keep(village=cast.village, upload=stage.picture(colour), by=by, at=NOW)


def test_the_review_page_and_the_list_show_the_other_deed(cast: Cast) -> None:
    neighbour = member(cast.village, Role.VILLAGER, cast.households[1])
    mine = claim_with(cast, 0, uploaded(cast, cast.villager))
    theirs = claim_with(cast, 1, uploaded(cast, neighbour), neighbour)
    alone = claim_with(cast, 0, uploaded(cast, cast.villager, (250, 3, 3)))
    member_of = client_of(cast.branch)
    page = text(member_of.get(f"{LIST}{mine.pk}/change/"))
    assert "同样的照片还用在另外1条申报上" in page and cast.households[1].head_name in page and "同一个文件" in page
    assert "同样的照片" not in text(member_of.get(f"{LIST}{alone.pk}/change/"))
    assert member_of.get(LIST).content.decode().count("照片重复") == 2
    assert "同样的照片" in text(member_of.get(f"{LIST}{theirs.pk}/change/"))
    assert "同样的照片" not in text(client_of(cast.villager).get(address(cast, "my_claim", mine.pk)))


def test_the_list_compares_all_photos_at_once(cast: Cast) -> None:
    member_of, counted = client_of(cast.branch), []
    for _number in range(3):
        claim_with(cast, 0, uploaded(cast, cast.villager))
        with CaptureQueriesContext(connection) as found:
            assert member_of.get(LIST).status_code == 200
        counted.append(len(found))
    assert counted[1] == counted[2], counted


def test_a_photo_whose_time_is_over_is_deleted_by_the_sweep_and_is_still_known(cast: Cast) -> None:
    VillageSettings.objects.filter(village=cast.village).update(photo_months=12)
    old = uploaded(cast, cast.villager)
    claim = claim_with(cast, 0, old)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, at=NOW)
    due.run_village(cast.village, clock.moment(date(2026, 11, 22), 1))
    later = clock.moment(date(2027, 11, 24), 1)
    with clock.frozen(later):
        due.run_village(cast.village, later)
        gone = stage.fresh(old)
        assert gone.deleted_at == later and not gone.file and gone.sha256 == old.sha256
        page = client_of(cast.villager).get(address(cast, "my_claim", claim.pk))
        assert "照片保存期满" in text(page) and "<img" not in page.content.decode()
        assert client_of(cast.villager).get(address(cast, "photo", old.pk, "large")).status_code == 404
        again = photos.keep(village=cast.village, upload=stage.picture(), by=cast.villager, at=later)
        data = stage.claim_input(cast, 0, day=date(2027, 11, 20), photos=(again.pk,))
        new = claim_online(village=cast.village, data=data, by=cast.villager, at=later)
        admin = client_of(cast.branch)
        assert "同样的照片还用在另外1条申报上" in text(admin.get(f"{LIST}{new.pk}/change/"))
        assert "照片保存期满" in text(admin.get(f"{LIST}{claim.pk}/change/"))
