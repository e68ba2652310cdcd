"""Marks, recusal, quorum, ties, few entrants, withheld prizes, walks round, objections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from boards.enums import Colour, ContestState, EntrantState, JudgingWay, Nominator, Recusal, ResultRemedy
from boards.models import Contest, ContestAward, ContestScore, ContestWalk
from boards.services import issues
from boards.services.contests import calls, entering, objections, results, scoring, walks
from councils.enums import BodyKind, ObjectionState
from councils.models import BodyMember, NearKin
from points.enums import EntryKind
from points.models import Entry, Household, Membership, Photo, User
from points.services import ledger, photos
from tests import stage
from tests.contests import scene
from tests.contests.scene import AWARDED, IN_PUBLICITY, JUDGED, JUDGING, PUBLISHED, VALUES
from tests.factories import Cast, member, seat
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return scene.village()


def code(act: Any) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        act()
    assert len(str(caught.value)) > 5, "a sentence, not a word"
    return caught.value.code


# ------------------------------------------------------------------------------------------------------------ marks


def test_the_average_of_the_judges_gives_the_places(cast: Cast) -> None:
    contest = scene.judging(cast)
    scene.marks(cast, contest, cast.branch, 90, 70, 80, 60)
    scene.marks(cast, contest, cast.supervision, 81, 81, 60, 61)
    scene.marks(cast, contest, cast.representative, 80, 90, 60, 62)
    scene.close(cast, contest)
    assert scene.places(contest) == {"002": 1, "003": 2, "004": 3, "005": None}
    assert scene.entrant(cast, contest, 1).results == [8367], "251 in three, to the hundredth"
    assert stage.fresh(contest).state == ContestState.DECIDED


def test_marks_that_are_refused(cast: Cast) -> None:
    contest = scene.judging(cast)
    one = scene.entrant(cast, contest, 1)

    def score(marks: list[int], by: Any = cast.branch) -> Any:
        return scoring.score(entrant=one, marks=marks, by=by, at=JUDGED)

    assert code(lambda: score([1])) == "marks_missing"
    assert code(lambda: score([61, 0])) == "mark_range"
    assert code(lambda: score([1, 1], cast.officer)) == "role"
    BodyMember.objects.filter(village=cast.village, user=cast.branch_two).update(term_to=date(2026, 12, 1))
    assert code(lambda: score([1, 1], cast.branch_two)) == "no_constituency"
    entering.withdraw(entrant=one, reason="不想参加", by=cast.officer, at=JUDGING)
    assert code(lambda: score([1, 1])) == "out"


def test_marks_are_corrected_until_the_round_closes(cast: Cast) -> None:
    contest = scene.judging(cast)
    scene.mark(cast, contest, cast.branch, 1, 50)
    scene.mark(cast, contest, cast.branch, 1, 70)
    assert [score.total for score in ContestScore.objects.filter(village=cast.village)] == [70]
    scene.marks(cast, contest, cast.branch, 70, 69, 68, 67)
    scene.marks(cast, contest, cast.supervision, 70, 69, 68, 67)
    scene.close(cast, contest)
    assert code(lambda: scene.mark(cast, contest, cast.branch, 1, 99)) == "contest_state"


@pytest.mark.parametrize("why", [Recusal.OWN, Recusal.KIN, Recusal.NOMINATED])
def test_nobody_judges_own_household_near_kin_or_whom_they_nominated(cast: Cast, why: Recusal) -> None:
    if why == Recusal.OWN:
        scene.lives_in(cast, cast.branch, 1)
    elif why == Recusal.KIN:
        NearKin.objects.create(
            village=cast.village, user=cast.branch, household=cast.households[1], registered_on=date(2026, 1, 1)
        )
    contest = scene.called(cast)
    if why == Recusal.NOMINATED:
        scene.nominate(cast, contest, 1, Nominator.MEMBER, by=cast.branch)
    else:
        scene.nominate(cast, contest, 1)
    for number in (2, 3):
        scene.nominate(cast, contest, number)
    calls.begin_judging(contest=contest, way=JudgingWay.PHONE, by=cast.officer, at=JUDGING)
    assert code(lambda: scene.mark(cast, contest, cast.branch, 1, 60)) == "barred"
    scene.mark(cast, contest, cast.branch, 2, 80)
    scene.mark(cast, contest, cast.branch, 3, 70)
    scene.marks(cast, contest, cast.supervision, 90, 80, 70)
    assert code(lambda: scene.close(cast, contest)) == "quorum", "one judge is too few for the first household"
    scene.marks(cast, contest, cast.representative, 90, 80, 70)
    scene.close(cast, contest)
    kept = ContestScore.objects.get(village=cast.village, judge=cast.branch, entrant__household=cast.households[1])
    assert kept.recused == why and kept.marks == [], "the sheet says who kept away"


def test_a_member_may_keep_away_by_themselves_and_their_marks_are_gone(cast: Cast) -> None:
    contest = scene.judging(cast)
    scene.marks(cast, contest, cast.branch, 10, 80, 70, 60)
    scoring.step_out(entrant=scene.entrant(cast, contest, 1), by=cast.branch, at=JUDGED)
    scene.marks(cast, contest, cast.supervision, 90, 80, 70, 60)
    scene.marks(cast, contest, cast.representative, 92, 80, 70, 60)
    scene.close(cast, contest)
    assert scene.entrant(cast, contest, 1).results == [9100]


def test_near_kin_are_one_judge(cast: Cast) -> None:
    scene.lives_in(cast, cast.branch, 5)
    scene.lives_in(cast, cast.supervision, 5)
    contest = scene.judging(cast)
    scene.marks(cast, contest, cast.branch, 90, 80, 70, 60)
    scene.marks(cast, contest, cast.supervision, 90, 80, 70, 60)
    assert code(lambda: scene.close(cast, contest)) == "quorum"


def test_who_judged_some_and_not_all_is_named_or_left_out(cast: Cast) -> None:
    contest = scene.judging(cast)
    scene.mark(cast, contest, cast.branch_two, 4, 100)
    scene.marks(cast, contest, cast.branch, 90, 80, 70, 61)
    scene.marks(cast, contest, cast.supervision, 90, 80, 70, 61)
    with pytest.raises(DomainError, match="branch_two") as caught, transaction.atomic():
        scene.close(cast, contest)
    assert caught.value.code == "incomplete"
    scene.close(cast, contest, leave_out=True)
    assert scene.places(contest)["005"] is None, "the hundred for household 5 does not count"


def test_an_alternate_judges_only_where_members_are_too_few(cast: Cast) -> None:
    alternate = member(cast.village, "committee", name="候补")
    seat(cast.bodies[BodyKind.REPRESENTATIVES], alternate, alternate=True)
    contest = scene.judging(cast)
    assert code(lambda: scene.mark(cast, contest, alternate, 1, 60)) == "not_needed"
    for user in (cast.supervision, cast.representative):
        NearKin.objects.create(
            village=cast.village, user=user, household=cast.households[1], registered_on=date(2026, 1, 1)
        )
    scene.mark(cast, contest, alternate, 1, 60)
    assert code(lambda: scene.mark(cast, contest, alternate, 2, 60)) == "not_needed"


# ------------------------------------------------------------------------------------------------------------- ties


def test_who_is_level_at_a_prize_is_judged_again_alone(cast: Cast) -> None:
    contest = scene.decided(cast, 90, 80, 80, 70)
    assert (contest.state, contest.round) == (ContestState.SCORING, 2)
    assert scene.places(contest) == dict.fromkeys(("002", "003", "004", "005"))
    assert code(lambda: scene.mark(cast, contest, cast.branch, 1, 60)) == "other_round"
    for judge in (cast.branch, cast.representative):
        scene.mark(cast, contest, judge, 2, 70)
        scene.mark(cast, contest, judge, 3, 75)
    scene.close(cast, contest)
    assert scene.places(contest) == {"002": 1, "003": 3, "004": 2, "005": None}
    assert scene.entrant(cast, contest, 3).results == [8000, 7500]


def test_level_in_the_extra_round_too_is_judged_once_more(cast: Cast) -> None:
    contest = scene.decided(cast, 80, 80)
    for total in (70, 71):
        for judge in (cast.branch, cast.supervision):
            scene.mark(cast, contest, judge, 1, 70)
            scene.mark(cast, contest, judge, 2, total)
        contest = scene.close(cast, contest)
    assert (contest.state, contest.round) == (ContestState.DECIDED, 3)
    assert scene.places(contest) == {"002": 2, "003": 1}


def test_level_where_no_prize_hangs_on_it_is_no_matter(cast: Cast) -> None:
    assert scene.decided(cast, 90, 80, 70, 65, 65).state == ContestState.DECIDED
    assert scene.decided(scene.village(), 90, 80, 70, 50, 50).state == ContestState.DECIDED


def test_one_of_the_level_withdraws(cast: Cast) -> None:
    contest = scene.decided(cast, 90, 80, 80)
    for number in (2, 3):
        entering.withdraw(entrant=scene.entrant(cast, contest, number), reason="搬走", by=cast.officer, at=JUDGED)
    scene.close(cast, contest)
    assert scene.places(contest) == {"002": 1, "003": None, "004": None}


# ---------------------------------------------------------------------------------------------- few, low, withheld


def test_fewer_than_three_entrants_fewer_prizes(cast: Cast) -> None:
    contest = scene.publicised(cast, 90, 60)
    scene.award(contest)
    assert [(one.place, one.points) for one in ContestAward.objects.filter(village=cast.village).order_by("place")] == [
        (1, 30), (2, 20),
    ]  # fmt: skip


def test_who_does_not_reach_the_minimum_gets_no_prize(cast: Cast) -> None:
    contest = scene.publicised(cast, 90, 59)
    assert scene.places(contest) == {"002": 1, "003": None}
    nobody = scene.publicised(scene.village(), 40)
    assert scene.award(nobody) == [] and stage.fresh(nobody).state == ContestState.AWARDED


def test_a_prize_is_withheld_with_a_reason_and_another_member_publishes(cast: Cast) -> None:
    contest = scene.decided(cast)
    second = scene.entrant(cast, contest, 2)

    def withhold(reason: str, by: Any = cast.branch, which: Any = second) -> Any:
        return results.withhold(entrant=which, reason=reason, by=by, at=PUBLISHED)

    assert code(lambda: withhold(" ")) == "reason_missing"
    assert code(lambda: withhold("…", cast.officer)) == "role"
    assert code(lambda: withhold("…", which=scene.entrant(cast, contest, 4))) == "no_place"
    withhold("现场复看时院内堆放杂物")
    assert code(lambda: results.publish(contest=contest, by=cast.branch, at=PUBLISHED)) == "two_people"
    results.publish(contest=contest, by=cast.supervision, at=PUBLISHED)
    assert code(lambda: withhold("…")) == "contest_state"
    scene.award(contest)
    assert [one.place for one in ContestAward.objects.filter(village=cast.village).order_by("number")] == [1, 3]


def test_a_withheld_prize_is_given_after_all(cast: Cast) -> None:
    contest = scene.decided(cast)
    second = scene.entrant(cast, contest, 2)
    results.withhold(entrant=second, reason="待核实", by=cast.branch, at=PUBLISHED)
    results.give_after_all(entrant=second, by=cast.supervision, at=PUBLISHED)
    assert stage.fresh(second).withheld == ""
    results.publish(contest=contest, by=cast.branch, at=PUBLISHED)


def test_a_member_with_kin_among_the_winners_does_not_publish(cast: Cast) -> None:
    contest = scene.decided(cast)
    scene.lives_in(cast, cast.branch_two, 2)
    assert code(lambda: results.publish(contest=contest, by=cast.branch_two, at=PUBLISHED)) == "own_household"
    with pytest.raises(NotAllowed):
        results.publish(contest=contest, by=cast.officer, at=PUBLISHED)


# ------------------------------------------------------------------------------------------------------- walk round


def test_the_walks_signed_result_is_typed_in_and_confirmed(cast: Cast) -> None:
    contest = scene.walked(cast, 90, 80, 70, 61)
    assert code(lambda: walks.confirm(contest=contest, edition=1, by=cast.branch, at=JUDGED)) == "two_people"
    assert code(lambda: walks.confirm(contest=contest, edition=1, by=cast.branch_two, at=JUDGED)) == (
        "same_constituency"
    )
    assert code(lambda: walks.confirm(contest=contest, edition=2, by=cast.supervision, at=JUDGED)) == "edition_changed"
    with pytest.raises(NotAllowed):
        walks.confirm(contest=contest, edition=1, by=cast.officer, at=JUDGED)
    walks.confirm(contest=contest, edition=1, by=cast.supervision, at=JUDGED)
    assert scene.places(contest) == {"002": 1, "003": 2, "004": 3, "005": None}
    assert stage.fresh(contest).state == ContestState.DECIDED


def test_a_walk_that_is_refused_is_typed_in_anew(cast: Cast) -> None:
    contest = scene.walked(cast, 90, 80, 70)
    assert code(lambda: walks.refuse(contest=contest, reason="", by=cast.supervision, at=JUDGED)) == "reason_missing"
    walks.refuse(contest=contest, reason="第二户抄错", by=cast.supervision, at=JUDGED)
    data = scene.walk_data(cast, contest, 90, 60, 70)
    walks.record(contest=contest, data=data, by=cast.officer, at=JUDGED)
    assert ContestWalk.objects.get(village=cast.village).refusal == ""
    walks.confirm(contest=contest, edition=2, by=cast.branch_two, at=JUDGED)
    assert scene.places(contest) == {"002": 1, "003": 3, "004": 2}


def test_walks_that_are_refused(cast: Cast) -> None:
    contest = scene.judging(cast, 3, JudgingWay.WALK)
    good = scene.walk_data(cast, contest, 90, 80, 70)

    def record(**more: Any) -> Any:
        return walks.record(contest=contest, data=replace(good, **more), by=cast.branch, at=JUDGED)

    assert code(lambda: record(walked_on=date(2026, 12, 10))) == "walked_on"
    assert code(lambda: record(walked_on=date(2026, 12, 13))) == "walked_on"
    assert code(lambda: record(people=[cast.officer.pk])) == "people"
    assert code(lambda: record(people=[cast.branch.pk, cast.branch_two.pk])) == "quorum"
    assert code(lambda: record(marks={})) == "marks_missing"
    assert code(lambda: record(photo=Photo(village=cast.village))) == "photo_missing"
    assert code(lambda: walks.confirm(contest=contest, edition=1, by=cast.branch, at=JUDGED)) == "not_recorded"
    assert code(lambda: scene.close(cast, contest)) == "way"
    assert code(lambda: scene.mark(cast, contest, cast.branch, 1, 60)) == "way"


def test_on_the_walk_too_near_kin_do_not_count_for_the_quorum(cast: Cast) -> None:
    scene.lives_in(cast, cast.supervision, 1)
    contest = scene.judging(cast, 3, JudgingWay.WALK)
    two = scene.walk_data(cast, contest, 90, 80, 70, people=(cast.branch, cast.supervision))
    assert code(lambda: walks.record(contest=contest, data=two, by=cast.branch, at=JUDGED)) == "quorum"
    walks.record(contest=contest, data=scene.walk_data(cast, contest, 90, 80, 70), by=cast.branch, at=JUDGED)
    assert code(lambda: walks.confirm(contest=contest, edition=1, by=cast.supervision, at=JUDGED)) == "own_household"
    walks.confirm(contest=contest, edition=1, by=cast.representative, at=JUDGED)


def test_the_sheets_photo_is_not_swept_away(cast: Cast) -> None:
    scene.walked(cast)
    stage.photo(cast, (9, 9, 9))
    assert photos.sweep_unused(village=cast.village, before=AWARDED) == 1
    assert ContestWalk.objects.get(village=cast.village).photo.file


def test_level_after_a_walk_means_another_walk(cast: Cast) -> None:
    contest = scene.walked(cast, 90, 90)
    contest = walks.confirm(contest=contest, edition=1, by=cast.supervision, at=JUDGED)
    assert (contest.state, contest.round) == (ContestState.SCORING, 2)
    walks.record(contest=contest, data=scene.walk_data(cast, contest, 90, 91), by=cast.branch, at=JUDGED)
    walks.confirm(contest=contest, edition=1, by=cast.supervision, at=JUDGED)
    assert scene.places(contest) == {"002": 2, "003": 1}


# ------------------------------------------------------------------------------------------------------- objections


def decide(cast: Cast, objection: Any, uphold: bool, remedy: Any = None, by: Any = None, reason: str = "查过") -> Any:
    return objections.decide(
        objection=objection, uphold=uphold, remedy=remedy, reason=reason, by=by or cast.supervisor, at=IN_PUBLICITY
    )


def test_nothing_is_awarded_while_an_objection_is_open(cast: Cast) -> None:
    contest = scene.publicised(cast)
    objection = scene.object_to(cast, contest, 1)
    assert code(lambda: scene.award(contest)) == "objection_open"
    assert code(lambda: decide(cast, objection, False, reason=" ")) == "reason_missing"
    decide(cast, objection, False)
    assert code(lambda: decide(cast, objection, False)) == "decided"
    assert len(scene.award(contest)) == 3


def test_objections_that_are_refused(cast: Cast) -> None:
    contest = scene.publicised(cast)
    late = clock.moment(date(2026, 12, 20), 8)
    assert code(lambda: scene.object_to(cast, contest, at=late)) == "too_late"
    with pytest.raises(NotAllowed):
        scene.object_to(cast, contest, by=cast.branch)
    said = objections.Said(cast.village.pk, " ")
    assert code(lambda: objections.object_to(contest=contest, said=said, by=cast.villager, at=IN_PUBLICITY)) == (
        "required"
    )
    said = replace(said, text="字" * 501)
    assert code(lambda: objections.object_to(contest=contest, said=said, by=cast.villager, at=IN_PUBLICITY)) == (
        "too_long"
    )
    scene.award(contest)
    assert code(lambda: scene.object_to(cast, contest)) == "contest_state"


def test_who_objects_on_the_phone_and_at_the_office(cast: Cast) -> None:
    contest = scene.publicised(cast)
    phone, office = scene.object_to(cast, contest), scene.object_to(cast, contest, by=cast.officer)
    assert (phone.objector, phone.household, phone.name) == (cast.villager, cast.households[0], "")
    assert (office.objector, office.recorded_by, office.name) == (None, cast.officer, "隔壁的")
    said = objections.Said(phone.pk, "又来一次")
    again = objections.object_to(contest=contest, said=said, by=cast.villager, at=IN_PUBLICITY)
    assert again.pk == phone.pk and again.text == phone.text, "the same form is one objection"


def test_who_had_a_part_decides_on_no_objection(cast: Cast) -> None:
    contest = scene.publicised(cast)
    objection = scene.object_to(cast, contest)
    for user in (cast.supervision, cast.representative):
        Membership.objects.create(village=cast.village, user=user, role="supervisor")
        fresh = User.objects.get(pk=user.pk)
        assert code(lambda user=fresh: decide(cast, objection, False, by=user)) == "had_a_part"
    assert code(lambda: decide(cast, objection, False, by=cast.administrator)) == "role"
    Membership.objects.create(village=cast.village, user=cast.supervisor, role="villager", household=cast.households[3])
    assert code(lambda: decide(cast, objection, False)) == "had_a_part"


def test_upheld_the_household_is_left_out_and_publicity_begins_anew(cast: Cast) -> None:
    contest = scene.publicised(cast)
    objection = scene.object_to(cast, contest, 1)
    decide(cast, objection, True, ResultRemedy.EXCLUDE, reason="院子是借来的")
    contest = stage.fresh(contest)
    assert scene.places(contest) == {"002": None, "003": 1, "004": 2, "005": 3}
    assert (contest.state, contest.publicity_until) == (ContestState.PUBLICISED, date(2026, 12, 21))
    assert scene.entrant(cast, contest, 1).state == EntrantState.EXCLUDED
    assert stage.fresh(objection).state == ObjectionState.UPHELD


def test_an_exclusion_that_leaves_two_level_goes_back_to_the_judges(cast: Cast) -> None:
    contest = scene.publicised(cast, 90, 80, 70, 65, 65)
    decide(cast, scene.object_to(cast, contest, 1), True, ResultRemedy.EXCLUDE)
    contest = stage.fresh(contest)
    assert (contest.state, contest.round) == (ContestState.SCORING, 2)


def test_exclusion_needs_a_household(cast: Cast) -> None:
    contest = scene.publicised(cast)
    assert code(lambda: decide(cast, scene.object_to(cast, contest), True, ResultRemedy.EXCLUDE)) == "no_entrant"


def test_what_was_withheld_stays_withheld_after_an_exclusion(cast: Cast) -> None:
    contest = scene.decided(cast)
    results.withhold(entrant=scene.entrant(cast, contest, 2), reason="待整改", by=cast.branch, at=PUBLISHED)
    results.publish(contest=contest, by=cast.representative, at=PUBLISHED)
    decide(cast, scene.object_to(cast, contest, 1), True, ResultRemedy.EXCLUDE)
    assert scene.entrant(cast, contest, 2).withheld == "待整改"


def test_upheld_as_a_whole_all_are_judged_anew(cast: Cast) -> None:
    contest = scene.publicised(cast)
    first, second = scene.object_to(cast, contest), scene.object_to(cast, contest)
    decide(cast, first, True, ResultRemedy.RESCORE)
    contest = stage.fresh(contest)
    assert (contest.state, contest.round) == (ContestState.SCORING, 2)
    assert scene.places(contest) == dict.fromkeys(("002", "003", "004", "005"))
    with pytest.raises(TransitionError), transaction.atomic():
        decide(cast, second, True, ResultRemedy.RESCORE)
    decide(cast, second, False)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 61, 70, 80, 90)
    scene.close(cast, contest)
    assert scene.places(contest) == {"002": None, "003": 3, "004": 2, "005": 1}


# ---------------------------------------------------------------------------------------------- one deed counts once


def test_what_the_same_deed_has_brought_is_taken_off_the_prize(cast: Cast) -> None:
    claims = stage.approved(cast, 1)  # item 1, +10, which the title names
    assert claims.points == 10
    stage.run_points(cast.village, stage.RELEASED)
    scene.awarded(cast)
    first = ContestAward.objects.get(village=cast.village, place=1)
    assert (first.prize, first.points) == (30, 20)
    lines = Entry.objects.filter(village=cast.village, household=cast.households[1], kind=EntryKind.AWARD)
    assert [line.points for line in lines] == [20]


def test_a_corrected_claim_takes_nothing_off(cast: Cast) -> None:
    entry = stage.posted(cast, 1)
    ledger.reverse(entry=entry, reason="录错", by=None, at=stage.RELEASED)
    scene.awarded(cast)
    assert ContestAward.objects.get(village=cast.village, place=1).points == 30


def test_nothing_is_posted_where_the_deed_brought_more_than_the_prize(cast: Cast) -> None:
    values = replace(VALUES, prizes=(8,))
    stage.posted(cast, 1)
    contest = scene.judging(cast, 1, values=values)
    for judge in (cast.branch, cast.supervision):
        scene.marks(cast, contest, judge, 90)
    scene.close(cast, contest)
    results.publish(contest=contest, by=cast.representative, at=PUBLISHED)
    [only] = scene.award(contest)
    assert (only.points, only.ledger_entry) == (0, None)


def test_who_won_the_title_is_not_praised_for_it_on_the_red_board_too(cast: Cast) -> None:
    issue = stage.drafted(cast)
    scene.awarded(cast)
    household = Household.objects.get(pk=cast.households[1].pk)

    def add(reason: str) -> Any:
        return issues.add_entry(
            issue=stage.fresh(issue), colour=Colour.RED, household=household, reason=reason, by=cast.branch, at=AWARDED
        )

    assert code(lambda: add("被评为洁美庭院示范户")) == "prized"
    add("主动清理门前水沟")


def test_a_contest_belongs_to_one_village(cast: Cast) -> None:
    scene.judging(cast)
    assert Contest.objects.filter(village=scene.village().village).count() == 0
