"""A village with volunteers on: people, a post, hours and activities, made straight as rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from councils.models import (
    Activity,
    Demand,
    PostHolder,
    ServiceItem,
    ServiceRecord,
    ServiceSignature,
    ServiceWords,
    SignIn,
    Strength,
    StrengthTopic,
    Volunteer,
    VolunteerPost,
    VolunteerStrength,
)
from councils.services import demands
from points.enums import Module
from points.models import Household, User, Village
from tests import stage
from tests.factories import Cast
from villagegov.db.keys import new_id
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
TODAY = clock.local_day(NOW)
SINCE = date(2026, 1, 5)
MONTH = date(2026, 11, 1)


def switch_on(cast: Cast) -> None:
    used = Village.objects.get(pk=cast.village.pk).modules
    modules = [module.value for module in Module if module in {*used, Module.VOLUNTEERS, Module.DEMANDS}]
    Village.objects.filter(pk=cast.village.pk).update(modules=modules)
    cast.village.modules = modules


def home(cast: Cast, number: int = 0) -> Household:
    found = Household.objects.select_related("group").get(village=cast.village, pk=cast.households[number].pk)
    found.village = cast.village
    return found


def strength(cast: Cast, name: str = "水电维修", *topics: str) -> Strength:
    made, _new = Strength.objects.get_or_create(village=cast.village, name=name, defaults={"number": 1})
    for topic in topics:
        StrengthTopic.objects.get_or_create(village=cast.village, strength=made, topic=topic)
    return made


def volunteer(cast: Cast, number: int | None = 0, name: str = "", good_at: Any = (), **more: Any) -> Volunteer:
    """Of that household, else from outside."""
    where: dict[str, Any] = {"outsider_from": "镇卫生院"} if number is None else {"household": home(cast, number)}
    made = Volunteer.objects.create(
        village=cast.village, name=name or f"志愿者{number}", joined_on=SINCE, **{**where, **more}
    )
    made.village = cast.village
    for each in good_at:
        VolunteerStrength.objects.create(village=cast.village, volunteer=made, strength=each)
    return made


def post(cast: Cast, *holders: Volunteer, name: str = "水电维修岗", **more: Any) -> VolunteerPost:
    made = VolunteerPost.objects.create(
        village=cast.village, name=name, duties="上门看水电，小修小补", places=2, **more
    )
    made.village = cast.village
    for each in holders:
        PostHolder.objects.create(village=cast.village, post=made, volunteer=each, term_from=SINCE)
    return made


def service(
    cast: Cast, who: Volunteer, where: VolunteerPost | None = None, *, by: User | None = None, quarters: int = 6,
    day: date = TODAY, signed_by: User | None = None, **more: Any,
) -> ServiceRecord:  # fmt: skip
    made = ServiceRecord.objects.create(
        village=cast.village, volunteer=who, post=where, day=day, quarters=quarters, entered_by=by or cast.officer,
        entered_at=NOW, **more,
    )  # fmt: skip
    ServiceWords.objects.create(village=cast.village, record=made, text="给老人换了水龙头")
    if signed_by is not None:
        ServiceSignature.objects.create(village=cast.village, record=made, as_who="office", by=signed_by, at=NOW)
    made.village = cast.village
    return made


def activity(cast: Cast, number: int = 1, *, day: date = TODAY, kind: str = "evening", **more: Any) -> Activity:
    made = Activity.objects.create(
        village=cast.village, number=number, kind=kind, title=more.pop("title", "防诈骗夜校"), day=day,
        place="村活动室", host="驻村民警", code=f"{number:06d}", planned_by=cast.officer, planned_at=NOW, **more,
    )  # fmt: skip
    made.village = cast.village
    return made


def held(cast: Cast, number: int = 1, **more: Any) -> Activity:
    return activity(cast, number, state="took_place", participants=40, closed_at=NOW, report="来的人多", **more)


def signed_in(cast: Cast, what: Activity, number: int, people: int = 1, way: str = "paper") -> SignIn:
    return SignIn.objects.create(
        village=cast.village, activity=what, household=home(cast, number), people=people, way=way, by=cast.officer,
        at=NOW,
    )  # fmt: skip


def handed(cast: Cast, who: Volunteer, household: int = 0, kind: str = "wish", topic: str = "water") -> Demand:
    """A demand of that household in the volunteer's hands."""
    data = demands.DemandInput(kind, "水管漏水", topic, "屋后")
    made = demands.write_down(household=home(cast, household), data=data, by=cast.officer, at=NOW)
    made.village = cast.village
    done = demands.hand(demand=made, to=None, volunteer=who, by=cast.officer, at=NOW)
    done.village = cast.village
    return done


def counts_for(cast: Cast, **codes: int) -> None:
    """``service=1, evening=28``: which item each kind counts for."""
    ServiceItem.objects.bulk_create(
        ServiceItem(village=cast.village, source=source, item_code=code) for source, code in codes.items()
    )


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def fresh(row: Any) -> Any:
    found = stage.fresh(row)
    found.village = row.village
    return found


__all__ = ["new_id"]
