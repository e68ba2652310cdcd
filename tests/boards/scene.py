"""A village as one would meet it: names, groups, a year of a few deeds, the boards of August to October."""

from __future__ import annotations

from datetime import date

from boards.enums import Colour
from boards.services import issues
from points.enums import Role
from points.models import Household, Region
from tests.boards.support import decided, deed, entries, issue_of, publish, sweep, told
from tests.factories import Cast, ItemFactory, make_village, member
from villagegov.kernel import clock

# fmt: off
NAMES = (
    "李建华", "陈秀芳", "王明", "周桂英", "赵强", "刘志国", "张丽", "杨春梅",
    "吴国平", "何平", "欧阳小红", "邓玉兰",
)
# fmt: on
REASONS = ("洪水当夜帮四户老人转移，连续守堤两晚。", "半年来每周三次帮邻居料理家务。", "无偿让地 0.4 亩，修通通组路。")
TODAY = clock.moment(date(2026, 11, 20), 10)


def wangjiagou(households: int = 12) -> Cast:
    province = Region.objects.create(level=1, name="四川省")
    city = Region.objects.create(level=2, name="乐山市", parent=province)
    county = Region.objects.create(level=3, name="井研县", parent=city)
    town = Region.objects.create(level=4, name="研经镇", parent=county)
    cast = make_village(households=households, slug="wangjiagou", name="王家沟村", town=town)
    for household, name in zip(cast.households, NAMES, strict=False):
        household.head_name = name
        household.save(update_fields=["head_name"])
    return cast


def boards_of_autumn(cast: Cast) -> Cast:
    """August, September and October published; in October three on the red board, two on the black (one more ended)."""
    labour = ItemFactory(scheme=cast.scheme, category=cast.category, code=16, name="义务劳动", points=5)
    help_out = ItemFactory(scheme=cast.scheme, category=cast.category, code=19, name="邻里帮扶", points=15)
    for month in (8, 9, 10):
        for index, household in enumerate(cast.households[:7]):
            deed(cast, household, cast.award, date(2026, month, 3 + index))
            if index < 4:
                deed(cast, household, (labour, help_out)[index % 2], date(2026, month, 12 + index))
    for day in (5, 6):
        deed(cast, cast.households[8], cast.deduction, date(2026, 10, day))
    deed(cast, cast.households[9], cast.deduction, date(2026, 10, 7))
    for day in (12, 13):
        deed(cast, cast.households[day % 12], cast.award, date(2026, 11, day))
    for month in (8, 9, 10):
        start, at = date(2026, month, 1), clock.moment(date(2026, month + 1, 8), 9)
        sweep(cast, at)
        if month == 10:
            for entry, reason in zip(entries(cast, "red", start), REASONS, strict=False):
                issues.edit_entry(entry=entry, reason=reason, position=entry.position, by=cast.branch, at=at)
            issues.add_entry(
                issue=issue_of(cast, start),
                colour=Colour.BLACK,
                household=cast.households[10],
                reason="两次劝阻后仍露天焚烧秸秆",
                article="第六条",
                deed_day=date(2026, 10, 20),
                by=cast.branch_two,
                at=at,
            )
        publish(cast, start, at)
    for entry in entries(cast, "black")[:2]:
        decided(cast, told(cast, entry))
    last = entries(cast, "black")[2]
    decided(cast, told(cast, last))
    Household.objects.filter(pk=cast.households[1].pk).update(names_public=True)
    return cast


def neighbour(cast: Cast):
    """A villager of another household."""
    return member(cast.village, Role.VILLAGER, household=cast.households[3], name="周桂英")
