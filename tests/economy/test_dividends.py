"""A dividend to the cent: the list of a day, two people, ticks, corrections, what is carried over, and no points."""

from __future__ import annotations

import ast
import pathlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from councils.models import Dividend, DividendLine
from councils.queries.dividends import lists, money
from councils.services.dividends import correcting, drafting, paying, sheet, steps
from points.enums import EntryKind, HouseholdState
from points.models import AuditRow, Household, Notice
from points.queries import notices
from points.services import ledger
from tests import stage
from tests.economy import support
from tests.economy.support import NOW, TODAY, checked, corrected, drafted, fresh, keys, lines, paid, published, said
from tests.factories import Cast, make_village
from villagegov.kernel.errors import DomainError, NotAllowed


def refused(code: str, act: Any, **arguments: Any) -> DomainError:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        act(at=NOW, **arguments)
    assert code in {single.code for single in caught.value}
    return caught.value


# ------------------------------------------------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("total", "units", "step", "each"),
    [
        ("58000.00", 1288, 1, "45.03"),
        ("58000.00", 1288, 10, "45.00"),
        ("58000.00", 1288, 100, "45.00"),
        ("45.00", 1, 100, "45.00"),
        ("44.99", 1, 100, "44.00"),
        ("0.09", 10, 1, "0.00"),
        ("0.10", 10, 1, "0.01"),
        ("100.00", 0, 1, "0"),
    ],
)
def test_the_same_for_every_head_rounded_down(total: str, units: int, step: int, each: str) -> None:
    assert money.per_unit(Decimal(total), Decimal(units), step) == Decimal(each)


def test_amount_is_the_share_of_the_profit_to_the_cent() -> None:
    assert money.amount_of(Decimal("96666.67"), Decimal(60)) == Decimal("58000.00")
    assert money.amount_of(Decimal("0.01"), Decimal(50)) == Decimal("0.01")  # half a cent goes up


def test_list_is_frozen_as_of_its_day_and_adds_up(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[3].pk).update(joined_on=date(2026, 1, 1))
    made = drafted(cast)
    assert [(line.household.number, line.units, line.amount) for line in lines(made)] == [
        ("001", 4, Decimal("202.64")), ("002", 3, Decimal("151.98")), ("003", 2, Decimal("101.32")),
    ]  # fmt: skip
    assert (made.amount, made.units, made.per_unit) == (Decimal("456.00"), 9, Decimal("50.66"))
    assert made.distributed + made.remainder == made.amount and made.remainder == Decimal("0.06")
    # The register goes on; the list does not.
    Household.objects.filter(village=cast.village).update(members=9, state=HouseholdState.AWAY)
    assert [line.units for line in lines(fresh(made))] == [4, 3, 2]


def test_whoever_is_away_is_entitled_and_whoever_is_gone_is_not(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(state=HouseholdState.AWAY)
    Household.objects.filter(pk=cast.households[1].pk).update(state=HouseholdState.CLOSED, left_on=date(2025, 6, 1))
    assert [line.household.number for line in lines(drafted(cast))] == ["001", "003", "004"]


def test_by_shares_with_halves_from_a_table(cast: Cast) -> None:
    made = drafted(cast, basis="shares", profit=Decimal("1000.01"), share_percent=Decimal(100))
    assert made.units == 0 and made.remainder == Decimal("1000.01")
    file = support.table("户号,股数\n001,1.5\n002,2\n003,0.25股\n")
    assert sheet.import_units(dividend=made, file=file, by=cast.administrator, at=NOW) == 3
    made = fresh(made)
    assert made.units == Decimal("3.75") and made.per_unit == Decimal("266.66")
    assert [line.amount for line in lines(made)] == [
        Decimal("399.99"), Decimal("533.32"), Decimal("66.66"), Decimal("0.00")
    ]  # fmt: skip
    assert made.distributed + made.remainder == Decimal("1000.01")
    steps.check(dividend=made, by=cast.supervisor, at=NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("户号,人数\n001,2\n999,3\n", "999"),
        ("户号,人数\n001,2\n001,3\n", "001"),
        ("户号,人数\n001,两人\n", "2"),
        ("户号,人数\n,3\n", "2"),
        ("户号,别的\n001,3\n", ""),
    ],
)
def test_a_table_with_a_mistake_changes_nothing(cast: Cast, text: str, words: str) -> None:
    made = drafted(cast)
    with pytest.raises(DomainError) as caught, transaction.atomic():
        sheet.import_units(dividend=made, file=support.table(text), by=cast.administrator, at=NOW)
    assert words in str(caught.value) and caught.value.field == "file"
    assert [line.units for line in lines(made)] == list(support.PEOPLE)


