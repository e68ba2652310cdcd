"""The year's end: frozen ranking, statements that add up, and a page that says what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.enums import RankingKind
from boards.models import Ranking
from boards.services import due
from points.enums import EntryKind, HouseholdState, Role
from points.models import Entry, EntrySecret, Household, Membership
from points.queries import passbook, statements
from points.services import ledger
from tests.boards import support
from tests.factories import Cast, CategoryFactory, HouseholdFactory, ItemFactory, member, publicised
from tests.faults.injection import undone
from villagegov.kernel import clock

#: December closes on 8 January.
CLOSED = clock.moment(date(2027, 1, 8), 0, 5)
NOW = clock.moment(date(2027, 1, 9), 10)


@pytest.fixture(scope="module")
def autumn(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """A village from September to the close of the year, with every kind of line in household 0."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = support.small_village(6)
        labour = ItemFactory(
            scheme=cast.scheme, category=CategoryFactory(scheme=cast.scheme, number=2, name="倡导公益美德"), code=16,
            name="义务劳动", points=5,
        )  # fmt: skip
        first = cast.households[0]
        for day in (3, 12):
            support.deed(cast, first, cast.award, date(2026, 10, day), note="夜里巡了一圈")
        support.deed(cast, first, labour, date(2026, 11, 5))
        support.deed(cast, first, cast.deduction, date(2026, 11, 20))
        support.deed(cast, cast.households[1], cast.award, date(2026, 12, 20))
        # Released on the day after the close: a deed of the year that counts in the next one.
        publicised(cast.village, cast.households[2], cast.award, cast.officer, date(2026, 12, 30), date(2027, 1, 8))
        due.run_days([cast.village], date(2026, 9, 1), clock.moment(date(2026, 12, 28)))
        _by_hand(cast, first)
        due.run_days([cast.village], date(2026, 12, 28), CLOSED)
        yield cast
        transaction.set_rollback(True)


def _by_hand(cast: Cast, household: Household) -> None:
    """What comes from elsewhere: the old sheet, a contest, goods, and a mistake put right."""
    at = clock.moment(date(2026, 12, 28))
    kinds = ((EntryKind.OPENING, 40), (EntryKind.AWARD, 30), (EntryKind.REDEMPTION, -25), (EntryKind.ADJUSTMENT, 1))
    ledger.post(
        village=cast.village,
        postings=[
            ledger.Posting(f"{kind}:x", kind, household.pk, points, date(2026, 12, 1), secret={"note": "第四季度"})
            for kind, points in kinds
        ],
        by=None,
        at=at,
    )
    wrong = Entry.objects.filter(village=cast.village, household=household, kind=EntryKind.CLAIM).earliest("seq")
    ledger.reverse(entry=wrong, reason="录重了", by=cast.administrator, at=at)


