"""安坪村: three years of dividends to the cent, over 15 lectures, 67 pairs; every village with projects and figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from boards.queries import board as boards
from boards.queries import checks
from boards.queries.nines import articles_on
from boards.sample import loader
from councils.models import Dividend, DividendLine, LegalLecture, Pairing, Project, VillageFigure
from councils.queries import pairings
from councils.queries.village_rules import rules_on
from points.models import Household, Village
from points.sample import economy as words
from points.sample.villages import ANPING, VILLAGES
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 18), 15)


@pytest.fixture
def village(db: None) -> Village:
    with clock.frozen(NOW):
        loader.load((ANPING,), now=NOW, months=2, say=lambda text: None)
    return Village.objects.get(slug="anping")


def test_the_figures_of_the_briefing(village: Village) -> None:
    """60 per cent of the profit, 58,000 yuan, 45 a head; over 15 lectures; 67 households."""
    last = Dividend.objects.filter(village=village).latest("year")
    assert (last.share_percent, last.amount, last.per_unit) == (60, Decimal("58000.00"), Decimal("45.00"))
    assert last.units == words.PEOPLE == Household.objects.filter(village=village).aggregate(sum=Sum("members"))["sum"]
    assert last.state == "published" and Dividend.objects.filter(village=village, state="paid").count() == 2
    for one in Dividend.objects.filter(village=village):
        lines = DividendLine.objects.filter(village=village, dividend=one, number=0)
        assert lines.aggregate(sum=Sum("amount"))["sum"] + one.remainder == one.amount + one.carried_in
    assert DividendLine.objects.filter(village=village, number=1, checked_by=None).count() == 1
    assert LegalLecture.objects.filter(village=village).count() > 15
    assert Pairing.objects.filter(village=village, until=None).count() == 67
    today = clock.local_day(NOW)
    late = [row for row in pairings.due(pairings.running(village, today), today) if row.late]
    assert 0 < len(late) < 15
    assert rules_on(village, today) is not None and Project.objects.filter(village=village).count() == 3


def test_the_boards_by_the_red_and_black_nine(village: Village) -> None:
    board = boards.board(village, None, clock.local_day(NOW))
    assert board is not None and board.number == 2 and len(board.red) == 3
    [blamed] = board.black
    assert blamed.article == "黑九条第3条" and "*" in blamed.household and blamed.points == 0
    articles = articles_on(village, clock.local_day(NOW))
    assert articles is not None and "乱倒垃圾" in articles.black[2].text
    assert checks.problems(village) == []


def test_every_village_has_figures_and_projects() -> None:
    slugs = {plan.slug for plan in VILLAGES}
    assert set(words.FIGURES) == set(words.PROJECTS) == slugs
    assert VillageFigure._meta.get_field("name").max_length >= max(
        len(name) for rows in words.FIGURES.values() for name, _unit, _values in rows
    )
