from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from points.models import Membership, Region, User, Village


@pytest.fixture
def gallery() -> Iterator[None]:
    """The site with the page of every component added."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    with override_settings(ROOT_URLCONF="tests.web.gallery", TEMPLATES=templates):
        yield


@pytest.fixture
def village(db: None) -> Village:
    province = Region.objects.create(level=1, name="四川省")
    city = Region.objects.create(level=2, name="乐山市", parent=province)
    county = Region.objects.create(level=3, name="井研县", parent=city)
    town = Region.objects.create(level=4, name="研经镇", parent=county)
    return Village.objects.create(
        slug="wangjiagou",
        name="王家沟村",
        town=town,
        profile="村在丘陵间，种柑橘、养生猪。\n\n二〇一九年起实行积分管理。",
    )


@pytest.fixture
def user(village: Village) -> User:
    return User.objects.create_user("wangfang", "shan-shui-7-tian", name="王芳")


@pytest.fixture
def officer(village: Village, user: User) -> User:
    Membership.objects.create(village=village, user=user, role="officer")
    return user
