"""安坪村 alive without points: a year of star families up to plates, one withdrawn, and a year under way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from boards.enums import StarSource, StarState
from boards.models import Star, StarAward, StarYear
from boards.queries import star_work
from boards.sample.phone import card_of
from boards.sample.setting import TERM_FROM, sample_user
from boards.services import nines, star_objections, star_withdrawals, star_years, stars
from boards.services.due import run_village
from councils.enums import BodyKind
from councils.models import Body, BodyMember
from points.enums import Role
from points.models import Household, User, Village
from points.sample import anping as people
from points.sample.people import SEED
from points.services import accounts, register
from villagegov.kernel import clock

BODIES: dict[str, tuple[str, BodyKind]] = {
    "branch": ("村党支部委员会", BodyKind.BRANCH),
    "supervision": ("村务监督委员会", BodyKind.SUPERVISION),
    "representatives": ("村民代表会议", BodyKind.REPRESENTATIVES),
    "leaders": ("村民小组长", BodyKind.GROUP_LEADERS),
}
ROLES: dict[str, tuple[Role, ...]] = {
    "branch": (Role.COMMITTEE,),
    "supervision": (Role.COMMITTEE, Role.SUPERVISOR),
    "representatives": (Role.COMMITTEE,),
    "leaders": (Role.GRID_OFFICER,),
}
#: How many of a group's households are put forward, and how often for each of the five stars.
FORWARD = {1: 0.88, 2: 0.56}
CHANCE = (0.45, 0.5, 0.6, 0.5, 0.72)
TURNED_DOWN = "组里反映情况不属实，今年先不评"
WITHDRAWN_FOR = "院坝长期堆放废料，两次上门提醒未清理"
PERCENT = 70


@dataclass
class Place:
    village: Village
    households: list[Household]
    users: dict[str, User] = field(default_factory=dict)

    @property
    def administrator(self) -> User:
        return self.users[people.ADMINISTRATOR]

    def of_body(self, body: str) -> list[User]:
        return [self.users[office.username] for office in people.OFFICES if office.body == body]


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """From the first day of the history to today."""
    with clock.frozen(clock.moment(first_day, 8)) as at:
        place = _settle(village, at)
        nines.adopt(
            village=village,
            effective_from=first_day,
            adopted=f"村民代表会议，{first_day.year}年{first_day.month}月",
            red=people.NINE_RED,
            black=people.NINE_BLACK,
            by=place.administrator,
            at=at,
        )
    rng = Random(f"{SEED}:anping-stars")
    first = _year(place, rng, first_day.year, first_day + timedelta(days=3), until=10)
    _finish(place, first, first_day + timedelta(days=14), now)
    today = clock.local_day(now)
    if today.year != first.year:
        _under_way(place, rng, today, now)
    card_of(village, place.users[people.OFFICER], today)


# ------------------------------------------------------------------------------------------------------------- people


def _settle(village: Village, at: datetime) -> Place:
    rows = [
        register.HouseholdRow(
            number=plan.number,
            head_name=plan.head_name,
            group_number=plan.group,
            members=plan.members,
            joined_on=date(2019, 10, 1),
            names_public=plan.names_public,
        )
        for plan in people.households()
    ]
    place = Place(village, register.add_households(village=village, rows=rows, by=None, at=at))
    homes = {household.number: household for household in place.households}
    bodies = {key: Body(village=village, name=name, kind=kind) for key, (name, kind) in BODIES.items()}
    Body.objects.bulk_create(bodies.values())
    for office in people.OFFICES:
        home = homes[office.household]
        user = place.users[office.username] = sample_user(office.username, home.head_name)
        for role in ROLES[office.body]:
            accounts.grant_role(village=village, user=user, role=role, household=home, by=None, at=at)
        BodyMember.objects.create(
            village=village, body=bodies[office.body], name=user.name, user=user, household=home,
            position=office.office, term_from=TERM_FROM,
        )  # fmt: skip
    for username, name, role, number in (
        (people.ADMINISTRATOR, "文静秋", Role.ADMINISTRATOR, ""),
        (people.OFFICER, "古兴云", Role.OFFICER, ""),
        (people.VILLAGER_LOGIN, homes[people.VILLAGER].head_name, Role.VILLAGER, people.VILLAGER),
    ):
        user = place.users[username] = sample_user(username, name)
        accounts.grant_role(village=village, user=user, role=role, household=homes.get(number), by=None, at=at)
    return place


# --------------------------------------------------------------------------------------------------------------- years


def _year(place: Place, rng: Random, year: int, day: date, until: int) -> StarYear:
    """Prepared and opened; households are put forward in the days after."""
    with clock.frozen(clock.moment(day, 9)) as at:
        made = star_years.prepare(
            village=place.village, year=year, nominate_until=day + timedelta(days=until), group_percent=PERCENT,
            by=place.administrator, at=at,
        )  # fmt: skip
        star_years.open_year(year=made, by=place.administrator, at=at)
    with clock.frozen(clock.moment(day + timedelta(days=1), 15)) as at:
        for household in place.households:
            if household.group.number in FORWARD and rng.random() < FORWARD[household.group.number]:
                _put_forward(place, rng, household, star_work.stars_of(made), at)
    return made


def _put_forward(place: Place, rng: Random, household: Household, listed: list[Star], at: datetime) -> None:
    wanted = [star for star in listed if rng.random() < CHANCE[star.number - 1]] or [listed[-1]]
    reason = "；".join(rng.choice(people.REASONS[star.number - 1]) for star in wanted[:2])
    own = household.number == people.VILLAGER
    stars.nominate(
        household=household,
        stars=wanted,
        source=StarSource.SELF if own else StarSource.GROUP,
        reason=reason,
        by=place.users[people.VILLAGER_LOGIN if own else people.OFFICER],
        at=at,
    )


def _decide(place: Place, awards: list[StarAward], at: datetime, turn_down: int = 0) -> None:
    """Branch and representatives vote, the supervisors where one of them must keep away."""
    keys = [award.pk for award in awards]
    for voter in (*place.of_body("branch"), place.of_body("representatives")[0]):
        stars.decide(village=place.village, award_ids=keys[:turn_down], agrees=False, note=TURNED_DOWN, by=voter, at=at)
        stars.decide(village=place.village, award_ids=keys[turn_down:], agrees=True, by=voter, at=at)
    left = StarAward.objects.filter(village=place.village, pk__in=keys, state=StarState.NOMINATED)
    for voter in (*place.of_body("representatives")[1:], *place.of_body("supervision")):
        stars.decide(
            village=place.village, award_ids=list(left.values_list("pk", flat=True)), agrees=True, by=voter, at=at
        )


def _finish(place: Place, year: StarYear, day: date, now: datetime) -> None:
    """The sitting, one objection, plates, the groups; and weeks later a star that is withdrawn."""
    with clock.frozen(clock.moment(day, 19)) as at:
        _decide(place, list(star_work.of_year(year)), at, turn_down=3)
    with clock.frozen(clock.moment(day + timedelta(days=2), 10)) as at:
        posted = star_work.of_year(year).filter(state=StarState.POSTED, star__number=1)[4]
        posted.village = place.village
        text = "他家今年没有带人一起做，请核实"
        objection = star_objections.record(award=posted, text=text, name="", by=place.users[people.OFFICER], at=at)
        objection.village = place.village
        decider = next(
            user for user in place.of_body("supervision") if not star_work.why_not_deciding(user, posted, objection)
        )
        answer = "走访三户，确有两户跟他家学修枝、一起卖果"
        star_objections.decide_objection(objection=objection, upheld=False, answer=answer, by=decider, at=at)
    with clock.frozen(clock.moment(day + timedelta(days=9), 0, 10)) as at:
        run_village(place.village, at)
        star_years.close_year(year=year, by=place.administrator, at=at)
    if now > clock.moment(day + timedelta(days=30)):
        with clock.frozen(clock.moment(day + timedelta(days=28), 20)) as at:
            _withdraw_one(place, year, at)


def _withdraw_one(place: Place, year: StarYear, at: datetime) -> None:
    """Of group 2, so that the all-excellent group stays one."""
    rows = star_work.of_year(year).filter(state=StarState.GRANTED, star__number=3, household__group__number=2)
    taken = {office.household for office in people.OFFICES}
    award = rows.exclude(household__number__in=taken)[1]
    award.village = place.village
    [proposer, *_] = place.of_body("branch")
    star_withdrawals.propose(award=award, reason=WITHDRAWN_FOR, by=proposer, at=at)
    star_withdrawals.decide(award=award, agrees=True, by=place.of_body("representatives")[0], at=at)


def _under_way(place: Place, rng: Random, today: date, now: datetime) -> None:
    """This year: opened lately, some in publicity, the others waiting for the committee."""
    year = _year(place, rng, today.year, today - timedelta(days=12), until=25)
    with clock.frozen(clock.moment(today - timedelta(days=3), 19)) as at:
        _decide(place, list(star_work.of_year(year).filter(star__number__in=(2, 3)))[:14], at)
