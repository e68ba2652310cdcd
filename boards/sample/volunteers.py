"""Volunteers and activities alive: posts and people, hours signed by two, a year of activities, drafts of claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from councils.enums import ActivityState, PostMode, SignerKind, SignInWay
from councils.models import (
    Activity,
    Demand,
    ServiceRecord,
    ServiceSignature,
    ServiceWords,
    SignIn,
    Strength,
    Volunteer,
    VolunteerPost,
)
from councils.services.volunteers import activities, credit, people, posts, strengths
from points.enums import HouseholdState, Module, Role
from points.models import Household, Membership, User, Village
from points.sample import heping
from points.sample import volunteers as words
from points.sample.people import SEED
from points.sample.photos import PhotoSpec
from points.services import audit, photos
from villagegov.db.copying import insert_many
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods

#: Services of one person in a month.
A_MONTH = 2
#: Law lectures of 安坪村 in a year: more than the fifteen of the briefing.
LECTURES = 18
WAITING = 3
ITEMS = {"service": 17, "evening": 28, "law": 28, "rules": 28, "meeting": 32, "clean_up": 34}


@dataclass
class Place:
    village: Village
    rng: Random
    officer: User
    administrator: User
    homes: list[Household]
    now: datetime
    first_day: date
    posts: dict[str, VolunteerPost] = field(default_factory=dict)
    #: With the post each serves at.
    people: list[tuple[Volunteer, words.Post]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return clock.local_day(self.now)


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """Where the village uses volunteers; nothing for a village without its sample here."""
    if Module.VOLUNTEERS not in village.modules or village.slug not in _LIVES:
        return
    seats = Membership.objects.filter(village=village, active=True).select_related("user").order_by("user__username")
    homes = Household.objects.filter(village=village, state=HouseholdState.ACTIVE, resident=True)
    place = Place(
        village, Random(f"{SEED}:{village.slug}-volunteers"), seats.filter(role=Role.OFFICER)[0].user,
        seats.filter(role=Role.ADMINISTRATOR)[0].user, list(homes.select_related("group").order_by("number")), now,
        first_day,
    )  # fmt: skip
    for home in place.homes:
        home.village = village
    _LIVES[village.slug](place)


# -------------------------------------------------------------------------------------------------------- the villages


def _heping(place: Place) -> None:
    """Twenty-three party members, each at the post that fits; the demands they have in hand are their tasks."""
    by_number = {home.number: home for home in place.homes}
    with clock.frozen(clock.moment(place.first_day, 9)) as at:
        for name, topics in words.HEPING_STRENGTHS:
            strengths.save_strength(village=place.village, name=name, topics=topics, by=place.officer, at=at)
        _set_up(place, words.HEPING_POSTS, at)
        for number, plan in enumerate(heping.VOLUNTEERS):
            post = next(post for post in words.HEPING_POSTS if post.name == plan.post)
            _join(place, by_number[plan.household], post, at, party=True, leads=number == 0, public=number % 2 == 0)
        _weeks(place, at)
    _hours(place)
    _tasks(place)
    _held(place, words.HEPING_ACTIVITIES, spread=11)
    _coming(place, words.HEPING_ACTIVITIES[0], days=6)
    _coming(place, words.HEPING_ACTIVITIES[2], days=13)
    _coming(place, words.HEPING_ACTIVITIES[1], days=0)


def _tasks(place: Place) -> None:
    """Demands that were handed to somebody by name are theirs; one more waits at the phone of the printed member."""
    for person, _post in place.people:
        Demand.objects.filter(village=place.village, helper=person.name).update(volunteer=person)
    printed = next(person for person, _post in place.people if person.household.number == "032")  # type: ignore[union-attr]
    handed = Demand.objects.filter(village=place.village, state="handed").exclude(household=printed.household)
    if task := handed.order_by("number").first():
        Demand.objects.filter(village=place.village, pk=task.pk).update(
            volunteer=printed, helper=printed.name, strength="说理调解"
        )
    own = Demand.objects.filter(village=place.village, household__number=heping.VILLAGER, volunteer__isnull=False)
    if (found := own.select_related("volunteer").order_by("number").first()) and found.visited_on:
        _record(place, found.volunteer, None, found.visited_on, 4, "换水表井接头", demand=found, signed=False)


def _anping(place: Place) -> None:
    """More than fifteen lectures on law in a year, evening school and feasts; four posts."""
    with clock.frozen(clock.moment(place.first_day, 9)) as at:
        strengths.add_usual(village=place.village, by=place.officer, at=at)
        _set_up(place, words.ANPING_POSTS, at)
        for number, home in enumerate(place.homes[4:56:5]):
            post = words.ANPING_POSTS[number % len(words.ANPING_POSTS)]
            _join(place, home, post, at, party=number % 3 == 0, leads=number == 1, public=number % 2 == 0)
        _weeks(place, at)
    _hours(place)
    lectures = [
        words.Activity("law", title, "村活动室", "乡司法所", report="讲身边事，会后有人留下来问。", people=28 + number)
        for number, title in enumerate(words.LAWS[:LECTURES])
    ]
    _held(place, lectures, spread=LECTURES, picture=True)
    _held(place, words.ANPING_OTHERS, spread=14)
    _coming(place, words.ANPING_OTHERS[0], days=4)
    _coming(place, words.Activity("law", "年终法治问答", "村活动室", "乡司法所", people=40), days=11)


def _wangjiagou(place: Place) -> None:
    """Where points are on: some claims are drafted, the rest waits on the page."""
    with clock.frozen(clock.moment(place.first_day, 9)) as at:
        strengths.add_usual(village=place.village, by=place.officer, at=at)
        _set_up(place, words.WANGJIAGOU_POSTS, at)
        for number, home in enumerate(place.homes[7:200:17]):
            post = words.WANGJIAGOU_POSTS[number % len(words.WANGJIAGOU_POSTS)]
            _join(place, home, post, at, party=number % 3 == 0, leads=number == 0, public=number % 2 == 0)
        _weeks(place, at)
        credit.set_items(village=place.village, codes=ITEMS, by=place.administrator, at=at)
    _hours(place)
    _held(place, words.WANGJIAGOU_ACTIVITIES, spread=8)
    month = periods.month_of(place.today)
    lately = Activity.objects.filter(village=place.village, state=ActivityState.HELD, day__gte=month)
    for held in lately:
        _sign(place, held, 9)
    with clock.frozen(place.now - timedelta(minutes=50)) as at:
        credit.draft_claims(village=place.village, month=month, by=place.officer, at=at)
    for held in Activity.objects.filter(village=place.village, state=ActivityState.HELD, day__gte=month)[:1]:
        _sign(place, held, 6, skip=9)
    _coming(place, words.WANGJIAGOU_ACTIVITIES[0], days=3)


_LIVES = {"heping": _heping, "anping": _anping, "wangjiagou": _wangjiagou}

# ---------------------------------------------------------------------------------------------------- posts and people


def _set_up(place: Place, plans: Sequence[words.Post], at: datetime) -> None:
    known = {row.name: row for row in Strength.objects.filter(village=place.village)}
    for plan in plans:
        places = sum(1 for row in heping.VOLUNTEERS if row.post == plan.name) if place.village.slug == "heping" else 4
        data = posts.PostInput(plan.name, plan.duties, known.get(plan.strength), places=places, mode=plan.mode)
        place.posts[plan.name] = posts.save_post(village=place.village, data=data, by=place.officer, at=at)


def _join(
    place: Place, home: Household, plan: words.Post, at: datetime, *, party: bool, leads: bool, public: bool
) -> None:
    strength = Strength.objects.filter(village=place.village, name=plan.strength).first()
    data = people.PersonInput(
        home.head_name, clock.local_day(at), home, party_member=party, on_call=plan.mode == PostMode.ON_CALL,
        team_leader=leads, public=public, strengths=[strength.pk] if strength else [],
    )  # fmt: skip
    made = people.save_volunteer(village=place.village, data=data, by=place.officer, at=at)
    made.village = place.village
    posts.assign(
        post=place.posts[plan.name], volunteer=made, term_from=clock.local_day(at), pledge=plan.pledge,
        by=place.officer, at=at,
    )  # fmt: skip
    place.people.append((made, plan))


def _weeks(place: Place, at: datetime) -> None:
    for post in place.posts.values():
        if post.mode == PostMode.SHIFTS:
            posts.plan_rota(post=post, first=place.today, weeks=10, each=1, by=place.officer, at=at)


# --------------------------------------------------------------------------------------------------------------- hours


def _hours(place: Place) -> None:
    """Every month a few of each, signed; at once, as rows. The last few wait for a second signature."""
    rows: list[Any] = []
    for month in periods.months_between(place.first_day, place.today):
        for person, plan in place.people:
            for _ in range(place.rng.randint(0, A_MONTH)):
                day = month + timedelta(days=place.rng.randint(0, 27))
                if place.first_day < day < place.today:
                    rows.append((person, plan, day))
    made = [
        _rows(place, person, place.posts[plan.name], day, place.rng.choice((4, 6, 8, 8, 12)),
              place.rng.choice(plan.services))
        for person, plan, day in sorted(rows, key=lambda row: row[2])
    ]  # fmt: skip
    open_ones = {id(parts) for parts in made[-WAITING:]}
    insert_many([record for record, _words, _signature in made])
    insert_many([said for _record, said, _signature in made])
    insert_many([signature for parts in made if id(parts) not in open_ones for signature in parts[2:]])
    audit.record_many(
        [
            audit.row(by=record.entered_by, at=record.entered_at, action="service.entered", subject=record)
            for record, _words, _signature in made
        ]
    )


def _rows(
    place: Place, person: Volunteer, post: VolunteerPost | None, day: date, quarters: int, what: str, **more: Any
) -> tuple[ServiceRecord, ServiceWords, ServiceSignature]:
    at = min(clock.moment(day, 20), place.now)
    record = ServiceRecord(
        id=new_id(), village=place.village, volunteer=person, post=post, day=day, quarters=quarters, on_paper=True,
        entered_by=place.officer, entered_at=at, **more,
    )  # fmt: skip
    said = ServiceWords(id=new_id(), village=place.village, record=record, text=what)
    signature = ServiceSignature(
        id=new_id(), village=place.village, record=record, as_who=SignerKind.OFFICE, by=place.administrator,
        at=min(clock.moment(day + timedelta(days=1), 10), place.now),
    )  # fmt: skip
    return record, said, signature


def _record(
    place: Place, person: Any, post: VolunteerPost | None, day: date, quarters: int, what: str, *, demand: Demand,
    signed: bool,
) -> None:  # fmt: skip
    """One that belongs to a demand: its household may sign."""
    helped = {"demand": demand, "helped_id": demand.household_id}
    record, said, signature = _rows(place, person, post, day, quarters, what, **helped)
    for row in (record, said, *((signature,) if signed else ())):
        row.save(force_insert=True)


# ---------------------------------------------------------------------------------------------------------- activities


def _held(place: Place, plans: Sequence[words.Activity], *, spread: int, picture: bool = False) -> None:
    """``spread`` of them between the first day and today, reported on; through the services."""
    begin = max(place.first_day, date(place.today.year, 1, 1)) if place.today.month >= 4 else place.first_day
    span = (place.today - begin).days
    for number in range(min(spread, max(span // 5, 1))):
        plan = plans[number % len(plans)]
        day = begin + timedelta(days=2 + int((span - 3) * number / spread))
        made = _plan(place, plan, day, clock.moment(day - timedelta(days=5), 9))
        with clock.frozen(min(clock.moment(day, 21), place.now)) as at:
            keys: list[Any] = []
            if picture and number % 6 == 0:
                upload = ContentFile(PhotoSpec("meeting", SEED + number).render(), name="huodong.jpg")
                keys = [photos.keep(village=place.village, upload=upload, by=place.officer, at=at).pk]
            activities.report(
                activity=made, participants=plan.people + number % 5, text=plan.report, photo_ids=keys, agreed=keys,
                by=place.officer, at=at,
            )  # fmt: skip
        if number >= spread - 2:
            _sign(place, made, min(plan.people // 3, len(place.homes) // 3))


def _plan(place: Place, plan: words.Activity, day: date, at: datetime) -> Activity:
    data = activities.ActivityInput(
        plan.kind, plan.title, day, plan.place, plan.host, time(19, 30) if plan.kind in ("evening", "law") else time(9),
        plan.audience, plan.about,
    )  # fmt: skip
    with clock.frozen(min(at, place.now)) as moment:
        made = activities.plan(village=place.village, data=data, by=place.officer, at=moment)
    made.village = place.village
    return made


def _sign(place: Place, held: Activity, count: int, skip: int = 0) -> None:
    """From the signed sheet."""
    there = set(SignIn.objects.filter(village=place.village, activity=held).values_list("household_id", flat=True))
    rng = Random(f"{held.number}:{held.kind}")
    drawn = rng.sample(place.homes, min(count + skip + len(there), len(place.homes)))
    homes = [home for home in drawn if home.pk not in there][:count]
    at = min(clock.moment(held.day, 21), place.now)
    insert_many(
        [
            SignIn(
                id=new_id(), village=place.village, activity=held, household=home, way=SignInWay.PAPER,
                by=place.officer, at=at,
            )
            for home in homes
        ]
    )  # fmt: skip


def _coming(place: Place, plan: words.Activity, days: int) -> None:
    _plan(place, plan, place.today + timedelta(days=days), place.now - timedelta(days=2))
