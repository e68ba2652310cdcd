"""A village under the sixty-nine items, with posted claims, and a draft beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from points.enums import ClaimState
from points.models import Claim, Household, Item, Mandate, Scheme, User, Village
from points.sample.template import scheme_template
from points.services import schemes
from tests.factories import Cast, HouseholdFactory, make_village
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 22), 10)
DAY = date(2026, 5, 4)


@dataclass
class Rules:
    cast: Cast
    scheme: Scheme
    items: dict[int, Item]

    @property
    def village(self) -> Village:
        return self.cast.village

    @property
    def administrator(self) -> User:
        return self.cast.administrator


def rules(households: int = 4) -> Rules:
    """The sixty-nine items in force since 2024, and the village's first rules before them."""
    cast = make_village(households=households, slug="wjg", name="王家沟村")
    draft = schemes.draft_from_template(village=cast.village, template=scheme_template(), by=None, at=NOW)
    with clock.frozen(clock.moment(date(2023, 12, 20))) as at:
        scheme = schemes.take_effect(
            scheme=draft, mandate=mandate(held_on=date(2023, 12, 10)), effective_from=date(2024, 1, 1), by=None, at=at
        )
    return Rules(cast, scheme, by_code(scheme))


def mandate(**values: Any) -> Mandate:
    base = {"meeting": "村民代表会议", "held_on": date(2026, 11, 20), "entitled": 45, "present": 40, "in_favour": 35}
    return Mandate(**{**base, "filing": "研经镇备2026-9号", **values})


def by_code(scheme: Scheme) -> dict[int, Item]:
    return {item.code: item for item in Item.objects.filter(village=scheme.village_id, scheme=scheme)}


def copied(rules: Rules, **more: Any) -> tuple[Scheme, dict[int, Item]]:
    draft = schemes.copy_scheme(scheme=rules.scheme, title="二〇二七年办法", by=rules.administrator, at=NOW, **more)
    return draft, by_code(draft)


def posted(
    rules: Rules,
    rows: Iterable[tuple[int, int, date, int]],
    households: Sequence[Household] | None = None,
    **more: Any,
) -> list[Claim]:
    """Posted claims: household, number of the item, day, quantity."""
    people = households or rules.cast.households
    found = []
    for household, code, day, quantity in rows:
        item = rules.items[code]
        unit_points = more.get("unit_points", item.points)
        found.append(
            Claim(
                village=rules.village,
                household=people[household],
                item=item,
                item_code=item.code,
                item_name=item.name,
                item_wording=item.wording,
                unit_points=unit_points,
                quantity=quantity,
                points=unit_points * quantity,
                day=day,
                typed_by=rules.cast.officer,
                state=ClaimState.POSTED,
                created_at=NOW,
                submitted_at=NOW,
                decided_at=NOW,
                publicity_from=day,
                publicity_until=day,
                posted_at=NOW,
                review_round=1,
            )
        )
    return Claim.objects.bulk_create(found)


def a_year(rules: Rules, households: int, claims: int, year: int = 2026) -> list[Claim]:
    """A lively year: some households do more than others."""
    dice = Random(7)
    groups = rules.cast.groups
    people = [
        HouseholdFactory(
            village=rules.village, group=groups[index % len(groups)], number=f"{index + 101}", head_name=name(dice)
        )
        for index in range(households)
    ]
    codes = [code for code, item in rules.items.items() if not item.board_only and item.points < 40]
    weights = [8 if rules.items[code].common_rank else 1 for code in codes]
    rows = [
        (
            min(int(dice.expovariate(3) * households), households - 1),
            dice.choices(codes, weights)[0],
            date(year, dice.randint(1, 10), dice.randint(1, 28)),
            1,
        )
        for _ in range(claims)
    ]
    return posted(rules, rows, people)


def name(dice: Random) -> str:
    return dice.choice("李王张刘陈杨黄赵周吴") + "".join(dice.choice("兴海小华建国秀英志明玉兰") for _ in range(2))
