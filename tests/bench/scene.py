"""Villages to measure on, made with few statements; making them is not measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connections

from points.enums import ClaimState, Role
from points.models import Claim, Group, Household, Item, Mandate, Membership, User, Village
from points.sample.template import scheme_template
from points.services import schemes, villages
from villagegov.kernel import clock

#: Publicity of every claim ends on this day; they are posted on the next.
DAY = date(2026, 10, 10)
RELEASED = date(2026, 10, 20)
POSTED = clock.moment(date(2026, 10, 21), 1)


@dataclass(frozen=True)
class Sizes:
    #: Rows of the register that is imported.
    register: int
    #: Claims posted in one village, and over how many households.
    claims: int
    households: int
    #: Villages, and claims in each, posted one village after the other.
    villages: int
    claims_each: int
    #: How long each page is asked for, in seconds, and claims on the work list.
    seconds: float
    waiting: int
    #: Villages whose month is closed, each of 256 households and 50 entries a household.
    closing: tuple[int, ...]


SIZES = {
    "full": Sizes(10_000, 10_000, 400, 400, 25, 10, 300, (10, 100)),
    "quick": Sizes(1_000, 1_000, 100, 40, 25, 2, 100, (2,)),
}


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def analyze() -> None:
    """What autovacuum would have done by the time a village has so many rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def user(name: str) -> User:
    return User.objects.create_user(name, None, name=name)


def village(slug: str, households: int, typist: User) -> tuple[Village, Item]:
    """A village with rules in force, ten groups and its households; and the item that is claimed."""
    at = clock.moment(date(2026, 1, 1))
    town = villages.ensure_region(path=["四川省", "乐山市", "井研县", "研经镇"])
    made = villages.create_village(town=town, name=slug, slug=slug, since=date(2026, 10, 1), by=None, at=at)
    draft = schemes.draft_from_template(village=made, template=scheme_template(), by=None, at=at)
    mandate = Mandate(
        meeting="村民会议",
        held_on=date(2019, 9, 20),
        entitled=600,
        present=437,
        in_favour=415,
        filing="研经镇备案2019-07号",
    )
    schemes.take_effect(scheme=draft, mandate=mandate, effective_from=date(2019, 10, 1), by=None, at=at, first=True)
    groups = Group.objects.bulk_create(Group(village=made, number=n, name=f"{n}组") for n in range(1, 11))
    Household.objects.bulk_create(
        Household(
            village=made,
            group=groups[n % 10],
            number=f"{n + 1:05d}",
            head_name=f"李小{n}",
            pinyin="lixiao",
            initials="lx",
            joined_on=date(2019, 10, 1),
        )
        for n in range(households)
    )
    Membership.objects.create(village=made, user=typist, role=Role.OFFICER)
    return made, Item.objects.select_related("category").get(village=made, code=16)


def claims(village: Village, item: Item, typist: User, count: int, **more: Any) -> None:
    """Claims in publicity, spread over the households and over the days of October."""
    households = list(Household.objects.filter(village=village).order_by("number"))
    moment: datetime = clock.moment(DAY)
    state = {
        "state": ClaimState.PUBLICISED,
        "submitted_at": moment,
        "decided_at": moment,
        "publicity_from": DAY,
        "publicity_until": RELEASED,
        "review_round": 1,
        **more,
    }
    Claim.objects.bulk_create(
        (
            Claim(
                village=village,
                household=households[n % len(households)],
                item=item,
                item_code=item.code,
                item_name=item.name,
                item_wording=item.wording,
                unit_points=item.points,
                points=item.points,
                day=DAY - timedelta(days=n % 9),
                note="和邻居一起清扫了村口到水库的路。",
                typed_by=typist,
                created_at=moment,
                **state,
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
