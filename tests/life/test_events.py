"""What happens in the life of a household, and what is refused in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from points.enums import ClaimState, ConsentKind, EventKind, HouseholdState, LateJoinRule, Role
from points.models import AuditRow, Consent, Entry, EventWords, Household, HouseholdEvent, Membership, Scheme
from points.queries import ledger_check, presence
from points.services import care, consents, life
from points.services.due import post_base_points
from tests import stage
from tests.factories import Cast, HouseholdFactory, make_village
from tests.life.conftest import NOW, TODAY
from villagegov.db.models import AppendOnlyError
from villagegov.kernel.errors import NotAllowed

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
Act = Callable[..., Any]


@pytest.fixture
def does(cast: Cast) -> Act:
    """``does("go_away", day=…)``: the officer records it for the first household."""

    def act(name: str, household: Household | None = None, **said: Any) -> Any:
        said = {"by": cast.officer, "at": NOW, "day": TODAY, **said}
        if name == "set_ranked":
            said.pop("day")
        return getattr(life, name)(household=household or cast.households[0], **said)

    return act


def row(cast: Cast, number: int = 0) -> Household:
    return Household.objects.get(village=cast.village, pk=cast.households[number].pk)


# ------------------------------------------------------------------------------------------- away and back, resident


def test_away_and_back_is_dated_history_and_the_register_follows(cast: Cast, does: Act) -> None:
    event = does("go_away", day=MARCH, reason="work", note="去广东")
    assert (row(cast).state, event.state_before, event.recorded_by) == (HouseholdState.AWAY, "active", cast.officer)
    does("come_back", day=MAY)
    assert row(cast).state == HouseholdState.ACTIVE
    found = presence.life(row(cast))
    days = {date(2026, 2, 28): "active", MARCH: "away", date(2026, 4, 30): "away", MAY: "active"}
    assert {day: found.on(day)[0].value for day in days} == days
    assert EventWords.objects.get(event=event).note == "去广东"
    audited = AuditRow.objects.get(village=cast.village, action="household.away")
    assert audited.after == {"day": "2026-03-01"} and "广东" not in str(audited.after)


def test_an_absence_that_is_over_is_entered_in_one_go_before_what_is_known(cast: Cast, does: Act, code: Act) -> None:
    does("go_away", day=date(2026, 8, 1))
    does("go_away", day=MARCH, returned_on=APRIL)
    assert row(cast).state == HouseholdState.AWAY
    assert [str(a.since) for a in presence.life(row(cast)).absences()] == ["2026-03-01", "2026-08-01"]
    assert code(lambda: does("go_away", day=MAY, returned_on=date(2026, 8, 5))) == ("returned_on", "out_of_order")
    assert code(lambda: does("go_away", day=MAY)) == ("day", "out_of_order")
    assert code(lambda: does("go_away", day=MAY, returned_on=MAY)) == ("returned_on", "returned_early")
    later = {"day": MAY, "returned_on": TODAY + timedelta(days=1)}
    assert code(lambda: does("go_away", **later)) == ("returned_on", "future")
    assert HouseholdEvent.objects.filter(village=cast.village).count() == 3


@pytest.mark.parametrize(
    ("name", "said", "refusal"),
    [
        ("go_away", {"day": TODAY + timedelta(days=1)}, ("day", "future")),
        ("go_away", {"day": date(2019, 9, 30)}, ("day", "before_joined")),
        ("come_back", {}, ("day", "state")),
        ("set_resident", {"resident": True}, (None, "unchanged")),
        ("send_some", {"people": 0}, ("people", "people")),
        ("send_some", {"people": 3}, ("people", "people_left")),
        ("welcome_some", {"people": 1}, ("people", "people_away")),
        ("welcome_some", {"people": 0}, ("people", "people")),
        ("change_head", {"head_name": "  "}, ("head_name", "head_missing")),
        ("change_head", {"head_name": "长" * 41}, ("head_name", "head_long")),
        ("change_people", {"people": 0}, ("people", "people")),
        ("change_people", {"people": 97}, ("people", "people_many")),
        ("send_some", {"people": 100}, ("people", "people_many")),
        ("change_people", {"people": -3}, ("people", "people_left")),
        ("set_ranked", {"ranked": False}, ("note", "note_missing")),
        ("die_out", {}, (None, "others_left")),
        ("set_ranked", {"ranked": True}, (None, "unchanged")),
        ("reopen", {}, (None, "unchanged")),
        ("split", {"number": "", "head_name": "李新", "people": 1}, ("number", "number_missing")),
        ("split", {"number": "1" * 13, "head_name": "李新", "people": 1}, ("number", "number_long")),
        ("split", {"number": "002", "head_name": "李新", "people": 1}, ("number", "number_taken")),
        ("split", {"number": "900", "head_name": "", "people": 1}, ("head_name", "head_missing")),
        ("split", {"number": "900", "head_name": "李新", "people": 0}, ("people", "people")),
        ("split", {"number": "900", "head_name": "李新", "people": 3}, ("people", "people_left")),
        (
            "split",
            {"number": "900", "head_name": "李新", "people": 1, "day": date(2018, 1, 1)},
            ("day", "before_joined"),
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, does: Act, code: Act, name: str, said: dict[str, Any], refusal: tuple[str, str]
) -> None:
    assert code(lambda: does(name, **said)) == refusal
    assert not HouseholdEvent.objects.exists() and Household.objects.count() == 4


def test_a_split_says_every_mistake_at_once(cast: Cast, does: Act) -> None:
    with pytest.raises(life.words.DomainError) as caught:
        does("split", number="", head_name="", people=9, day=TODAY + timedelta(days=2))
    assert {error.field for error in caught.value} == {"day", "number", "head_name", "people"}


def test_nothing_is_recorded_for_a_closed_household_but_its_return(cast: Cast, does: Act, code: Act) -> None:
    does("move_out", day=MAY)
    for name, said in (
        ("go_away", {}), ("come_back", {}), ("set_resident", {"resident": False}), ("send_some", {"people": 1}),
        ("welcome_some", {"people": 1}), ("change_head", {"head_name": "李新"}), ("change_people", {"people": 1}),
        ("set_ranked", {"ranked": False, "note": "病"}), ("move_out", {}), ("die_out", {}),
        ("split", {"number": "900", "head_name": "李新", "people": 1}), ("merge", {"into": cast.households[1]}),
    ):  # fmt: skip
        assert code(lambda name=name, said=said: does(name, **said)) == (None, "closed"), name
    assert code(lambda: does("reopen", day=APRIL)) == ("day", "state")
    does("reopen", day=TODAY, people=2)
    found = row(cast)
    assert (found.state, found.left_on, found.members) == ("active", None, 2)
    assert presence.life(found).on(date(2026, 6, 1))[0] == HouseholdState.CLOSED


def test_who_may_record(cast: Cast, does: Act) -> None:
    for who in (cast.villager, cast.branch, cast.supervisor, cast.grid, make_village().administrator):
        with pytest.raises(NotAllowed):
            does("go_away", by=who)
    does("go_away", by=cast.administrator)


def test_living_here_or_elsewhere_is_dated_too(cast: Cast, does: Act) -> None:
    does("set_resident", resident=False, day=MARCH)
    does("go_away", day=APRIL)
    assert row(cast).resident is False
    found = presence.life(row(cast))
    assert found.on(date(2026, 2, 1)) == ("active", True) and found.on(APRIL) == ("away", False)


# -------------------------------------------------------------------------------------------------- people and heads


def test_people_come_and_go_and_a_past_day_is_counted_back(cast: Cast, does: Act) -> None:
    does("change_people", people=1, reason="birth", day=APRIL)
    does("send_some", people=2, reason="army", day=MAY)
    does("welcome_some", people=1, day=TODAY)
    assert row(cast).members == 4 and row(cast).state == HouseholdState.ACTIVE
    found = {
        day: presence.people_on(cast.village, [row(cast)], day)[row(cast).pk] for day in (MARCH, APRIL, MAY, TODAY)
    }
    assert [(people.members, people.away) for people in found.values()] == [(3, 0), (4, 0), (4, 2), (4, 1)]


def test_a_new_head_is_found_by_name_and_ends_the_consent_to_be_named(cast: Cast, does: Act, code: Act) -> None:
    consents.give(household=cast.households[0], kind="names", given_on=MARCH, paper="3-14", by=None, at=NOW)
    assert row(cast).names_public
    old = row(cast).head_name
    event = does("change_head", head_name=" 王 大山 ", day=MAY, reason="death")
    found = row(cast)
    assert (found.head_name, found.pinyin, found.names_public) == ("王 大山", "wang dashan", False)
    words = EventWords.objects.get(event=event)
    assert (words.old_head, words.new_head) == (old, "王 大山")
    assert Consent.objects.get().withdrawn_on == MAY
    assert code(lambda: does("change_head", head_name="王 大山")) == ("head_name", "head_same")
    assert code(lambda: does("change_head", head_name="李一", day=APRIL)) == ("day", "out_of_order")


def test_left_out_by_hand_with_a_reason(cast: Cast, does: Act) -> None:
    does("set_ranked", ranked=False, note="长期卧病")
    assert row(cast).unranked
    does("set_ranked", ranked=True)
    assert not row(cast).unranked
    assert list(HouseholdEvent.objects.order_by("id").values_list("kind", flat=True)) == ["unranked", "ranked"]


# ------------------------------------------------------------------------------------------------------- two of them


def test_a_split_leaves_points_with_the_old_household_and_gives_the_new_one_base(cast: Cast, does: Act) -> None:
    post_base_points(village=cast.village, at=NOW)
    new = does("split", number=" 900 ", head_name="李新", people=2, day=date(2026, 7, 15), reason="divorce")
    assert (new.number, new.members, new.group_id, new.joined_on) == ("900", 2, row(cast).group_id, date(2026, 7, 15))
    assert row(cast).members == 1
    kinds = dict(HouseholdEvent.objects.values_list("kind", "people"))
    assert kinds == {"split": -2, "split_from": 0}
    post_base_points(village=cast.village, at=NOW)
    points = dict(Entry.objects.filter(kind="base").values_list("household__number", "points"))
    assert points["001"] == 100 and points["900"] == 50, "a twelfth for each month left"
    assert ledger_check.problems(cast.village) == []


def test_the_schemes_rule_for_late_joiners_decides(cast: Cast, does: Act) -> None:
    Scheme.objects.update(late_join=LateJoinRule.NONE)
    new = does("split", number="900", head_name="李新", people=1, stay_head="赵留守")
    post_base_points(village=cast.village, at=NOW)
    assert not Entry.objects.filter(household=new).exists()
    assert row(cast).head_name == "赵留守"


def test_a_wrong_head_of_the_old_household_is_told_beside_its_own_field(cast: Cast, does: Act, code: Act) -> None:
    said = {"number": "900", "head_name": "李新", "people": 1, "stay_head": row(cast).head_name}
    assert code(lambda: does("split", **said)) == ("stay_head", "head_same")
    assert Household.objects.count() == 4


def test_a_merge_closes_one_and_its_points_log_ins_and_people_are_accounted_for(cast: Cast, does: Act) -> None:
    entry = stage.posted(cast, 0)
    consents.give(household=row(cast), kind=ConsentKind.CONTACT, given_on=MARCH, paper="1", by=None, at=NOW)
    care.mark(household=row(cast), kind="disabled", since=MARCH, by=None, at=NOW)
    does("send_some", people=1, day=MAY)
    does("merge", into=cast.households[1], day=TODAY, head_name="钱共主", note="父母并入")
    one, two = row(cast), row(cast, 1)
    assert (one.state, one.left_on, two.members, two.head_name) == ("closed", TODAY, 6, "钱共主")
    assert presence.people_on(cast.village, [two], TODAY)[two.pk].away == 1
    assert Entry.objects.get(pk=entry.pk).household_id == one.pk, "points stay on their own account"
    assert Membership.objects.get(user=cast.villager, role=Role.VILLAGER).household_id == two.pk
    assert not Consent.objects.filter(withdrawn_on=None).exists()
    assert one.care_marks.get().until == TODAY


def test_whom_one_cannot_be_merged_into(cast: Cast, does: Act, code: Act) -> None:
    one, other = cast.households[0], cast.households[1]
    late = HouseholdFactory(village=cast.village, group=cast.groups[0], number="950", joined_on=MAY)
    assert code(lambda: does("merge", into=one)) == ("into", "itself")
    assert code(lambda: does("merge", into=make_village().households[0])) == ("into", "household_unknown")
    assert code(lambda: does("merge", into=late, day=APRIL)) == ("day", "other_not_yet")
    does("move_out", household=other)
    assert code(lambda: does("merge", into=other)) == ("into", "other_closed")
    assert row(cast).state == HouseholdState.ACTIVE


# ------------------------------------------------------------------------------------------------------------- ends


def test_the_last_members_death_closes_ends_log_ins_and_lets_untold_deductions_lapse(cast: Cast, does: Act) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)
    untold = stage.approved(cast, 0, cast.deduction)
    other = stage.approved(cast, 1, cast.deduction)
    told = stage.deduction(cast, 0)
    does("die_out", day=TODAY)
    assert (row(cast).state, row(cast).left_on) == (HouseholdState.CLOSED, TODAY)
    assert not Membership.objects.get(user=cast.villager).active
    assert stage.fresh(untold).state == ClaimState.REJECTED and stage.fresh(untold).decision_note
    assert stage.fresh(other).state == ClaimState.TELLING and stage.fresh(told).state == ClaimState.PUBLICISED


def test_who_moved_out_keeps_log_in_and_points(cast: Cast, does: Act) -> None:
    stage.posted(cast, 0)
    does("move_out")
    assert Membership.objects.get(user=cast.villager).active and Entry.objects.filter(household=row(cast)).exists()


# ------------------------------------------------------------------------------------------------------ striking out


def strike(cast: Cast, event: HouseholdEvent, by: Any = None) -> HouseholdEvent:
    return life.strike_out(event=event, note="记错了", by=by or cast.administrator, at=NOW)


def test_what_was_recorded_by_mistake_is_struck_out_and_stays_readable(cast: Cast, does: Act) -> None:
    old = row(cast).head_name
    for event in (
        does("go_away", day=MARCH), does("set_resident", resident=False, day=MARCH),
        does("change_head", head_name="王新", day=MARCH), does("change_people", people=2), does("send_some", people=1),
        does("set_ranked", ranked=False, note="病"), does("move_out"),
    )[::-1]:  # fmt: skip
        strike(cast, event)
    found = row(cast)
    assert (found.state, found.resident, found.head_name, found.members) == ("active", True, old, 3)
    assert not found.unranked and found.left_on is None
    assert presence.people_on(cast.village, [found], TODAY)[found.pk].at_home == 3
    assert presence.life(found).steps == [] and HouseholdEvent.objects.count() == 14


def test_what_cannot_be_struck_out(cast: Cast, does: Act, code: Act) -> None:
    away, back = does("go_away", day=MARCH), does("come_back", day=APRIL)
    assert code(lambda: strike(cast, away)) == (None, "later_first")
    gone = strike(cast, back)
    assert code(lambda: strike(cast, back)) == (None, "cancelled_already")
    assert code(lambda: strike(cast, gone)) == (None, "stays")
    assert code(lambda: strike(cast, away, by=cast.officer)) == (None, "role")
    first, second = does("change_head", head_name="王一", day=MARCH), does("change_head", head_name="王二")
    assert code(lambda: strike(cast, first)) == (None, "later_first")
    EventWords.objects.get(event=second).delete()
    assert code(lambda: strike(cast, second)) == (None, "words_erased")
    more, some = does("change_people", people=1), does("send_some", people=3)
    assert code(lambda: strike(cast, more)) == ("people", "people_left")
    does("welcome_some", people=3)
    assert code(lambda: strike(cast, some)) == ("people", "people_away")
    does("split", number="900", head_name="李新", people=1)
    assert code(lambda: strike(cast, HouseholdEvent.objects.get(kind=EventKind.SPLIT))) == (None, "stays")


# ---------------------------------------------------------------------------------------------------- once, for ever


def test_a_form_sent_twice_is_one_event(cast: Cast, does: Act, code: Act) -> None:
    key = uuid.uuid4()
    first = does("go_away", day=MARCH, id=key)
    assert does("go_away", day=MARCH, id=key).pk == first.pk
    assert code(lambda: does("go_away", household=cast.households[1], id=key)) == (None, "form_used")
    split = uuid.uuid4()
    said = {"household": cast.households[1], "number": "900", "head_name": "李新", "people": 1, "id": split}
    assert does("split", **said).pk == does("split", **said).pk
    assert Household.objects.filter(number="900").count() == 1


def test_events_are_only_added(cast: Cast, does: Act) -> None:
    event = does("go_away", note="x")
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
