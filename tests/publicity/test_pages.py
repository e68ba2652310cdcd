"""Every page of this part in Chromium at phone and desk width: valid, accessible, not wider than the screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from councils.services import objections, tellings
from points.enums import ClaimState
from points.models import SiteClock
from points.services.due import run_points
from tests.publicity.conftest import TODAY, Scene
from tests.support import assert_accessible, assert_valid_html, picture
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(transactional_db: None, scene: Scene) -> Scene:
    """Something on every page. The live server has no frozen clock: its day is moved."""
    cast = scene.cast
    one, two, three, four = cast.households
    at = clock.now()
    run_points(scene.village, at)
    scene.publicise(two, day=TODAY, until=TODAY)
    scene.publicise(three, scene.health)
    scene.publicise(one, scene.informant)
    scene.publicise(four)
    held = scene.publicise(one)
    objections.object_to(claim=held, text="那天晚上他家没有人去巡防。", by=scene.neighbour, at=at)
    past = scene.publicise(one, until=clock.local_day(at).replace(day=11))
    run_points(scene.village, at)
    past.refresh_from_db()
    assert past.state == ClaimState.POSTED
    scene.to_tell(two, note="三社田边")
    told = scene.to_tell(one, note="河坝上")
    tellings.tell(claim=told, way="in_person", told_on=TODAY, reply="火是隔壁的。", by=cast.officer, at=at)
    return scene


def _pages(scene: Scene) -> dict[str, tuple[str, Any]]:
    from councils.models import Objection
    from points.models import Claim

    cast = scene.cast
    waiting = Claim.objects.get(state=ClaimState.TELLING)
    told = Claim.objects.get(tellings__isnull=False)
    listed = Claim.objects.filter(state=ClaimState.PUBLICISED, household=cast.households[3]).get()
    objection = Objection.objects.get()
    return {
        "publicity": ("publicity/", None),
        "publicity-member": ("publicity/", cast.villager),
        "print": ("publicity/print/", cast.officer),
        "rules": ("rules/", None),
        "my": ("my/", cast.villager),
        "my-objector": ("my/", scene.neighbour),
        "object": (f"my/claims/{listed.pk}/object/", cast.villager),
        "tellings": ("work/tellings/", cast.officer),
        "tell": (f"work/tellings/{waiting.pk}/", cast.officer),
        "told": (f"work/tellings/{told.pk}/", cast.officer),
        "letter": (f"work/tellings/{waiting.pk}/letter/", cast.officer),
        "objections": ("work/objections/", cast.supervisor),
        "objection": (f"work/objections/{objection.pk}/", cast.supervisor),
        "feedback": ("feedback/", None),
        "thanks": ("feedback/thanks/", None),
    }


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_each_page_is_valid_accessible_and_fits(
    width: str, full: Scene, live_server: Any, sign_in: Any, request: pytest.FixtureRequest
) -> None:
    _move_the_day()
    context = request.getfixturevalue(width)
    for name, (tail, user) in _pages(full).items():
        context.clear_cookies()
        if user is not None:
            sign_in(context, user)
        page = context.new_page()
        answer = page.goto(full.url(tail))
        assert answer.status == 200, name
        picture(page, f"publicity-{name}-{width}")
        assert_valid_html(answer.body())
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the screen"
        page.close()


def _move_the_day() -> None:
    """The live server runs in another thread, where no clock is frozen."""
    SiteClock.objects.create(offset=clock.moment(TODAY) - datetime.now(clock.SHANGHAI))