@pytest.mark.parametrize("number", ["-1", "1.5", "1000000"])
def test_people_are_whole_and_not_below_zero(cast: Cast, number: str) -> None:
    made = drafted(cast)
    units = {cast.households[0].pk: Decimal(number)}
    refused("units", drafting.set_units, dividend=made, units=units, by=cast.administrator)


def test_another_day_makes_the_list_anew_other_numbers_do_not(cast: Cast) -> None:
    made = drafted(cast)
    drafting.set_units(dividend=made, units={cast.households[0].pk: Decimal(2)}, by=cast.administrator, at=NOW)
    drafting.change(dividend=made, data=said(profit=Decimal(1000)), by=cast.administrator, at=NOW)
    assert [line.units for line in lines(made)] == [2, 3, 2, 1] and fresh(made).amount == 600
    drafting.change(dividend=made, data=said(entitled_on=TODAY), by=cast.administrator, at=NOW)
    assert [line.units for line in lines(made)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("year", {"year": 2027}), ("profit", {"profit": Decimal(0)}), ("share", {"share_percent": Decimal("100.01")}),
        ("share", {"share_percent": Decimal(0)}), ("future", {"entitled_on": date(2026, 11, 17)}),
        ("decided", {"decided": " "}), ("nothing", {"profit": Decimal("0.01"), "share_percent": Decimal(1)}),
    ],
)  # fmt: skip
def test_what_a_draft_refuses(cast: Cast, code: str, more: dict[str, Any]) -> None:
    refused(code, drafting.draft, village=cast.village, data=said(**more), by=cast.administrator)
    assert not Dividend.objects.filter(village=cast.village).exists()


# ------------------------------------------------------------------------------------------------------------ steps


def test_two_people_check_and_draft_and_only_the_right_ones(cast: Cast) -> None:
    made = drafted(cast)
    for user in (cast.villager, cast.officer, cast.branch):
        refused("role", steps.check, dividend=made, by=user) if user is not None else None
    refused("dividend_state", steps.publish, dividend=made, by=cast.administrator)
    made = fresh(steps.check(dividend=made, by=cast.supervisor, at=NOW))
    refused("dividend_state", drafting.change, dividend=made, data=said(), by=cast.administrator)
    back = fresh(steps.send_back(dividend=made, words="3号户多算一人", by=cast.supervisor, at=NOW))
    assert back.state == "draft" and back.remark and back.checked_by_id is None
    drafting.change(dividend=back, data=said(), by=cast.administrator, at=NOW)
    assert fresh(back).remark == ""


def test_who_drafted_does_not_check(cast: Cast) -> None:
    made = drafted(cast)
    cast.administrator.memberships.create(village=cast.village, role="supervisor")
    both = type(cast.administrator).objects.get(pk=cast.administrator.pk)
    with pytest.raises(NotAllowed):
        steps.check(dividend=made, by=both, at=NOW)


def test_paid_out_is_ticked_line_by_line(cast: Cast) -> None:
    made = published(cast)
    refused("unpaid", steps.finish, dividend=made, by=cast.officer)
    refused("future", paying.tick, dividend=made, lines=keys(made), paid_on=date(2026, 11, 17), by=cast.officer)
    refused("too_early", paying.tick, dividend=made, lines=keys(made), paid_on=date(2026, 11, 15), by=cast.officer)
    refused("lines", paying.tick, dividend=made, lines=[], paid_on=TODAY, by=cast.officer)
    act = {"dividend": made, "paid_on": TODAY, "by": cast.officer, "at": NOW}
    assert paying.tick(lines=keys(made)[:3], **act) == 3
    assert paying.tick(lines=keys(made)[:3], **act) == 0  # twice is once
    assert paying.tick(lines=keys(made), **act) == 1
    made = fresh(steps.finish(dividend=made, by=cast.officer, at=NOW))
    assert made.state == "paid" and made.paid_out_on == TODAY
    paying.untick(dividend=made, line=keys(made)[0], by=cast.officer, at=NOW)
    assert fresh(made).state == "published"


