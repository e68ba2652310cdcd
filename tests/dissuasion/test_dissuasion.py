"""Two dissuasions with days between, only then a consequence; no step skipped by service or database; recusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connections, transaction

from councils.enums import BREACH_STEPS, BreachState, StepKind
from councils.models import Breach, BreachClaim, BreachStep, BreachWords, NearKin
from councils.queries import breaches as queries
from councils.services import breach_board
from councils.services import dissuasion as services
from points.enums import ClaimState, Role
from points.models import AuditRow, Claim, Household, Village, VillageSettings
from points.queries import schemes
from points.queries.held import sections
from points.services import claims, privacy
from tests import stage
from tests.dissuasion.support import (
    AGAIN,
    FACTS,
    NOW,
    REPLY,
    SEEN,
    SPOKEN,
    fresh,
    in_force,
    in_grid,
    once,
    proposed,
    reported,
    rewarded,
    righted,
    spoken,
    twice,
)
from tests.factories import Cast, make_village, member
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

TODAY = date(2026, 11, 15)


def refused(act, code: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert code in {one.code for one in caught.value}, [one.code for one in caught.value]
    return caught.value


def kinds(breach: Breach) -> list[str]:
    return list(BreachStep.objects.filter(breach=breach).order_by("number").values_list("kind", flat=True))


# ---------------------------------------------------------------------------------------------------------- the course


def test_the_whole_course(cast: Cast) -> None:
    breach = proposed(cast, "talk")
    assert (breach.first_on, breach.second_on, breach.proposed_on) == (SPOKEN, AGAIN, TODAY)
    services.carry_out(breach=breach, day=TODAY, said="村支书约谈", by=cast.branch, at=NOW)
    done = righted(cast, breach, TODAY)
    assert done.state == BreachState.RIGHTED and kinds(breach) == [
        "report", "first", "second", "proposal", "dealt", "righted",
    ]  # fmt: skip
    first = queries.lines(cast.village, [breach.pk])[breach.pk]
    assert first[0].said == FACTS and (first[1].step.who, first[1].reply) == ("1组义务监督队", REPLY)
    assert {line.step.by for line in first} == {cast.officer, cast.branch}
    actions = set(AuditRow.objects.filter(subject_id=breach.pk).values_list("action", flat=True))
    assert {"breach.reported", "breach.first", "breach.second", "breach.proposed", "breach.dealt"} <= actions
    for row in AuditRow.objects.filter(subject_id=breach.pk):
        assert FACTS not in str(row.after) and REPLY not in str(row.after)


@pytest.mark.parametrize("make", [reported, once, twice, proposed])
def test_putting_it_right_closes_it_at_any_time(cast: Cast, make) -> None:
    breach = righted(cast, make(cast), TODAY)
    assert breach.state == BreachState.RIGHTED and breach.closed_on == TODAY
    refused(lambda: righted(cast, breach), "breach_state")


def test_what_was_reported_wrongly_is_dropped_with_a_reason(cast: Cast) -> None:
    breach = once(cast)
    refused(lambda: services.drop(breach=breach, said=" ", by=cast.supervisor, at=NOW), "required")
    services.drop(breach=breach, said="看错了门牌", by=cast.supervisor, at=NOW)
    assert fresh(breach).state == BreachState.DROPPED
    reported(cast)  # nothing is open any more


# ---------------------------------------------------------------------------------------------------------- no skipping

#: Every act, called with a breach that stands anywhere.
ACTS = {
    BreachState.FIRST: lambda c, b: spoken(c, b, 1),
    BreachState.SECOND: lambda c, b: spoken(c, b, 2, day=TODAY),
    BreachState.PROPOSED: lambda c, b: services.propose(breach=b, way="talk", said="没改", by=c.officer, at=NOW),
    BreachState.DEALT: lambda c, b: services.carry_out(breach=b, day=TODAY, said="谈过", by=c.officer, at=NOW),
    BreachState.RIGHTED: lambda c, b: righted(c, b, TODAY),
    BreachState.DROPPED: lambda c, b: services.drop(breach=b, said="看错", by=c.supervisor, at=NOW),
}
REACHED = {
    BreachState.REPORTED: reported,
    BreachState.FIRST: once,
    BreachState.SECOND: twice,
    BreachState.PROPOSED: proposed,
    BreachState.DEALT: lambda c: ACTS[BreachState.DEALT](c, proposed(c)),
    BreachState.RIGHTED: lambda c: righted(c, reported(c)),
    BreachState.DROPPED: lambda c: ACTS[BreachState.DROPPED](c, reported(c)),
}
SKIPS = [(state, to) for state, may in BREACH_STEPS.items() for to in BreachState if to not in may and to in ACTS]


@pytest.mark.parametrize(("state", "to"), SKIPS)
def test_no_step_is_skipped(cast: Cast, state: BreachState, to: BreachState) -> None:
    breach = REACHED[state](cast)
    before = kinds(breach)
    with pytest.raises(TransitionError) as caught:
        ACTS[to](cast, breach)
    assert caught.value.code == "breach_state" and fresh(breach).state == state and kinds(breach) == before


#: Back from a talk: only the black board gives a breach back, and points of which nothing came.
ALL_SKIPS = [(state, to) for state, may in BREACH_STEPS.items() for to in BreachState if to not in may | {state}]


@pytest.mark.parametrize(("state", "to"), ALL_SKIPS)
def test_the_database_refuses_the_same(cast: Cast, state: BreachState, to: BreachState) -> None:
    """Even where somebody fills in every column by hand."""
    breach = REACHED[state](cast)
    whole = {"first_on": SPOKEN, "second_on": AGAIN, "proposed_on": AGAIN, "way": "talk", "dealt_on": AGAIN}
    upto = {"reported": 0, "first": 1, "second": 2, "proposed": 4}.get(to, 5)
    values = {name: whole[name] if at < upto else ("" if name == "way" else None) for at, name in enumerate(whole)}
    closed = TODAY if to in (BreachState.RIGHTED, BreachState.DROPPED) else None
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Breach.objects.filter(village=cast.village, pk=breach.pk).update(state=to, closed_on=closed, **values)


def test_steps_are_never_changed(cast: Cast) -> None:
    breach = once(cast)
    here = {"village": cast.village}
    for act in (
        lambda: BreachStep.objects.filter(**here, breach=breach).update(day=SEEN),
        lambda: BreachStep.objects.filter(**here, breach=breach)._raw_delete("default"),
        lambda: BreachWords.objects.filter(**here, step__breach=breach).update(said="别的"),
    ):
        with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
            act()
    assert connections["default"].is_usable()


# ------------------------------------------------------------------------------------------------------------ refusals


def test_days_between(cast: Cast) -> None:
    breach = once(cast)
    error = refused(lambda: spoken(cast, breach, 2, day=SPOKEN + timedelta(days=2)), "too_early")
    assert error.field == "day" and "2026-11-09" in str(error)
    VillageSettings.objects.filter(village=cast.village).update(dissuasion_days=9)
    refused(lambda: spoken(cast, breach, 2, day=SPOKEN + timedelta(days=8)), "too_early")
    assert queries.waiting(cast.village, TODAY).count() == 1
    assert queries.waiting(cast.village, date(2026, 11, 14)).count() == 0
    spoken(cast, breach, 2, day=SPOKEN + timedelta(days=9))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"day": date(2026, 11, 16)}, "future"),
        ({"day": date(2026, 9, 1)}, "article_not_in_force"),
        ({"facts": "  "}, "required"),
        ({"facts": "长" * 301}, "too_long"),
    ],
)
def test_reports_that_cannot_be(cast: Cast, more: dict, code: str) -> None:
    refused(lambda: reported(cast, **more), code)
    assert not Breach.objects.filter(village=cast.village).exists()


def test_one_open_at_a_time_and_the_same_form_once(cast: Cast) -> None:
    key = new_id()
    assert reported(cast, id=key).pk == reported(cast, id=key).pk
    error = refused(lambda: reported(cast), "open_already")
    assert error.field == "article"
    assert reported(cast, article=0).number == 2 and reported(cast, household=3).number == 3
    Household.objects.filter(pk=cast.households[4].pk).update(state="closed", left_on=TODAY)
    cast.households[4].refresh_from_db()
    refused(lambda: reported(cast, household=4), "household_closed")


def test_what_a_dissuasion_must_say(cast: Cast) -> None:
    breach = reported(cast)
    for more, code in (
        ({"day": SEEN - timedelta(days=1)}, "too_early"),
        ({"day": date(2026, 11, 16)}, "future"),
        ({"who": " "}, "who"),
        ({"said": ""}, "required"),
        ({"reply": "长" * 301}, "too_long"),
    ):
        refused(lambda more=more: spoken(cast, breach, 1, **more), code)
    assert kinds(breach) == ["report"]


def test_days_of_carrying_out_and_putting_right(cast: Cast) -> None:
    breach = proposed(cast)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        refused(lambda day=day: services.carry_out(breach=breach, day=day, said="谈过", by=cast.officer, at=NOW), "day")
    for day in (SEEN - timedelta(days=1), TODAY + timedelta(days=1)):
        refused(lambda day=day: righted(cast, breach, day), "day")
    with pytest.raises(ValueError, match="money"):
        services.propose(breach=twice(cast, household=3), way="money", said="罚", by=cast.officer, at=NOW)
    assert not any("money" in row.name or "fine" in row.name for row in Breach._meta.get_fields())


# ---------------------------------------------------------------------------------------------------------------- who


def test_roles(cast: Cast) -> None:
    grid = member(cast.village, Role.GRID_OFFICER)
    in_grid(cast, grid)
    for number, user in ((1, cast.branch), (3, cast.supervisor), (2, grid)):
        breach = reported(cast, household=number, by=user)
        spoken(cast, breach, 1, by=user)
    for user in (cast.administrator, cast.villager):
        with pytest.raises(NotAllowed):
            reported(cast, household=5, by=user)
        with pytest.raises(NotAllowed):
            spoken(cast, breach, 2, by=user)
        with pytest.raises(NotAllowed):
            services.put_right(breach=breach, day=TODAY, said="改了", by=user, at=NOW)
    for user in (cast.officer, grid):
        with pytest.raises(NotAllowed):
            services.drop(breach=breach, said="看错", by=user, at=NOW)


def test_a_grid_officer_sees_to_the_own_grids(cast: Cast) -> None:
    """The second household lies in the first group, the third in the other one."""
    grid, idle = member(cast.village, Role.GRID_OFFICER), member(cast.village, Role.GRID_OFFICER)
    near, far = reported(cast, household=2), reported(cast, household=3)
    assert list(queries.visible(grid, cast.village)) == []
    in_grid(cast, grid)
    assert list(queries.visible(grid, cast.village)) == [near] and queries.waiting_count(grid, cast.village) == 1
    assert not queries.visible(idle, cast.village).exists() and queries.visible(cast.branch, cast.village).count() == 2
    spoken(cast, near, 1, by=grid)
    refused(lambda: spoken(cast, far, 1, by=grid), "other_grid")
    refused(lambda: reported(cast, household=3, article=0, by=grid), "other_grid")
    refused(lambda: services.put_right(breach=far, day=TODAY, said="改了", by=grid, at=NOW), "other_grid")


def test_nobody_for_the_own_household_or_near_kin(cast: Cast) -> None:
    breach = proposed(cast)
    NearKin.objects.create(village=cast.village, user=cast.branch, household=cast.households[2], registered_on=SEEN)
    far = once(cast, household=3)
    NearKin.objects.create(village=cast.village, user=cast.branch, household=cast.households[3], registered_on=SEEN)
    who = {"by": cast.branch, "at": NOW}
    refused(lambda: reported(cast, article=0, by=cast.branch), "recusal")
    refused(lambda: spoken(cast, far, 2, by=cast.branch), "recusal")
    refused(lambda: services.propose(breach=breach, way="talk", said="没改", **who), "recusal")
    refused(lambda: services.carry_out(breach=breach, day=TODAY, said="谈过", **who), "recusal")
    refused(lambda: services.put_right(breach=breach, day=TODAY, said="改了", **who), "recusal")
    refused(lambda: services.drop(breach=breach, said="看错", **who), "recusal")
    assert queries.waiting_count(cast.branch, cast.village) == 0
    assert queries.waiting_count(cast.supervisor, cast.village) == 1


def test_another_village(cast: Cast) -> None:
    far = make_village()
    breach = once(cast)
    with pytest.raises(NotAllowed):
        spoken(cast, breach, 2, by=far.officer)
    row = cast.households[1]
    rows = in_force(far)
    refused(
        lambda: services.report(
            village=far.village, id=new_id(), household=row, article=rows[0], day=SEEN, facts="事", by=far.officer,
            at=NOW,
        ),
        "household_closed",
    )  # fmt: skip
    refused(
        lambda: services.report(
            village=cast.village, id=new_id(), household=row, article=rows[0], day=SEEN, facts="事", by=cast.officer,
            at=NOW,
        ),
        "article_not_in_force",
    )  # fmt: skip


def test_off(cast: Cast) -> None:
    breach = once(cast)
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    cast.village.modules = []
    refused(lambda: reported(cast, household=3, by=cast.officer), "module_off")
    refused(lambda: spoken(cast, fresh(breach), 2), "module_off")


# -------------------------------------------------------------------------------------------------------------- points


def claim_of(breach: Breach, repair: bool = False) -> Claim:
    return BreachClaim.objects.select_related("claim").get(breach=breach, repair=repair).claim


def test_points_are_a_deduction_in_the_proposers_name(cast: Cast) -> None:
    breach = proposed(cast, "points")
    claim = claim_of(breach)
    assert (claim.state, claim.typed_by, claim.points) == (ClaimState.DRAFT, cast.officer, cast.deduction.points)
    assert (claim.household_id, claim.day, claim.vouched_by_id) == (breach.household_id, SEEN, cast.officer.pk)
    assert FACTS not in claim.note and "第3条" in claim.note
    refused(lambda: services.carry_out(breach=breach, day=TODAY, said="扣了", by=cast.officer, at=NOW), "not_counted")
    claims.delete_draft(claim=claim, by=cast.officer, at=NOW)  # the link goes with it
    assert not BreachClaim.objects.filter(breach=breach).exists()


def test_points_take_a_typist_an_item_and_a_village_with_points(cast: Cast) -> None:
    breach = twice(cast)

    def propose(by=cast.officer, item=cast.deduction, row=breach) -> None:
        services.propose(breach=row, way="points", said="没改", item=item, by=by, at=NOW)

    refused(lambda: propose(by=cast.branch), "typist")
    refused(lambda: propose(item=None), "item")
    refused(lambda: propose(item=cast.award), "item")
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    refused(propose, "points_off")
    assert fresh(breach).state == BreachState.SECOND


def test_put_right_before_it_was_sent_up_takes_the_draft_along(cast: Cast) -> None:
    breach = proposed(cast, "points")
    services.put_right(breach=breach, day=TODAY, said="清走了", by=cast.branch, at=NOW)
    assert not Claim.objects.filter(village=cast.village).exists()


def test_repair_is_earned_once_where_points_were_taken(cast: Cast) -> None:
    breach = proposed(cast, "points")
    stage.send(cast, claim_of(breach), at=NOW)
    righted(cast, breach, TODAY)
    refused(lambda: services.repair(breach=breach, by=cast.officer, at=NOW), "no_repair")
    small = rewarded(cast)
    with pytest.raises(NotAllowed):
        services.repair(breach=breach, by=cast.branch, at=NOW)
    claim = services.repair(breach=breach, by=cast.officer, at=NOW)
    assert (claim.points, claim.day, claim.state) == (small.points, TODAY, ClaimState.DRAFT)
    refused(lambda: services.repair(breach=breach, by=cast.officer, at=NOW), "no_repair")


def test_repair_is_never_more_than_was_taken(cast: Cast) -> None:
    breach = proposed(cast, "points")
    stage.send(cast, claim_of(breach), at=NOW)
    righted(cast, breach, TODAY)
    rewarded(cast, points=1 - cast.deduction.points)
    refused(lambda: services.repair(breach=fresh(breach), by=cast.officer, at=NOW), "no_repair")


def test_nothing_is_earned_after_a_talk(cast: Cast) -> None:
    rewarded(cast)
    breach = righted(cast, proposed(cast), TODAY)
    refused(lambda: services.repair(breach=breach, by=cast.officer, at=NOW), "no_repair")
    assert schemes.scheme_on(cast.village, TODAY) is not None


# ---------------------------------------------------------------------------------------------------------- the others


def test_the_household_adds_its_word_until_it_is_closed(cast: Cast) -> None:
    breach = reported(cast, household=0)
    for text in ("在等车", "在等车", "车坏了"):
        services.add_word(breach=breach, text=text, by=cast.villager, at=NOW)
    assert kinds(breach) == ["report", "word", "word"]
    refused(lambda: services.add_word(breach=breach, text=" ", by=cast.villager, at=NOW), "required")
    other = reported(cast, household=2)
    refused(lambda: services.add_word(breach=other, text="不是我", by=cast.villager, at=NOW), "not_own_household")
    righted(cast, breach)
    refused(lambda: services.add_word(breach=breach, text="晚了", by=cast.villager, at=NOW), "breach_state")
    assert StepKind.WORD in kinds(breach)


def test_what_boards_reads(cast: Cast) -> None:
    breach = proposed(cast, "board", by=cast.branch)
    twice(cast, household=3)
    [found] = queries.breaches_for_board(cast.village)
    assert (found.breach.pk, found.article, found.facts) == (breach.pk, "3 垃圾入桶，不占道", FACTS)
    refused(
        lambda: services.carry_out(breach=breach, day=TODAY, said="已上黑榜", by=cast.branch, at=NOW),
        "through_the_gate",
    )
    breach_board.published(breach=breach, by=cast.branch, at=NOW)
    assert queries.breaches_for_board(cast.village) == [] and fresh(breach).state == BreachState.DEALT


def test_numbers_hold_small_ones_back(cast: Cast) -> None:
    for household in range(1, 5):
        righted(cast, reported(cast, household=household))
    [row] = queries.quarters(cast.village, TODAY)
    assert row.hidden and row.quarter == 4
    righted(cast, twice(cast, household=5))
    [row] = queries.quarters(cast.village, TODAY)
    assert not row.hidden and (row.reported, row.first, row.second, row.consequence) == (5, 4, 1, 0)
    services.drop(breach=reported(cast, household=5), said="看错", by=cast.supervisor, at=NOW)
    assert queries.quarters(cast.village, TODAY)[0].reported == 5


def test_held_and_erased(cast: Cast) -> None:
    breach = once(cast)
    household = Household.objects.get(pk=cast.households[2].pk)
    words = "\n".join(line for section in sections(household) for line in section.lines)
    assert FACTS in words and REPLY in words and "更多记录" not in words
    who = {"asked_on": TODAY, "paper": "申请书", "by": cast.administrator, "at": NOW}
    assert privacy.erase(household=household, parts=["breaches"], **who) == {}, "not while it is open"
    righted(cast, breach)
    assert privacy.erase(household=household, parts=["breaches"], **who) == {"breaches": 3}
    words = "\n".join(line for section in sections(household) for line in section.lines)
    assert FACTS not in words and REPLY not in words
    assert kinds(breach) == ["report", "first", "righted"]
