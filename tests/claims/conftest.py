"""A village with items of every kind, on a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from points.services.claims import ClaimInput
from tests.factories import CategoryFactory, ItemFactory, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock

TODAY = date(2026, 11, 22)
NOW = clock.moment(TODAY, 10)


@pytest.fixture
def frozen():
    """The site's clock at ten in the morning of 22 November 2026."""
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def world(db, frozen):
    return build_world()


def build_world() -> SimpleNamespace:
    cast = make_village(households=4, slug="wjg", name="王家沟村")
    names = (("李小华", "lixiaohua", "lxh"), ("陈芳", "chenfang", "cf"), ("李兴海", "lixinghai", "lxh"))
    for household, (head, pinyin, initials) in zip(cast.households, names, strict=False):
        household.head_name, household.pinyin, household.initials = head, pinyin, initials
        household.save()
    make = {"scheme": cast.scheme, "category": CategoryFactory(scheme=cast.scheme, number=2, name="倡导公益美德")}
    items = {
        "monthly": ItemFactory(code=9, name="防火巡查", points=5, max_per_month=4, common_rank=1, **make),
        "quarterly": ItemFactory(code=8, name="主动调解", points=30, unit="件", max_per_quarter=2, **make),
        "yearly": ItemFactory(code=43, name="培训农户", points=5, unit="人次", max_per_year=20, **make),
        "proof": ItemFactory(code=21, name="无偿献血", points=10, evidence_required=True, common_rank=2, **make),
        "labour": ItemFactory(code=16, name="义务劳动", points=5, exclusive_group="work", common_rank=3, **make),
        "cleaning": ItemFactory(code=34, name="环境清扫", points=10, exclusive_group="work", **make),
    }
    return SimpleNamespace(cast=cast, **vars(cast), item=SimpleNamespace(award=cast.award, **items))


@pytest.fixture
def claim_input(world) -> Callable[..., ClaimInput]:
    """A claim that stands: the first household, night patrol, the day before yesterday."""

    def make(**changes) -> ClaimInput:
        base = ClaimInput(household_id=world.households[0].pk, item_id=world.item.award.pk, day=date(2026, 11, 20))
        return replace(base, **{"id": new_id(), **changes})

    return make


def picture_bytes(
    colour: object = (20, 90, 40), size: tuple[int, int] = (64, 48), form: str = "JPEG", **options
) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, form, **options)
    return target.getvalue()


def upload(data: bytes | None = None, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes() if data is None else data, kind)


@pytest.fixture
def officer_client(world) -> Client:
    client = Client()
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client
