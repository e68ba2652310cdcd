"""和平村 alive without points: a settlement that looks after itself, its people, and a year of demands and visits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from boards.sample import demands as shared
from boards.sample import heping_bodies, heping_matters
from boards.sample.demands import Place
from boards.sample.phone import card_of
from boards.sample.setting import TERM_FROM, sample_user
from councils.enums import BodyKind, DemandOutcome
from councils.models import Body, BodyMember
from councils.services import demands
from points.enums import CareKind, Role
from points.models import Village
from points.sample import heping as people
from points.sample.people import SEED
from points.services import accounts, register
from points.services.calendar import seed
from villagegov.kernel import clock

BODIES: dict[str, tuple[str, BodyKind, tuple[Role, ...]]] = {
    "branch": ("村党支部委员会", BodyKind.BRANCH, (Role.COMMITTEE,)),
    "supervision": ("村务监督委员会", BodyKind.SUPERVISION, (Role.SUPERVISOR,)),
    "representatives": ("村民代表会议", BodyKind.REPRESENTATIVES, (Role.COMMITTEE,)),
}
#: What a year brought in that is over, and how often a household was visited in it.
OVER = {"solved": 52, "explained": 4, "passed_on": 2}
VISITS_EACH = 6
#: What is not over yet, and how many days ago it was brought in.
LATELY = (("waiting", 9), ("handed", 6), ("handed", 5), ("reopened", 12), ("waiting", 8), ("filed", 1))
MARKS: tuple[tuple[CareKind, int], ...] = (
    (CareKind.LONE_ELDERLY, 8), (CareKind.HARDSHIP, 6), (CareKind.LEFT_BEHIND, 5),
)  # fmt: skip


def live(village: Village, *, first_day: date, now: datetime, share: float) -> None:
    """From the first day to today; ``share`` of the year's numbers in a short history."""
    with clock.frozen(clock.moment(first_day, 8)) as at:
        place = _settle(village, at)
        seed(village=village, at=at)
        shared.mark(place, MARKS, first_day, at)
    shared.visit_all(place, first_day, now, VISITS_EACH)
    fates = [fate for fate, count in OVER.items() for _ in range(max(1, round(count * share)))]
    place.rng.shuffle(fates)
    today = clock.local_day(now)
    shared.bring_over(place, fates, first_day, today)
    for number, (fate, back) in enumerate(LATELY):
        shared.bring_step_by_step(place, number, today - timedelta(days=back), fate, now)
    _own(place, now)
    card_of(village, place.officer, today)
    heping_bodies.live(village, first_day)
    heping_matters.live(village, now)


def _settle(village: Village, at: datetime) -> Place:
    rows = [
        register.HouseholdRow(
            number=plan.number, head_name=plan.head_name, group_number=plan.group, members=plan.members,
            joined_on=date(2019, 10, 1),
        )
        for plan in people.households()
    ]  # fmt: skip
    homes = register.add_households(village=village, rows=rows, by=None, at=at)
    place = Place(village, homes, Random(f"{SEED}:heping-demands"), people.WORDS, officer_login=people.OFFICER)
    for volunteer in people.VOLUNTEERS:
        place.helpers.setdefault(volunteer.strength, []).append(place.by_number[volunteer.household].head_name)
    _offices(place, at)
    drawn = [
        (f"第{number}网格", groups, people.GRID_LOGIN if number == 1 else f"{people.GRID_LOGIN}{number}", household)
        for number, (groups, household) in enumerate(people.GRIDS, start=1)
    ]
    shared.draw_grids(place, drawn, at)
    return place


def _offices(place: Place, at: datetime) -> None:
    """Who holds an office in the village, and who sits in the settlement's bodies: all of them can log in."""
    homes = place.by_number
    bodies = {key: Body(village=place.village, name=name, kind=kind) for key, (name, kind, _roles) in BODIES.items()}
    Body.objects.bulk_create(bodies.values())
    for office in people.OFFICES:
        home = homes[office.household]
        user = place.users[office.username] = sample_user(office.username, home.head_name)
        for role in BODIES[office.body][2]:
            accounts.grant_role(village=place.village, user=user, role=role, household=home, by=None, at=at)
        BodyMember.objects.create(
            village=place.village, body=bodies[office.body], name=user.name, user=user, household=home,
            position=office.office, party_member=office.party_member, term_from=TERM_FROM,
        )  # fmt: skip
    others = [(login, homes[number].head_name, Role.COMMITTEE, number) for login, number, _position in people.OWNERS]
    others += [
        (people.ADMINISTRATOR, "古玉萍", Role.ADMINISTRATOR, ""),
        (people.OFFICER, "申国华", Role.OFFICER, ""),
        (people.VILLAGER_LOGIN, homes[people.VILLAGER].head_name, Role.VILLAGER, people.VILLAGER),
    ]
    for login, name, role, number in others:
        if login not in place.users:
            user = place.users[login] = sample_user(login, name)
            accounts.grant_role(
                village=place.village, user=user, role=role, household=homes.get(number), by=None, at=at
            )


def _own(place: Place, now: datetime) -> None:
    """The printed villager's: one that a volunteer saw to and that waits for the household's word, one of today."""
    home = place.by_number[people.VILLAGER]
    home.village = place.village
    user, officer, today = place.users[people.VILLAGER_LOGIN], place.grid[1], clock.local_day(now)
    case, fresh = people.WORDS.cases[1], people.WORDS.cases[4]
    day = today - timedelta(days=5)
    data = demands.DemandInput(case.kind, case.text, case.topic, "聚居点二排", may_publish=True)
    made = demands.bring(household=home, data=data, by=user, at=clock.moment(day, 20))
    made.village = place.village
    helper = place.helper(case)
    demands.hand(
        demand=made, to=officer, helper=helper, strength=case.strength, by=place.officer,
        at=clock.moment(day + timedelta(days=1), 8),
    )  # fmt: skip
    shared.arrive(home, made, day, officer, now)
    answer = demands.Answer(DemandOutcome.SOLVED, case.done, public_words=case.public)
    demands.answer(demand=made, data=answer, by=officer, at=clock.moment(day + timedelta(days=2), 9))
    data = demands.DemandInput(fresh.kind, fresh.text, fresh.topic, "小区门口")
    demands.bring(household=home, data=data, by=user, at=now - timedelta(minutes=20))
