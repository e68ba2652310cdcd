"""A register taken in: what is new, changed, the same and wrong, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest

from points.enums import ConsentKind, EntryKind, EventKind, HouseholdState
from points.models import (
    AuditRow,
    Consent,
    Entry,
    EventWords,
    Group,
    Household,
    HouseholdEvent,
    RegisterImport,
    Scheme,
)
from points.queries import ledger_check, passbook, presence
from points.services import due, life, register, register_export, register_import, waiting_imports
from points.sheets.comparison import Kind
from points.sheets.groups import Groups, number_in
from tests.factories import Cast, make_village
from tests.faults.injection import differences, snapshot
from tests.register.support import HEAD, NOW, TODAY, confirm, household, look, take_in, upload
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, NotAllowed

pytestmark = pytest.mark.django_db
NEW = ("100", "赵春花", "3组", 4, "13812345678", 135)


@pytest.fixture
def cast() -> Cast:
    cast = make_village(households=3)
    for number, row in enumerate(cast.households):
        row.head_name = f"李小{number}"
        row.save(update_fields=["head_name"])
    return cast


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


def total(cast: Cast, number: str) -> passbook.Totals:
    return passbook.totals(cast.village, household(cast, number), TODAY)


# ------------------------------------------------------------------------------------------------------- comparing


def test_new_changed_the_same_and_missing(cast):
    rows = [
        NEW,
        ("001", "李小0", "1组", 5, None, None),
        (2, "李小1", None, None, "无", None),
    ]
    found = look(upload(cast, *rows))
    assert found.counts == {"wrong": 0, "new": 1, "changed": 1, "same": 1}
    [changed] = found.of(Kind.CHANGED)
    assert [(change.key, change.old, change.new) for change in changed.changes] == [("members", 1, 5)]
    assert [row.number for row in found.missing] == ["003"]
    assert [(group.number, group.name) for group in found.new_groups] == [(3, "3组")]


def test_confirmed_it_is_in_the_register(cast):
    done = take_in(cast, NEW, ("001", "李小华", "二组", 5, "0833-1234567", None))
    assert (done.added, done.changed, done.left_out) == (1, 1, 0)
    new, old = household(cast, "100"), household(cast, "001")
    assert (new.head_name, new.pinyin, new.initials, new.group.name, new.members, new.phone, new.joined_on) == (
        "赵春花", "zhaochunhua", "zch", "3组", 4, "13812345678", date(2026, 1, 1),
    )  # fmt: skip
    assert (old.head_name, old.pinyin, old.group.number, old.members, old.phone) == (
        "李小华", "lixiaohua", 2, 5, "0833-1234567",
    )  # fmt: skip
    assert household(cast, "002").head_name == "李小1", "not in the file, untouched"
    assert not RegisterImport.objects.exists()
    assert ledger_check.problems(cast.village) == []


def test_a_second_upload_changes_nothing(cast):
    rows = (NEW, ("001", "李小华", "1组", 5, "13900001111", 80))
    take_in(cast, *rows)
    before = snapshot()
    again = upload(cast, *rows)
    found = look(again)
    assert found.counts == {"wrong": 0, "new": 0, "changed": 0, "same": 2} and not found.does_something
    assert found.not_taken == []
    with pytest.raises(DomainError) as refused:
        confirm(cast, again)
    assert refused.value.code == "nothing"
    waiting_imports.give_up(village=cast.village, import_id=again.pk, by=cast.administrator)
    assert differences(before, snapshot()) == []


def test_what_is_wrong_is_named_with_row_column_value_and_way_out(cast):
    rows = [
        ("101", None, "1组", 3, None, None),
        ("102", "孙二", None, 3, None, None),
        ("103", "孙三", "1组", "三", "1381234567", None),
        ("104", "孙四", "1组", 3, None, None),
        (104, "孙五", "1组", 3, None, None),
    ]
    found = look(upload(cast, *rows))
    said = [(item.line.line, fault["key"], fault["value"]) for item in found.items for fault in item.faults]
    assert said == [
        (2, "head_name", ""),
        (3, "group", ""),
        (4, "members", "三"),
        (4, "phone", "1381234567"),
        (5, "number", "104"),
        (6, "number", "104"),
    ]
    assert all(fault["reason"] and fault["remedy"] for item in found.items for fault in item.faults)
    assert "5、6" in found.items[3].faults[0]["reason"]


def test_wrong_rows_hold_up_the_rest_unless_somebody_says_so(cast):
    found = upload(cast, NEW, ("101", None, "1组", 3, None, None))
    with pytest.raises(DomainError) as refused:
        confirm(cast, found, with_groups=True)
    assert (refused.value.field, refused.value.code) == ("without_wrong", "wrong_rows")
    assert not Household.objects.filter(number="100").exists()
    done = confirm(cast, found, with_groups=True, without_wrong=True)
    assert (done.added, done.left_out) == (1, 1)


def test_new_groups_need_a_word(cast):
    found = upload(cast, NEW, ("101", "钱七", "李家湾", 2, None, None), ("102", "钱八", "李家湾组", 2, None, None))
    assert [(group.number, group.name) for group in look(found).new_groups] == [(3, "3组"), (4, "李家湾")]
    with pytest.raises(DomainError) as refused:
        confirm(cast, found)
    assert refused.value.field == "with_groups"
    confirm(cast, found, with_groups=True)
    assert household(cast, "102").group == household(cast, "101").group
    assert AuditRow.objects.filter(action="group.added").count() == 2


def test_the_group_may_stand_above_the_rows(cast):
    rows = [("二组",), ("101", "钱七"), ("第三村民小组",), ("102", "钱八")]
    take_in(cast, *rows, head=("户号", "户主"))
    assert (household(cast, "101").group.number, household(cast, "102").group.number) == (2, 3)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3组", 3), ("第三村民小组", 3), ("三社", 3), ("12", 12), ("十二组", 12), ("二十组", 20), ("二十一", 21),
     ("一百零三组", 103), ("李家湾", None), ("2025", None)],
)  # fmt: skip
def test_group_numbers(text, number):
    assert number_in(text) == number


def test_named_groups_are_found_by_their_names():
    groups = Groups("王家沟村", [(1, "李家湾组"), (2, "二组")])
    words = ("李家湾", "王家沟村李家湾组", "2组", "1组", "二")
    assert [groups.find(text).number for text in words] == [1, 1, 2, 1, 2]
    assert groups.find("花名册", may_be_new=False) is None and groups.new == []


def test_numbers_of_a_new_register_sort(cast):
    empty = make_village(households=0)
    take_in(empty, (1, "甲一", "1组"), (12, "乙二", "1组"), ("A3", "丙三", "1组"), head=HEAD[:3])
    numbers = Household.objects.filter(village=empty.village).order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["001", "012", "A3"]


def test_a_closed_household_is_not_changed_by_a_sheet(cast):
    life.move_out(household=cast.households[0], day=date(2026, 5, 1), by=cast.administrator, at=NOW)
    same = look(upload(cast, ("001", "李小0", "1组", None, None, None)))
    assert same.counts["same"] == 1
    other = look(upload(cast, ("001", "李小0", "1组", 9, None, None)))
    assert [fault["key"] for fault in other.items[0].faults] == ["number"]
    assert "001" not in [row.number for row in look(upload(cast, NEW)).missing]


def test_a_household_cannot_be_smaller_than_those_who_are_away(cast):
    register.change_household(household=cast.households[0], by=cast.administrator, at=NOW, members=4)
    life.send_some(household=cast.households[0], day=date(2026, 5, 1), people=2, by=cast.administrator, at=NOW)
    found = look(upload(cast, ("001", "李小0", "1组", 2, None, None)))
    assert [fault["key"] for fault in found.items[0].faults] == ["members"]


def test_days_to_come_are_wrong(cast):
    head = ("户号", "户主", "组", "入册日期")
    found = look(upload(cast, ("101", "钱七", "1组", "2027-01-01"), head=head))
    assert [fault["key"] for fault in found.items[0].faults] == ["joined_on"]
    with pytest.raises(DomainError) as refused:
        upload(cast, NEW, joined_on=TODAY + timedelta(days=1))
    assert refused.value.field == "joined_on"


def test_identity_numbers_are_nowhere(cast):
    number = "511124198003070013"
    head = (*HEAD, "身份证号", "备注")
    found = upload(cast, (*NEW, number, f"身份证{number}"), head=head)
    kept = str(RegisterImport.objects.values_list("lines", "remarks").get(pk=found.pk))
    assert number not in kept and "身份证" in kept
    assert found.remarks["identity_numbers"] == {"身份证号": 1, "备注": 1}
    confirm(cast, found, with_groups=True)
    assert household(cast, "100").note == "身份证"


# ------------------------------------------------------------------------------------------------------ what follows


def test_a_new_head_leaves_an_event_and_ends_the_consent(cast):
    row = cast.households[0]
    Household.objects.filter(pk=row.pk).update(names_public=True)
    consent = Consent.objects.create(
        village=cast.village, household=row, kind=ConsentKind.NAMES, given_on=date(2026, 2, 1), paper="一册3页",
        recorded_by=cast.administrator, recorded_at=NOW,
    )  # fmt: skip
    take_in(cast, ("001", "李大山", None, 3, None, None))
    event = HouseholdEvent.objects.get(household=row, kind=EventKind.HEAD)
    assert EventWords.objects.get(event=event).old_head == "李小0"
    assert household(cast, "001").names_public is False
    consent.refresh_from_db()
    assert consent.withdrawn_on == TODAY
    people = HouseholdEvent.objects.get(household=row, kind=EventKind.PEOPLE)
    assert (people.day, people.people) == (TODAY, 2)


def test_residence_holds_from_the_day_of_the_import(cast):
    head = ("户号", "户主", "是否常住")
    take_in(cast, ("001", "李小0", "否"), head=head)
    found = presence.life(household(cast, "001"))
    assert [found.on(day)[1] for day in (TODAY - timedelta(days=1), TODAY)] == [True, False]


def test_the_audit_tells_which_fields_and_no_names(cast):
    take_in(cast, NEW, ("001", "李大山", None, None, "13900001111", None))
    rows = {row.action: row for row in AuditRow.objects.filter(village=cast.village)}
    assert rows["household.changed"].after == {"fields": ["head_name", "phone"]}
    assert rows["register.imported"].after["added"] == 1
    told = " ".join(str(row.before) + str(row.after) for row in rows.values())
    assert "李大山" not in told and "13900001111" not in told


# -------------------------------------------------------------------------------------------------- opening balances


def test_the_passbook_shows_what_the_old_sheet_showed(cast):
    due.post_base_points(village=cast.village, at=NOW)
    done = take_in(cast, NEW, ("001", "李小0", None, None, None, 87), ("002", "李小1", None, None, None, 100))
    assert (done.openings, done.points) == (2, 35 - 13)
    assert (total(cast, "100").total, total(cast, "100").base, total(cast, "100").opening) == (135, 100, 35)
    assert (total(cast, "001").total, total(cast, "001").opening) == (87, -13)
    assert total(cast, "002").line_count == 1, "100 is the base alone: nothing to open"
    entry = Entry.objects.get(village=cast.village, kind=EntryKind.OPENING, household__number="100")
    assert entry.deed_day == TODAY and entry.posted_by == cast.administrator
    assert ledger_check.problems(cast.village) == []


def test_points_may_come_on_top_of_base_points(cast):
    found = upload(cast, NEW, with_base=False)
    confirm(cast, found, with_groups=True)
    assert (total(cast, "100").total, total(cast, "100").opening) == (235, 135)
    again = look(upload(cast, NEW, with_base=False))
    assert again.counts["same"] == 1 and again.not_taken == []


def test_base_points_of_a_late_joiner_are_counted_with_the_opening(cast):
    Scheme.objects.filter(village=cast.village).update(late_join="monthly")
    head = ("户号", "户主", "组", "入册日期", "现有积分")
    take_in(cast, ("101", "钱七", "1组", "2026-07-01", 90), ("102", "钱八", "1组", "2026-01-01", 90), head=head)
    assert [(total(cast, number).base, total(cast, number).total) for number in ("101", "102")] == [(50, 90), (100, 90)]


def test_who_does_not_live_here_has_no_base_points(cast):
    head = ("户号", "户主", "组", "是否常住", "现有积分")
    take_in(cast, ("101", "钱七", "1组", "否", 30), head=head)
    assert (total(cast, "101").base, total(cast, "101").opening) == (0, 30)


def test_points_of_a_household_whose_ledger_has_begun_are_not_taken(cast):
    take_in(cast, NEW)
    other = (*NEW[:5], 999)
    found = look(upload(cast, other))
    assert found.counts["same"] == 1
    assert [(item.line.points, present) for item, present in found.not_taken] == [(999, 135)]


def test_without_rules_no_points_are_taken(cast):
    Scheme.objects.filter(village=cast.village).update(effective_from=date(2027, 1, 1))
    done = take_in(cast, NEW)
    assert done.openings == 0 and not Entry.objects.exists()
    Scheme.objects.filter(village=cast.village).update(effective_from=date(2019, 10, 1))
    assert take_in(cast, NEW).openings == 1, "the same file again, when the rules are in force"
    assert total(cast, "100").total == 135


def test_a_village_without_points_has_a_register_all_the_same(cast):
    cast.village.points_on = False
    cast.village.save()
    done = take_in(cast, NEW)
    assert (done.added, done.openings) == (1, 0) and not Entry.objects.exists()


# ---------------------------------------------------------------------------------------------------- who and when


def test_only_the_administrator_takes_in_and_out(cast):
    for user in (cast.officer, cast.branch, cast.villager):
        with pytest.raises(NotAllowed):
            upload(cast, NEW, by=user)
        with pytest.raises(NotAllowed):
            register_export.export_register(village=cast.village, format="csv", by=user, at=NOW)
    found = upload(cast, NEW)
    with pytest.raises(NotAllowed):
        confirm(cast, found, by=cast.officer)
    elsewhere = make_village()
    with pytest.raises(Gone):
        confirm(elsewhere, found, by=elsewhere.administrator)


def test_what_has_moved_meanwhile_is_shown_anew(cast):
    found = upload(cast, ("001", "李小0", "1组", 5, None, None))
    seen = look(found).digest
    register.change_household(household=cast.households[0], by=cast.administrator, at=NOW, members=4)
    with pytest.raises(DomainError) as refused:
        confirm(cast, found, digest=seen)
    assert refused.value.code == "moved" and household(cast, "001").members == 4
    confirm(cast, found)
    assert household(cast, "001").members == 5


def test_what_does_not_touch_the_file_holds_up_nothing(cast):
    found = upload(cast, ("001", "李小0", "1组", 5, None, None))
    seen = look(found).digest
    register.change_household(household=cast.households[1], by=cast.administrator, at=NOW, members=4)
    confirm(cast, found, digest=seen)


def test_a_confirmed_import_is_gone(cast):
    found = upload(cast, NEW)
    digest = look(found).digest
    confirm(cast, found, with_groups=True)
    with pytest.raises(Gone):
        confirm(cast, found, digest=digest, with_groups=True)
    assert Household.objects.filter(number="100").count() == 1


def test_one_waits_for_each_person_and_none_for_long(cast):
    first, second = upload(cast, NEW), upload(cast, NEW)
    assert list(RegisterImport.objects.values_list("pk", flat=True)) == [second.pk] != [first.pk]
    due.run_points(cast.village, NOW + timedelta(days=6))
    assert RegisterImport.objects.exists()
    due.run_points(cast.village, NOW + timedelta(days=8))
    assert not RegisterImport.objects.exists()


def test_the_options_can_be_thought_over(cast):
    found = upload(cast, NEW)
    waiting_imports.reconsider(
        village=cast.village, import_id=found.pk, joined_on=date(2026, 7, 1), with_base=False, by=cast.administrator,
        at=NOW,
    )  # fmt: skip
    confirm(cast, RegisterImport.objects.get(), with_groups=True)
    assert household(cast, "100").joined_on == date(2026, 7, 1)


# ------------------------------------------------------------------------------------------------------------- out


@pytest.mark.parametrize("format", list(register_export.Format))
def test_what_was_taken_out_and_in_again_changes_nothing(cast, format):
    take_in(
        cast, NEW, ("001", "李小0", "1组", 5, "13900001111", 120), ("101", "钱七", "李家湾", 2, None, 66),
    )  # fmt: skip
    Household.objects.filter(number="101").update(head_name="=1+1", note="+86开头", address="@村口", members=7)
    life.move_out(household=cast.households[1], day=date(2026, 5, 1), by=cast.administrator, at=NOW)
    life.go_away(household=cast.households[2], day=date(2026, 5, 1), by=cast.administrator, at=NOW)
    assert household(cast, "002").state == HouseholdState.CLOSED
    data = register_export.export_register(village=cast.village, format=format, by=cast.administrator, at=NOW)
    found = register_import.keep(
        village=cast.village, file=BytesIO(data), name="x", joined_on=TODAY, by=cast.administrator, at=NOW
    )
    compared = look(found)
    assert compared.counts == {"wrong": 0, "new": 0, "changed": 0, "same": 5}
    assert (compared.missing, compared.not_taken) == ([], [])
    assert AuditRow.objects.get(action="register.exported").after == {"households": 5, "format": str(format)}


def test_ten_times_the_rows_are_as_many_queries(cast, django_assert_max_num_queries):
    def rows(count: int):
        return [(str(200 + n), "王芳", "1组", 2, None, 120) for n in range(count)]

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for village, size in ((make_village(households=0), 3), (make_village(households=0), 30)):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            take_in(village, *rows(size))
            take_in(village, *[(*row[:3], 5, "13900001111", None) for row in rows(size)])
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert Group.objects.filter(village=village.village, number=1).count() == 1
