"""How things stand on the first day: villages, register, rules, accounts, bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from boards.sample import rules
from boards.sample.accounts import PRINTED_NAMES, hashed
from councils.enums import BodyKind
from councils.models import Body, BodyMember, KinListing, NearKin
from points.enums import EntryKind, HouseholdState, RegionRoleKind, Role
from points.models import Household, RegionRole, Scheme, User, Village
from points.sample import people
from points.sample.people import SampleHousehold, SamplePerson
from points.sample.villages import SampleVillage
from points.services import accounts, ledger, register, villages

TERM_FROM = date(2024, 1, 15)
FIRST_VILLAGER = "cunmin"
#: What each constituency may do besides reviewing. The head of the supervision committee keeps free for objections.
ROLES: dict[str, tuple[Role, ...]] = {
    people.BRANCH: (Role.COMMITTEE,),
    people.SUPERVISION: (Role.SUPERVISOR, Role.COMMITTEE),
    people.REPRESENTATIVES: (Role.COMMITTEE,),
}
BODIES: dict[str, tuple[str, BodyKind]] = {
    people.BRANCH: ("村党支部委员会", BodyKind.BRANCH),
    people.SUPERVISION: ("村务监督委员会", BodyKind.SUPERVISION),
    people.REPRESENTATIVES: ("村民代表会议", BodyKind.REPRESENTATIVES),
}
#: Members who have not listed their near kin this term.
NOT_LISTED = ("xuanchuan", "daibiao8")
REVIEW_BODY = "积分管理审核委员会"


@dataclass
class Setting:
    """王家沟村 as the history finds it."""

    village: Village
    first_day: date
    last_day: date
    plans: tuple[SampleHousehold, ...]
    scheme: Scheme
    households: dict[str, Household] = field(default_factory=dict)
    """By number."""
    users: dict[str, User] = field(default_factory=dict)
    """By user name."""
    villagers: dict[str, User] = field(default_factory=dict)
    """Villagers with a log-in, by household number."""
    offices: tuple[SamplePerson, ...] = ()

    @property
    def officer(self) -> User:
        return self.users["xinxiyuan"]

    def is_late(self, plan: SampleHousehold) -> bool:
        """Whether a household moves in while the history is running; a short history ends before it would."""
        return plan.late and late_join_day(self) <= self.last_day

    def of_constituency(self, constituency: str) -> list[User]:
        """Members who review, in order of office."""
        return [self.users[person.username] for person in self.offices if person.constituency == constituency]


def make_village(plan: SampleVillage, *, since: date, at: datetime) -> Village:
    return villages.create_village(
        town=villages.ensure_region(path=list(plan.region_path)),
        name=plan.name,
        slug=plan.slug,
        profile=plan.profile,
        points_on=plan.points_on,
        modules=plan.modules,
        since=since,
        by=None,
        at=at,
    )


def settle(village: Village, *, first_day: date, last_day: date, at: datetime) -> Setting:
    """Register, rules, people and bodies of a village with points."""
    scheme = rules.in_force(village, at)
    setting = Setting(village=village, first_day=first_day, last_day=last_day, plans=people.households(), scheme=scheme)
    _register(setting, [plan for plan in setting.plans if not setting.is_late(plan)], at)
    _open_balances(setting, at)
    setting.offices = people.office_holders()
    for person in setting.offices:
        _account(setting, person, at)
    for number in people.ONLINE_HOUSEHOLDS:
        _villager(setting, number, at)
    _seat(setting, at)
    return setting


def join_late(setting: Setting, *, at: datetime) -> None:
    """The household that moves in while the history is running."""
    _register(setting, [plan for plan in setting.plans if setting.is_late(plan)], at)


def late_join_day(setting: Setting) -> date:
    return people.join_day(setting.first_day, late=True)


def _register(setting: Setting, plans: list[SampleHousehold], at: datetime) -> None:
    rows = [
        register.HouseholdRow(
            number=plan.number,
            head_name=plan.head_name,
            group_number=plan.group,
            members=plan.members,
            resident=plan.resident,
            state=HouseholdState(plan.state),
            joined_on=people.join_day(setting.first_day, late=setting.is_late(plan)),
            left_on=setting.first_day - timedelta(days=400) if plan.state == HouseholdState.CLOSED else None,
            unranked=plan.unranked,
            names_public=plan.names_public,
        )
        for plan in plans
    ]
    for household in register.add_households(village=setting.village, rows=rows, by=None, at=at):
        setting.households[household.number] = household


def _open_balances(setting: Setting, at: datetime) -> None:
    """What the village's old sheet showed for the months before, where the history begins within a year."""
    months = setting.first_day.month - 1
    if not months:
        return
    rng = Random(f"{people.SEED}:opening")
    postings = [
        ledger.Posting(
            key=f"opening:{household.pk}",
            kind=EntryKind.OPENING,
            household_id=household.pk,
            points=points,
            deed_day=setting.first_day,
            secret={"household": household.number, "head": household.head_name, "note": "旧台账结转"},
        )
        for plan in setting.plans
        if plan.activity > 0 and (household := setting.households.get(plan.number))
        if (points := round(plan.activity * months * rng.uniform(2, 7)))
    ]
    ledger.post(village=setting.village, postings=postings, by=None, at=at)


