"""What stands around the boards and the lists: months, categories, who gained, one's own way, corrections since."""

from datetime import date

import pytest

from boards.queries import figures, movement
from boards.queries.figures import Part
from councils.services import corrections
from councils.services.corrections import Remedy
from points.enums import Disclosure, EntryKind
from points.models import Category, Entry, Household
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.support import deed, sweep
from tests.boards.test_public import STANDING, make_own, text
from tests.factories import ItemFactory, make_village
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.web.charts import chart

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


# --------------------------------------------------------------------------------------------------------------- charts


def test_columns_stand_on_nothing_and_the_highest_reaches_the_top():
    drawn = chart([("8月", 20), ("9月", 40), ("10月", 0)])
    low, high, none = drawn.marks
    assert (high.y, high.height) == (14, 72) and low.height == 36 and none.height == 0
    assert drawn.zero == 86 == low.y + low.height
    assert [mark.strong for mark in drawn.marks] == [False, False, True]


def test_what_is_below_nothing_hangs_from_it_and_nothing_at_all_is_no_mistake():
    up, down = chart([("a", 10), ("b", -10)]).marks
    assert up.y + up.height == down.y == 50
    assert chart([("a", 0)]).marks[0].y == 86
    assert chart([]).marks == ()


# ------------------------------------------------------------------------------------------------------------ the board


def test_the_months_and_the_categories_are_drawn_and_stand_in_tables(client, cast):
    shown = text(client)
    assert "每月得分" in shown and "看表格" in shown
    for month in (8, 9, 10):
        assert f'<th scope="row">2026年{month}月</th>' in shown
    assert cast.category.name in shown and "2026年10月做了哪些好事" in shown
    assert [figure.points for figure in figures.months(cast.village, OCT)][-1] == 135
    assert_valid_html(shown)


def test_a_category_of_few_households_is_not_told_nor_one_that_would_tell_it(db):
    cast = make_village(households=12)
    for household in cast.households[:7]:
        deed(cast, household)
    second = Category.objects.create(village=cast.village, scheme=cast.scheme, number=2, name="参与新村建设")
    third = Category.objects.create(village=cast.village, scheme=cast.scheme, number=3, name="促进家庭和睦")
    build = ItemFactory(scheme=cast.scheme, category=second, code=32, name="义务劳动", points=5)
    family = ItemFactory(scheme=cast.scheme, category=third, code=48, name="孝老爱亲", points=10)
    hidden = ItemFactory(
        scheme=cast.scheme, category=cast.category, code=4, name="举报", points=10, disclosure=Disclosure.NONE
    )
    for household in cast.households[:6]:
        deed(cast, household, build)
    for household in cast.households[:2]:
        deed(cast, household, family)
    deed(cast, cast.households[8], hidden)
    sweep(cast)
    first, built, few = figures.categories(cast.village, OCT)
    assert (first.points, first.scoring) == (70, 7), "what may not be shown counts nowhere"
    assert few.points is None and few.scoring == 2
    assert built.points is None, "the next smallest goes with the only one that is held back"


def test_a_group_of_few_is_held_back():
    parts = [Part(1, "1组", 9, 20, 90), Part(2, "2组", 6, 20, 60), Part(3, "3组", 3, 20, 30), Part(4, "4组", 0, 3, 0)]
    assert [part.points for part in figures.held_back(parts)] == [90, None, None, 0]


# --------------------------------------------------------------------------------------------------------- the standing


def test_the_measure_is_named(client, cast):
    assert "兑换不影响名次" in text(client, f"{STANDING}?period=2026-10")
    assert "基础分、结转分加上今年所得积分" in text(client, STANDING)


def test_who_gained_is_named_and_nobody_who_lost(client, db):
    cast = make_village(households=6, slug="wangjiagou")
    first, second, third, fourth = cast.households[:4]
    for day in (3, 4):
        deed(cast, first, day=date(2026, 9, day))
    deed(cast, second, cast.deduction, day=date(2026, 9, 5))
    deed(cast, first, day=date(2026, 10, 3))
    for day in (3, 4, 5):
        deed(cast, second, day=date(2026, 10, day))
    deed(cast, third, day=date(2026, 10, 3))
    sweep(cast)
    found = movement.movers(cast.village, OCT)
    assert [(one.gain, one.before, one.points, one.place) for one in found] == [(30, 0, 30, 1), (10, 0, 10, 2)]
    with clock.frozen(TODAY):
        shown = text(client, f"{STANDING}?period=2026-10")
    assert "比上月进步最大" in shown and "−" not in shown
    assert movement.movers(cast.village, date(2026, 1, 1)) == [], "nothing was before the first month"
    assert fourth


def test_ones_own_months_are_drawn_for_oneself_alone(client, cast):
    own = make_own(cast, cast.households[8])
    shown = text(client, f"{STANDING}?period=2026-10", own)
    assert "您家逐月得分" in shown and "−10" in shown and "不排名次" in shown
    assert_valid_html(shown)
    for user in (None, cast.officer, cast.villager):
        assert "−10" not in text(client, f"{STANDING}?period=2026-10", user)
    assert "您家逐月得分" not in text(client, f"{STANDING}?period=2026-10")
    [way] = movement.own_ways(cast.village, {cast.households[0].pk}, OCT)
    assert [month.month.month for month in way.months][-3:] == [8, 9, 10]
    assert all(month.place and month.points > 0 for month in way.months[-3:])


def test_a_place_in_the_group_stands_beside_that_in_the_village(client, cast):
    assert "组内第 3" in text(client, f"{STANDING}?period=2026-10&group=2")


def corrected(cast, points=None):
    line = Entry.objects.filter(
        village=cast.village, kind=EntryKind.CLAIM, household=cast.households[0], counted_in=OCT
    ).earliest("seq")
    proposed = corrections.propose(
        entry=line, remedy=Remedy(points=points), reason="多记了一次", by=cast.supervisor, at=TODAY
    )
    return corrections.confirm(correction=proposed, by=cast.administrator, at=TODAY)


def test_corrections_of_the_open_month_are_told_and_the_frozen_list_stays(client, cast):
    before = text(client, f"{STANDING}?period=2026-10")
    assert "结账后的更正" not in before
    corrected(cast)
    shown = text(client, f"{STANDING}?period=2026-10")
    assert "结账后的更正，计入2026年11月" in shown and "不再改动" in shown
    assert "李*华户 · 治安巡防" in shown and "李建华" not in shown
    assert before.count("<tr") == shown.count("<tr")
    assert "结账后的更正" not in text(client, f"{STANDING}?period=2026-09"), "only beside the latest"
    assert "结账后的更正" in text(client, STANDING)
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    with clock.frozen(clock.moment(date(2026, 12, 9), 9)):
        assert "结账后的更正" not in text(client, f"{STANDING}?period=2026-11")


def test_whoever_was_closed_since_is_in_no_figure(cast):
    Household.objects.filter(pk=cast.households[0].pk).update(state="closed", left_on=date(2026, 11, 5))
    names = [one.household for one in movement.movers(cast.village, OCT)]
    assert "李*华" not in names