def test_lines_of_another_dividend_or_village_are_refused(cast: Cast) -> None:
    made, far = published(cast), make_village(households=4, modules=["economy"])
    other = published(far)
    refused("lines", paying.tick, dividend=made, lines=keys(other), paid_on=TODAY, by=cast.officer)
    with pytest.raises(NotAllowed):
        paying.tick(dividend=other, lines=keys(other), paid_on=TODAY, by=cast.officer, at=NOW)


# ------------------------------------------------------------------------------------------------------ corrections


def test_a_correction_is_a_new_line_that_another_person_checks(cast: Cast) -> None:
    made = paid(cast)
    before = lists.left_over(made)
    line = corrected(cast, made, units=1)
    assert (line.number, line.amount) == (1, Decimal("45.60")) and fresh(made).state == "published"
    assert lists.left_over(made) == before  # not yet
    refused("lines", paying.tick, dividend=made, lines=[line.pk], paid_on=TODAY, by=cast.officer)
    refused("correction_waits", steps.finish, dividend=fresh(made), by=cast.officer)
    correcting.check(line=line, by=cast.supervisor, at=NOW)
    assert lists.left_over(made) == before - Decimal("45.60")
    assert [row.units for row in lines(made)] == [4, 3, 1, 2, 1]
    paying.tick(dividend=made, lines=[line.pk], paid_on=TODAY, by=cast.officer, at=NOW)
    assert steps.finish(dividend=fresh(made), by=cast.officer, at=NOW).state == "paid"


def test_not_more_is_taken_off_than_stands_there(cast: Cast) -> None:
    made = published(cast)
    home = stage.household(cast, 3)
    act = {"dividend": made, "household": home, "reason": "not_entitled", "by": cast.administrator}
    refused("below_zero", correcting.add, units=Decimal(-2), **act)
    refused("units", correcting.add, units=Decimal(0), **act)
    line = correcting.add(units=Decimal(-1), at=NOW, **act)
    assert line.amount == Decimal("-45.60")
    correcting.drop(line=line, by=cast.supervisor, at=NOW)
    assert len(lines(made)) == 4


def test_what_is_left_goes_to_the_next_year_corrections_and_all(cast: Cast) -> None:
    first = published(cast, step=100)  # 45 each, 6.00 left
    assert first.remainder == Decimal("6.00")
    following = drafting.draft(village=cast.village, data=said(year=2026), by=cast.administrator, at=NOW)
    assert following.carried_in == Decimal("6.00") and following.per_unit == Decimal("46.20")
    line = corrected(cast, first)
    refused("correction_waits", steps.check, dividend=following, by=cast.supervisor)
    correcting.check(line=line, by=cast.supervisor, at=NOW)
    following = fresh(following)
    assert following.carried_in == Decimal("-39.00") and following.per_unit == Decimal("41.70")
    steps.check(dividend=following, by=cast.supervisor, at=NOW)
    act = {"household": stage.household(cast, 0), "units": Decimal(1), "reason": "miscounted"}
    refused("carried_on", correcting.add, dividend=first, by=cast.administrator, **act)
    refused("year_early", drafting.draft, village=cast.village, data=said(year=2024), by=cast.administrator)


def test_a_form_sent_twice_is_one(cast: Cast) -> None:
    support.people(cast)
    key = cast.households[0].pk  # any id
    first = drafting.draft(village=cast.village, data=said(), id=key, by=cast.administrator, at=NOW)
    again = drafting.draft(village=cast.village, data=said(), id=key, by=cast.administrator, at=NOW)
    assert first.pk == again.pk and Dividend.objects.filter(village=cast.village).count() == 1
    assert AuditRow.objects.filter(village=cast.village, action="dividend.drafted").count() == 1


def test_where_the_part_is_off_nothing_is_written(cast: Cast) -> None:
    cast.village.modules = []
    refused("module_off", drafting.draft, village=cast.village, data=said(), by=cast.administrator)


# --------------------------------------------------------------------------------------------------- in the database


