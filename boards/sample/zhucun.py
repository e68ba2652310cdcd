"""祝村 alive without points: thirteen grids, two years of demands and visits, and what is under way today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from boards.sample import demands as shared
from boards.sample.demands import Place
from boards.sample.phone import card_of
from boards.sample.setting import TERM_FROM, sample_user
from councils.enums import BodyKind, DemandOutcome
from councils.models import Body, BodyMember
from councils.services import demands
from points.enums import CareKind, Role
from points.models import Group, Village
from points.sample import zhucun as people
from points.sample.people import SEED
from points.services import accounts, register
from points.services.calendar import seed
from villagegov.kernel import clock

#: In two years, as the briefing counts them, 216 were brought in and 195 solved: these are over, and with what is
#: written down step by step below it comes to that.
OVER = {"solved": 191, "explained": 8, "passed_on": 5}
#: Visits to a household in two years; over 10,000 in all.
VISITS_EACH = 33
#: What is not over yet, and how many days ago it was brought in.
LATELY = (
    ("unsettled", 18), ("waiting", 16), ("waiting", 15), ("waiting", 13), ("reopened", 14), ("handed", 8),
    ("handed", 6), ("handed", 5), ("filed", 2), ("filed", 1),
)  # fmt: skip
MARKS: tuple[tuple[CareKind, int], ...] = (
    (CareKind.LONE_ELDERLY, 14), (CareKind.HARDSHIP, 11), (CareKind.LEFT_BEHIND, 8),
)  # fmt: skip


def live(village: Village, *, first_day: date, now: datetime, share: float) -> None:
    """From the first day to today; ``share`` of the two years' numbers in a short history."""
    with clock.frozen(clock.moment(first_day, 8)) as at:
        place = _settle(village, at)
        seed(village=village, at=at)
        shared.mark(place, MARKS, first_day, at)
    shared.visit_all(place, first_day, now, VISITS_EACH / 2)
    fates = [fate for fate, count in OVER.items() for _ in range(round(count * share))]
    place.rng.shuffle(fates)
    today = clock.local_day(now)
    shared.bring_over(place, fates, first_day, today)
    for number, (fate, back) in enumerate(LATELY):
        shared.bring_step_by_step(place, number, today - timedelta(days=back), fate, now)
    _own(place, now)
    card_of(village, place.officer, today)


# ------------------------------------------------------------------------------------------------------------- people


def _settle(village: Village, at: datetime) -> Place:
    rows = [
        register.HouseholdRow(
            number=plan.number, head_name=plan.head_name, group_number=plan.group, members=plan.members,
            joined_on=date(2019, 10, 1),
        )
        for plan in people.households()
    ]  # fmt: skip
    homes = register.add_households(village=village, rows=rows, by=None, at=at)
    place = Place(village, homes, Random(f"{SEED}:zhucun-demands"), people.WORDS, officer_login=people.OFFICER)
    by_number = {home.number: home for home in homes}
    for username, name, role, number in (
        (people.ADMINISTRATOR, "祝晓梅", Role.ADMINISTRATOR, ""),
        (people.OFFICER, "罗成玉", Role.OFFICER, ""),
        (people.SECRETARY, "祝长江", Role.COMMITTEE, "030"),
        (people.SUPERVISOR, "龚明德", Role.SUPERVISOR, "077"),
        (
            people.REPRESENTATIVE,
            by_number[people.REPRESENTATIVE_HOME].head_name,
            Role.COMMITTEE,
            people.REPRESENTATIVE_HOME,
        ),
        (people.VILLAGER_LOGIN, by_number[people.VILLAGER].head_name, Role.VILLAGER, people.VILLAGER),
    ):
        user = place.users[username] = sample_user(username, name)
        accounts.grant_role(village=village, user=user, role=role, household=by_number.get(number), by=None, at=at)
    branch = Body.objects.create(village=village, name="村党支部委员会", kind=BodyKind.BRANCH)
    BodyMember.objects.create(
        village=village, body=branch, name="祝长江", user=place.users[people.SECRETARY], household=by_number["030"],
        position="支部书记", party_member=True, term_from=TERM_FROM,
    )  # fmt: skip
    shared.draw_grids(place, _drawn(place), at)
    return place


def _drawn(place: Place) -> list[tuple[str, tuple[int, ...], str, str]]:
    """One grid for each group; its officer is a villager of the group."""
    groups = {group.pk: group.number for group in Group.objects.filter(village=place.village)}
    first: dict[int, str] = {}
    for home in place.households[3:]:
        first.setdefault(groups[home.group_id], home.number)
    login = people.GRID_LOGIN
    return [
        (f"第{number}网格", (number,), login if number == 1 else f"{login}{number}", first[number])
        for number in range(1, people.GROUPS + 1)
    ]


def _own(place: Place, now: datetime) -> None:
    """The printed villager's: one that waits for the household's word, one brought in this morning."""
    home = next(home for home in place.households if home.number == people.VILLAGER)
    user, officer, today = place.users[people.VILLAGER_LOGIN], place.grid[1], clock.local_day(now)
    case, fresh = people.WORDS.cases[0], people.WORDS.cases[1]
    day = today - timedelta(days=6)
    data = demands.DemandInput(case.kind, case.text, case.topic, "三岔路口", may_publish=True)
    made = demands.bring(household=home, data=data, by=user, at=clock.moment(day, 20))
    made.village = place.village
    shared.arrive(home, made, day, officer, now)
    answer = demands.Answer(DemandOutcome.SOLVED, case.done, public_words=case.public)
    demands.answer(demand=made, data=answer, by=officer, at=clock.moment(day + timedelta(days=2), 9))
    data = demands.DemandInput(fresh.kind, fresh.text, fresh.topic, "屋后水管")
    demands.bring(household=home, data=data, by=user, at=now - timedelta(minutes=30))
