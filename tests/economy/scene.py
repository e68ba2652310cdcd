"""What a village of the walk over every address has of dividends, legal service, profile and pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from councils.models import Pairing, VillagePicture
from councils.services import legal, profile
from councils.services.dividends import drafting, steps
from points.enums import Module
from points.models import Village
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock


def economy_of(cast: Cast) -> dict[str, Any]:
    """A dividend that is published, one in draft; a lecture, a project, a picture, a pair."""
    used = {*Village.objects.get(pk=cast.village.pk).modules, Module.ECONOMY, Module.DEMANDS}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])
    at = clock.now()
    today = clock.local_day(at)
    who: dict[str, Any] = {"by": cast.administrator, "at": at}
    made = []
    for year in (today.year - 1, today.year):
        data = drafting.DividendInput(
            year, Decimal(1000), Decimal(60), "heads", date(today.year - 1, 12, 31), "村民代表会议"
        )
        made.append(drafting.draft(village=cast.village, data=data, **who))
        if year < today.year:
            steps.check(dividend=made[0], by=cast.supervisor, at=at)
            steps.publish(dividend=made[0], **who)
    data = profile.ProjectInput("产业路", "硬化2公里", today, "支部书记")
    photo = stage.photo(cast, (9, 9, 90))
    return {
        "dividend": made[0].pk,
        "dividend draft": made[1].pk,
        "dividend year": made[0].year,
        "lecture": legal.save_lecture(village=cast.village, lecture=legal.Lecture(today, "民法典", 40), **who).pk,
        "project": profile.save_project(village=cast.village, data=data, **who).pk,
        "picture": VillagePicture.objects.create(village=cast.village, photo=photo, alt="村口", added_at=at).pk,
        "figure year": today.year,
        "pairing": Pairing.objects.create(
            village=cast.village, household=cast.households[1], name="李党员", days=30, since=today
        ).pk,
    }