def _sql(statement: str, *values: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_database_holds_every_step_and_every_cent(cast: Cast) -> None:
    draft = drafted(cast)
    first = lines(draft)[0]
    _sql("UPDATE councils_dividend SET state = 'published', published_on = now() WHERE id = %s", draft.pk)
    _sql("UPDATE councils_dividendline SET paid_on = now(), paid_by_id = added_by_id WHERE id = %s", first.pk)
    # A line that does not fit the sum: the check is refused.
    with transaction.atomic():
        DividendLine.objects.filter(pk=first.pk).update(units=5)
        _sql("UPDATE councils_dividend SET state = 'checked', checked_by_id = %s, checked_at = now() WHERE id = %s",
             cast.supervisor.pk, draft.pk)  # fmt: skip
        transaction.set_rollback(True)
    steps.check(dividend=draft, by=cast.supervisor, at=NOW)
    for column, value in (("profit", 1), ("remainder", 1), ("year", 2020), ("decided", "别的")):
        _sql(f"UPDATE councils_dividend SET {column} = %s WHERE id = %s", value, draft.pk)
    _sql("DELETE FROM councils_dividend WHERE id = %s", draft.pk)
    _sql("UPDATE councils_dividendline SET units = 9 WHERE id = %s", first.pk)
    _sql("DELETE FROM councils_dividendline WHERE id = %s", first.pk)
    steps.publish(dividend=draft, by=cast.administrator, at=NOW)
    _sql("UPDATE councils_dividendline SET amount = 1 WHERE id = %s", first.pk)
    _sql("UPDATE councils_dividend SET state = 'paid', paid_out_on = now() WHERE id = %s", draft.pk)
    _sql("UPDATE councils_dividend SET state = 'draft', published_on = NULL WHERE id = %s", draft.pk)
    line = corrected(cast, draft)
    _sql("UPDATE councils_dividendline SET amount = 1 WHERE id = %s", line.pk)
    correcting.check(line=line, by=cast.supervisor, at=NOW)
    _sql("DELETE FROM councils_dividendline WHERE id = %s", line.pk)


# ------------------------------------------------------------------------------------------------- never by points


def test_points_change_nothing(cast: Cast) -> None:
    """The same households with points and without, above and below zero: line by line the same money."""
    plain = [line.amount for line in lines(checked(cast))]
    other = make_village(households=4, modules=["economy"])
    postings = [
        ledger.Posting(f"test:{points}", EntryKind.AWARD, household.pk, points, TODAY)
        for household, points in zip(other.households, (900, -900), strict=False)
    ]
    ledger.post(village=other.village, postings=postings, by=None, at=NOW)
    assert [line.amount for line in lines(checked(other))] == plain


def test_no_module_of_dividends_names_the_ledger() -> None:
    """The import contract of pyproject.toml holds it for modules; this for names out of ``points.models``."""
    forbidden = {"Entry", "EntrySecret", "Claim", "LedgerHead", "Scheme", "Item", "BoardEntry"}
    root = pathlib.Path(__file__).resolve().parents[2]
    files = [*root.glob("councils/**/dividends/*.py"), *root.glob("councils/**/dividend*.py")]
    assert len(files) >= 8
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "points.models":
                assert not forbidden & {name.name for name in node.names}, path


# ---------------------------------------------------------------------------------------------------------- telling


def told(cast: Cast) -> list[str]:
    """What the first household reads in its inbox about dividends."""
    rows = Notice.objects.filter(user=cast.villager, kind__startswith="dividend").order_by("id")
    return [notices.sentence(row) for row in rows]


def test_a_household_hears_of_its_share_and_of_its_own_correction(cast: Cast) -> None:
    assert cast.households[0].pk == cast.villager.memberships.get().household_id
    assert told(cast) == [] and not Notice.objects.filter(user=cast.villager).exists()
    made = published(cast)
    assert told(cast) == ["2025年度分红已公布，您家的份额在页面上。"]
    correcting.check(line=corrected(cast, made, household=1), by=cast.supervisor, at=NOW)
    assert len(told(cast)) == 1, "another household's"
    line = corrected(cast, made, household=0)
    assert len(told(cast)) == 1, "it waits to be checked"
    correcting.check(line=line, by=cast.supervisor, at=NOW)
    assert told(cast)[1:] == ["您家2025年度的分红有更正。"]
    assert not any(character in "".join(told(cast)) for character in "元¥")


def test_who_has_no_share_hears_of_none(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(joined_on=date(2026, 1, 1))
    published(cast)
    assert told(cast) == []