def _account(setting: Setting, person: SamplePerson, at: datetime) -> None:
    household = setting.households.get(person.household)
    user = setting.users[person.username] = sample_user(person.username, person.name)
    if person.office == "镇级查看员":
        RegionRole.objects.create(user=user, region=setting.village.town, kind=RegionRoleKind.TOWN_VIEWER)
        return
    for role in _roles(person):
        accounts.grant_role(village=setting.village, user=user, role=role, household=household, by=None, at=at)


def _roles(person: SamplePerson) -> tuple[Role, ...]:
    if person.username == "jiandu":
        return (Role.SUPERVISOR,)
    if person.constituency:
        return ROLES[person.constituency]
    return {
        "网格员": (Role.GRID_OFFICER,),
        "积分信息员": (Role.OFFICER,),
        "村级管理员": (Role.ADMINISTRATOR,),
    }[person.office]


def _villager(setting: Setting, number: str, at: datetime) -> None:
    household = setting.households[number]
    first = number == people.ONLINE_HOUSEHOLDS[0]
    user = sample_user(FIRST_VILLAGER if first else f"{FIRST_VILLAGER}{number}", household.head_name)
    accounts.grant_role(village=setting.village, user=user, role=Role.VILLAGER, household=household, by=None, at=at)
    setting.users[user.username] = setting.villagers[number] = user


def sample_user(username: str, name: str) -> User:
    """Only the printed accounts can log in: hashing is slow by design, and nobody needs the others' passwords."""
    user = User.objects.create_user(username, None, name=name)
    if username in PRINTED_NAMES:
        user.password = hashed(username)
        user.save(update_fields=["password"])
    return user


def _seat(setting: Setting, at: datetime) -> None:
    """The three constituencies, the review committee made of them, and near kin as registered for the term."""
    village = setting.village
    bodies = {
        key: Body(village=village, name=name, kind=kind)
        for key, (name, kind) in {**BODIES, "review": (REVIEW_BODY, BodyKind.REVIEW)}.items()
    }
    Body.objects.bulk_create(bodies.values())
    BodyMember.objects.bulk_create(
        BodyMember(
            village=village,
            body=bodies[key],
            name=person.name,
            user=setting.users[person.username],
            household=setting.households[person.household],
            position=person.office,
            party_member=person.party_member,
            term_from=TERM_FROM,
        )
        for person in setting.offices
        if person.constituency
        for key in (person.constituency, "review")
    )
    NearKin.objects.bulk_create(
        NearKin(
            village=village, user=setting.users[username], household=setting.households[number], registered_on=TERM_FROM
        )
        for username, number, _relation in people.KIN
    )
    # Everybody has handed in a list this term, but for two: what the pages say of them is seen in the sample.
    KinListing.objects.bulk_create(
        KinListing(
            village=village,
            user=setting.users[person.username],
            listed_on=TERM_FROM,
            entered_by=setting.users["guanliyuan"],
            entered_at=at,
        )
        for person in setting.offices
        if person.constituency and person.username not in NOT_LISTED
    )