@pytest.fixture
def cast(autumn: Cast) -> Iterator[Cast]:
    with undone(), clock.frozen(NOW):
        yield autumn


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(cast: Cast, who: Any, path: str, **asked: Any) -> str:
    response = signed_in(who).get(f"/v/{cast.village.slug}/{path}", asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# ------------------------------------------------------------------------------------------------------------ ranking


def test_december_closes_the_year_and_its_ranking_is_frozen_for_good(cast: Cast) -> None:
    frozen = Ranking.objects.get(village=cast.village, kind=RankingKind.YEAR)
    assert (frozen.start, frozen.frozen_at) == (date(2026, 1, 1), CLOSED)
    rows = {row.household.number: row.year_total for row in frozen.rows.filter(village=cast.village)}
    assert rows["002"] == 110 and rows["003"] == 100, "what was released after the close is not in it"
    due.run_village(cast.village, NOW)
    counted = Entry.objects.get(village=cast.village, household=cast.households[2], kind=EntryKind.CLAIM).counted_in
    assert counted == date(2027, 1, 1)
    assert Ranking.objects.filter(village=cast.village, kind=RankingKind.YEAR).count() == 1
    public = Client().get(f"/v/{cast.village.slug}/standing/", {"period": "2026"}).content.decode()
    assert "2027年1月8日定榜" in public and "李*" in public


# --------------------------------------------------------------------------------------------------------- statements


def test_the_statement_adds_up_and_agrees_with_the_passbook(cast: Cast) -> None:
    first = cast.households[0]
    [one] = statements.statements(cast.village, [first], 2026)
    assert (one.opening, one.base, one.earned, one.deducted) == (40, 100, 25, -5)
    assert (one.award, one.other, one.corrected) == (30, -24, -10)
    assert one.closing == sum((one.opening, one.base, one.earned, one.deducted, one.board, one.award, one.other)) - 10
    assert one.closing == passbook.totals(cast.village, first, date(2026, 12, 31)).total
    assert [(section.title, section.total) for section in one.sections][1:4] == [
        ("基础分", 100),
        ("维护社会治安", 20),
        ("倡导公益美德", 5),
    ]
    assert sum(section.total for section in one.sections) == one.closing
    assert sum(len(section.lines) for section in one.sections) == len(passbook.lines(cast.village, first, 2026))


def test_a_sheet_for_each_household_of_a_group_and_no_more_queries_for_more_of_them(cast: Cast) -> None:
    due.run_village(cast.village, NOW)
    html = page(cast, cast.administrator, "work/statements/print/", year=2026, group=1)
    assert html.count('<article class="statement">') == 3
    assert "夜里巡了一圈" in html and "更正第" in html and "户主签字" in html and "（盖章）" in html
    assert "尚未结账" not in html and "全村6户参加年度排名，本户第1名" in html
    counts = []
    for asked in ({"household": str(cast.households[1].pk)}, {"group": "1"}):
        with CaptureQueriesContext(connection) as captured:
            html = page(cast, cast.administrator, "work/statements/print/", year=2026, **asked)
        counts.append((html.count("<article"), len(captured)))
    assert page(cast, cast.administrator, "work/statements/print/", year=2026, part=1).count("<article") == 6
    assert [sheets for sheets, _queries in counts] == [1, 3] and counts[0][1] == counts[1][1]


def test_who_gets_a_sheet(cast: Cast) -> None:
    """Households with lines; not the closed ones, not those that came later. Erased words stay erased."""
    HouseholdFactory(village=cast.village, group=cast.groups[0], number="900", joined_on=date(2027, 2, 1))
    Household.objects.filter(pk=cast.households[5].pk).update(state=HouseholdState.CLOSED)
    numbers = [household.number for household in statements.with_lines(cast.village, 2026)]
    assert sorted(numbers) == ["001", "002", "003", "004", "005"]
    EntrySecret.objects.filter(village=cast.village).delete()
    html = page(cast, cast.administrator, "work/statements/print/", year=2026, group=1)
    assert "夜里巡了一圈" not in html and "已依申请删除。" in html


def test_what_is_asked_wrongly_is_not_found(cast: Cast) -> None:
    other = support.small_village(1)
    for asked in (
        {"year": "1999"}, {"year": "２０２６"}, {"year": "x"}, {"group": "x"}, {"household": "x"}, {"year": "9" * 30},
        {"household": str(other.households[0].pk)},
    ):  # fmt: skip
        url = f"/v/{cast.village.slug}/work/statements/print/"
        assert signed_in(cast.administrator).get(url, {"year": "2026", **asked}).status_code == 404, asked
    assert "没有可打印的" in page(cast, cast.administrator, "work/statements/print/", year=2026, group=99)
    assert "查不到这一户" in page(cast, cast.administrator, "work/statements/", year=2026, household="没有此人\0")
    assert "001" in page(cast, cast.administrator, "work/statements/", year=2026, household="001")


def test_a_household_prints_its_own_and_nobody_elses(cast: Cast) -> None:
    html = page(cast, cast.villager, "my/statement/", year=2026)
    assert html.count("<article") == 1 and cast.households[0].head_name in html
    passbook_page = page(cast, cast.villager, "my/", year=2026)
    assert f"/my/statement/?year=2026&amp;household={cast.households[0].pk}" in passbook_page
    for number in (1, 0):
        asked = {"year": "2026", "household": str(cast.households[number].pk)}
        answer = signed_in(cast.villager).get(f"/v/{cast.village.slug}/my/statement/", asked)
        assert answer.status_code == (404 if number else 200)
    second = member(cast.village, Role.OFFICER)
    Membership.objects.create(village=cast.village, user=second, role=Role.VILLAGER, household=cast.households[3])
    assert cast.households[3].head_name in page(cast, second, "my/statement/")


# --------------------------------------------------------------------------------------------------------------- page


def test_the_page_says_what_was_done_and_what_is_open(cast: Cast) -> None:
    html = page(cast, cast.administrator, "work/year/")
    assert "2026年度已于2027年1月8日结账" in html and "100分：6户" in html
    assert "2026年的事还有1条没有计分" in html and "公示中: 1" in html and "计入2027年" in html
    assert "12月红黑榜已起草，等委员会表决" in html and "本年有记录的共6户" in html
    with CaptureQueriesContext(connection) as captured:
        page(cast, cast.administrator, "work/year/", year=2026)
    before = len(captured)
    wrong = Entry.objects.filter(village=cast.village, household=cast.households[1], kind=EntryKind.CLAIM).get()
    ledger.reverse(entry=wrong, reason="录错了", by=cast.administrator, at=NOW)
    due.run_village(cast.village, NOW)
    with CaptureQueriesContext(connection) as captured:
        html = page(cast, cast.administrator, "work/year/", year=2026)
    assert "结账以后更正了本年1行，更正计入2027年" in html and "2026年的事都已计分或已有结论" in html
    assert len(captured) == before


def test_before_the_years_end_the_page_says_what_will_happen(cast: Cast) -> None:
    html = page(cast, cast.administrator, "work/year/", year=2027)
    assert "年度进行中，12月将于2028年1月8日结账" in html
    assert "2028年1月1日系统按《村民积分管理办法》" in html and "给在村6户各记100分" in html
    assert signed_in(cast.administrator).get(f"/v/{cast.village.slug}/work/year/?year=2028").status_code == 404
    with clock.frozen(clock.moment(date(2027, 8, 1))):
        assert "年度进行中" in page(cast, cast.administrator, "work/year/"), "from July on it is the running year"
