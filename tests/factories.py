"""Test data. One factory per model; every village row lies in the village it is given.

``make_village()`` gives a small village in which the main job can be done: scheme in force, bodies, officers,
households.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import factory
from django.contrib.auth.hashers import make_password

from councils.enums import BodyKind
from councils.models import Body, BodyMember
from points.enums import ClaimState, Disclosure, Role
from points.models import (
    Category,
    Claim,
    Group,
    Household,
    Item,
    LedgerHead,
    Mandate,
    Membership,
    Region,
    Scheme,
    User,
    Village,
    VillageSettings,
)
from villagegov.kernel import clock

PASSWORD = "a-long-test-password"
#: Villages of tests use the site from this day on.
SINCE = date(2026, 1, 1)
#: Roles whose people work in the admin too.
STAFF = {Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    level = 4
    name = factory.Sequence(lambda n: f"第{n}镇")


class VillageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Village
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"village-{n}")
    name = factory.Sequence(lambda n: f"第{n}村")
    town = factory.SubFactory(RegionFactory)

    @factory.post_generation
    def parts(village, create, extracted, **kwargs):
        if create:
            VillageSettings.objects.create(village=village, effective_from=SINCE)
            LedgerHead.objects.create(village=village)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"王用户{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    village = factory.SubFactory(VillageFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda group: f"{group.number}组")


class HouseholdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Household

    village = factory.SubFactory(VillageFactory)
    group = factory.SubFactory(GroupFactory, village=factory.SelfAttribute("..village"))
    number = factory.Sequence(lambda n: f"{n + 1:03d}")
    head_name = factory.Sequence(lambda n: f"李小{n}")
    pinyin = "lixiao"
    initials = "lx"
    joined_on = date(2019, 10, 1)


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate

    village = factory.SubFactory(VillageFactory)
    meeting = "村民代表会议"
    held_on = date(2019, 9, 20)
    entitled = 40
    present = 36
    in_favour = 34


class SchemeFactory(factory.django.DjangoModelFactory):
    """In force since 2019; pass ``effective_from=None, mandate=None`` for a draft."""

    class Meta:
        model = Scheme

    village = factory.SubFactory(VillageFactory)
    title = "村民积分管理办法"
    effective_from = date(2019, 10, 1)
    mandate = factory.SubFactory(MandateFactory, village=factory.SelfAttribute("..village"))


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    scheme = factory.SubFactory(SchemeFactory)
    village = factory.SelfAttribute("scheme.village")
    number = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda category: f"第{category.number}类")


class ItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Item

    scheme = factory.SubFactory(SchemeFactory)
    village = factory.SelfAttribute("scheme.village")
    category = factory.SubFactory(CategoryFactory, scheme=factory.SelfAttribute("..scheme"))
    code = factory.Sequence(lambda n: n + 100)
    name = factory.LazyAttribute(lambda item: f"项目{item.code}")
    wording = "参加一次"
    points = 10
    disclosure = Disclosure.FULL


class ClaimFactory(factory.django.DjangoModelFactory):
    """A draft typed in by somebody; states beyond it are reached through the services, or given with their dates."""

    class Meta:
        model = Claim

    village = factory.SubFactory(VillageFactory)
    household = factory.SubFactory(HouseholdFactory, village=factory.SelfAttribute("..village"))
    item = factory.SubFactory(
        ItemFactory, scheme=factory.SubFactory(SchemeFactory, village=factory.SelfAttribute("...village"))
    )
    item_code = factory.SelfAttribute("item.code")
    item_name = factory.SelfAttribute("item.name")
    item_wording = factory.SelfAttribute("item.wording")
    unit_points = factory.SelfAttribute("item.points")
    day = date(2026, 10, 10)
    quantity = 1
    points = factory.LazyAttribute(lambda claim: claim.unit_points * claim.quantity)
    typed_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyAttribute(lambda claim: clock.moment(claim.day))


def publicised(
    village: Village, household: Household, item: Item, typed_by: User, day: date, until: date, **more
) -> Claim:
    """A claim in publicity, as review leaves it."""
    return ClaimFactory(
        village=village,
        household=household,
        item=item,
        typed_by=typed_by,
        day=day,
        state=ClaimState.PUBLICISED,
        submitted_at=clock.moment(day),
        decided_at=clock.moment(day),
        publicity_from=day,
        publicity_until=until,
        review_round=1,
        **more,
    )


def submitted(
    village: Village, household: Household, item: Item, typed_by: User, day: date = date(2026, 10, 10), **more
) -> Claim:
    """A claim that waits for review, as sending up leaves it."""
    return ClaimFactory(
        village=village,
        household=household,
        item=item,
        typed_by=typed_by,
        day=day,
        state=ClaimState.SUBMITTED,
        submitted_at=clock.moment(day),
        **{"review_round": 1, **more},
    )


@dataclass
class Cast:
    """A village with everybody in it."""

    village: Village
    scheme: Scheme
    category: Category
    award: Item
    deduction: Item
    groups: list[Group]
    households: list[Household]
    officer: User
    administrator: User
    supervisor: User
    #: Committee members: two of the branch committee, one of supervision, one representative.
    branch: User
    branch_two: User
    supervision: User
    representative: User
    villager: User
    superuser: User
    bodies: dict[str, Body] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        return clock.now()


def member(village: Village, role: Role, household: Household | None = None, **more) -> User:
    """A user with a role in the village."""
    user = UserFactory(is_staff=role in STAFF, **more)
    Membership.objects.create(village=village, user=user, role=role, household=household)
    return user


def seat(body: Body, user: User, **more) -> BodyMember:
    """A seat of the user in a body, for a term that covers the tests."""
    return BodyMember.objects.create(
        village=body.village, body=body, user=user, name=user.name, term_from=date(2024, 1, 1), **more
    )


def make_village(households: int = 3, **village_fields) -> Cast:
    """A small village: a scheme of one award (10) and one deduction (-5), three constituencies, one of each role.

    Nearly every test begins with one, so the rows of a table come in one statement.
    """
    village = VillageFactory(**village_fields)
    scheme = SchemeFactory(village=village)
    category = CategoryFactory(scheme=scheme, number=1, name="维护社会治安")
    award, deduction = _items(scheme, category)
    groups = Group.objects.bulk_create(GroupFactory.build(village=village, number=number) for number in (1, 2))
    rows = Household.objects.bulk_create(
        HouseholdFactory.build(village=village, group=groups[index % 2], number=f"{index + 1:03d}")
        for index in range(households)
    )
    people = _people(village, rows[0] if rows else None)
    return Cast(
        village=village,
        scheme=scheme,
        category=category,
        award=award,
        deduction=deduction,
        groups=groups,
        households=rows,
        bodies=_bodies(village, people),
        **people,
    )


def _items(scheme: Scheme, category: Category) -> tuple[Item, Item]:
    """An award and a deduction; the two of the boards lie beside them."""
    common = {"scheme": scheme, "category": category}
    award, deduction, *_boards = Item.objects.bulk_create(
        [
            ItemFactory.build(code=1, name="治安巡防", points=10, **common),
            ItemFactory.build(code=46, name="焚烧秸秆", points=-5, villagers_may_claim=False, **common),
            ItemFactory.build(code=68, name="上红榜", points=10, board_only=True, **common),
            ItemFactory.build(code=69, name="上黑榜", points=-10, board_only=True, **common),
        ]
    )
    return award, deduction


def _people(village: Village, household: Household | None) -> dict[str, User | None]:
    """Whoever has a role, and the superuser, who has none."""
    roles = {name: (Role.COMMITTEE, name) for name in ("branch", "branch_two", "supervision", "representative")}
    roles |= {
        "officer": (Role.OFFICER, "积分信息员"),
        "administrator": (Role.ADMINISTRATOR, "管理员"),
        "supervisor": (Role.SUPERVISOR, "监督员"),
    }
    if household:
        roles["villager"] = (Role.VILLAGER, "村民")
    people = {key: UserFactory.build(name=name, is_staff=role in STAFF) for key, (role, name) in roles.items()}
    superuser = UserFactory.build(is_staff=True, is_superuser=True)
    User.objects.bulk_create([*people.values(), superuser])
    Membership.objects.bulk_create(
        Membership(village=village, user=people[key], role=role, household=household if role == Role.VILLAGER else None)
        for key, (role, _name) in roles.items()
    )
    return {"villager": None, **people, "superuser": superuser}


def _bodies(village: Village, people: dict[str, User | None]) -> dict[str, Body]:
    """The three constituencies, and who sits in them."""
    kinds = (BodyKind.BRANCH, BodyKind.SUPERVISION, BodyKind.REPRESENTATIVES)
    rows = Body.objects.bulk_create(Body(village=village, name=str(kind.label), kind=kind) for kind in kinds)
    bodies = dict(zip(kinds, rows, strict=True))
    seats = {
        "branch": BodyKind.BRANCH,
        "branch_two": BodyKind.BRANCH,
        "supervision": BodyKind.SUPERVISION,
        "representative": BodyKind.REPRESENTATIVES,
    }
    BodyMember.objects.bulk_create(
        BodyMember(
            village=village, body=bodies[kind], user=people[key], name=people[key].name, term_from=date(2024, 1, 1)
        )
        for key, kind in seats.items()
    )
    return bodies
