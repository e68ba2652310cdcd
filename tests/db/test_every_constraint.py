"""Every named constraint, broken once. A new one without an entry here fails the last tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, transaction

from boards.enums import Colour, EntryState, IssueState, StarState
from councils.enums import Decision, MeetingState, TellingWay
from points.enums import ClaimState
from tests.db import economy
from tests.db.breaking import Breaks, again, later, twice
from tests.db.contest_breaks import CONTESTS
from tests.db.disclosure_breaks import DISCLOSURE
from tests.db.everything import AT, DAY, MONTH, one_of_everything
from tests.db.matter_breaks import MATTERS
from tests.db.points_breaks import POINTS
from tests.factories import HouseholdFactory, UserFactory, VillageFactory
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.keys import new_id

OURS = [model for model in apps.get_models() if model._meta.app_label in {"points", "councils", "boards"}]
LINKS = [(model, c) for model in OURS for c in model._meta.constraints if isinstance(c, SameVillage)]
VILLAGE_TABLES = [model for model in OURS if getattr(model, "is_village_table", False)]


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One village with a row in every table for the whole module; nothing of it is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_of_everything()
        transaction.set_rollback(True)


def star_again(w: SimpleNamespace, **changes: Any) -> None:
    """Another household's star, with a plate of its own."""
    again(w.staraward, **{"household": w.cast.households[1], "plate": 2, **changes})


#: What makes a copy of the sample's appeal another open case, and a copy of its correction one that waits.
OTHER: dict[str, Any] = {"number": 3, "slip_number": "Y-2", "kind": "entry", "claim_id": new_id()}
PROPOSED: dict[str, Any] = {
    "state": "proposed", "decided_by": None, "decided_at": None, "reversal": None, "new_entry": None
}  # fmt: skip

#: What makes a copy of the sample's breach an open one.
SPOKEN_ONCE: dict[str, Any] = {
    "state": "first", "second_on": None, "proposed_on": None, "way": "", "dealt_on": None, "closed_on": None
}  # fmt: skip
#: A demand that somebody has in hand.
IN_HAND: dict[str, Any] = {
    "state": "handed", "outcome": "", "answer": "", "answered_by": None, "answered_at": None, "closed_at": None
}  # fmt: skip

#: Constraint -> how it is broken. Whatever else the row would break is changed out of the way.
BREAKS: Breaks = {
    **POINTS,
    **MATTERS,
    **CONTESTS,
    **DISCLOSURE,
    # councils
    "councils_body_name_key": lambda w: again(w.body),
    "councils_bodymember_term_key": lambda w: again(w.bodymember),
    "councils_bodymember_term_range": lambda w: again(w.bodymember, name="别人", term_to=DAY - timedelta(days=1)),
    "councils_nearkin_key": lambda w: twice(w.nearkin, seat=None, user=w.user),
    "councils_nearkin_seat_key": lambda w: again(w.nearkin),
    "councils_nearkin_one_person": lambda w: again(w.nearkin, user=w.user),
    "councils_kinlisting_one_person": lambda w: again(w.kinlisting, seat=None),
    "councils_memberkin_key": lambda w: again(w.memberkin),
    "councils_memberkin_two": lambda w: again(w.memberkin, other=w.memberkin.one),
    "councils_meeting_number_key": lambda w: again(w.meeting),
    "councils_meeting_recorded": lambda w: again(w.meeting, number=2, edition=0),
    "councils_meeting_confirmed": lambda w: again(w.meeting, number=2, confirmed_by=w.user, confirmed_at=AT),
    "councils_meeting_two_people": lambda w: again(
        w.meeting, number=2, state=MeetingState.CONFIRMED, confirmed_by=w.user, confirmed_at=AT
    ),
    "councils_meeting_first": lambda w: again(w.meeting, number=2, first_by=w.user),
    "councils_meetingline_number_key": lambda w: again(w.meetingline, claim_id=new_id()),
    "councils_meetingline_claim_key": lambda w: again(w.meetingline, number=2),
    "councils_meetingline_reason_given": lambda w: again(
        w.meetingline, number=2, claim_id=new_id(), decision=Decision.REJECT
    ),
    "councils_meetingline_changed": lambda w: again(
        w.meetingline, number=2, claim_id=new_id(), decision=Decision.REJECT, quantity_to=1, reason="重复"
    ),
    "councils_meetingattendee_user_key": lambda w: twice(w.meetingattendee, seat=None, user=w.user),
    "councils_meetingattendee_seat_key": lambda w: again(w.meetingattendee),
    "councils_meetingattendee_one_person": lambda w: again(w.meetingattendee, user=w.user),
    "councils_meetingsheet_key": lambda w: again(w.meetingsheet),
    "councils_meetingsheet_whole": lambda w: again(w.meetingsheet, sha256="b" * 64, deleted_at=AT),
    "councils_vote_once": lambda w: twice(w.vote, seat=None, voter=w.user, attendee=None),
    "councils_vote_seat_once": lambda w: again(w.vote),
    "councils_vote_one_person": lambda w: again(w.vote, round=2, attendee=None),
    "councils_vote_reason_given": lambda w: again(w.vote, round=2, decision=Decision.REJECT, note=""),
    "councils_telling_claim_key": lambda w: again(w.telling),
    "councils_telling_witnesses_named": lambda w: again(w.telling, claim_id=new_id(), way=TellingWay.WITNESSED),
    # councils: objections, appeals, corrections. Copies of the open appeal, made into cases of another claim.
    "councils_objection_number_key": lambda w: again(w.objection, **OTHER | {"number": 2}),
    "councils_objection_slip_key": lambda w: again(w.objection, **OTHER | {"slip_number": "Y-1"}),
    "councils_objection_one_open": lambda w: again(w.objection, **OTHER | {"claim_id": w.claim.pk}),
    "councils_objection_one_appeal": lambda w: again(
        w.objection, number=3, slip_number="Y-2", state="dismissed", decided_at=AT, decided_by=w.user, reason="查过"
    ),
    "councils_sample_month_key": lambda w: again(w.sample),
    "councils_sample_first_day": lambda w: again(w.sample, month=DAY),
    "councils_sample_drawn_of": lambda w: again(w.sample, month=later(MONTH), full_drawn=2),
    "councils_sampledclaim_claim_key": lambda w: again(w.sampledclaim, number=2),
    "councils_sampledclaim_number_key": lambda w: again(w.sampledclaim, claim_id=new_id()),
    "councils_sampledclaim_found_by": lambda w: again(w.sampledclaim, number=2, claim_id=new_id(), finding="in_order"),
    "councils_sampledclaim_says_what": lambda w: again(
        w.sampledclaim, number=2, claim_id=new_id(), finding="wrong", found_by=w.user, found_at=AT
    ),
    "councils_objection_entry_of_kind": lambda w: again(w.objection, **OTHER | {"entry": None, "kind": "entry"}),
    "councils_objection_who_of_channel": lambda w: again(w.objection, **OTHER | {"channel": "oral"}),
    "councils_objection_decided_with_reason": lambda w: again(
        w.objection, **OTHER | {"state": "upheld", "decided_at": AT, "decided_by": w.user}
    ),
    "councils_objection_drawn_with_seed": lambda w: again(w.objection, **OTHER | {"drawn_at": None}),
    "councils_objection_deciders": lambda w: again(w.objection, **OTHER | {"deciders": 0}),
    "councils_panelseat_position": lambda w: again(w.panelseat, place=2, member_id=new_id()),
    "councils_panelseat_place": lambda w: again(w.panelseat, position=2, member_id=new_id()),
    "councils_panelseat_member": lambda w: again(w.panelseat, place=2, position=2),
    "councils_objectionvote_voter": lambda w: [
        again(w.objectionvote, voter=w.user, recorded_by=None, seat=None) for _time in range(2)
    ],
    "councils_objectionvote_seat": lambda w: again(w.objectionvote),
    "councils_objectionvote_whose": lambda w: again(w.objectionvote, seat_id=new_id(), sheet=""),
    "councils_decisiontelling_claim": lambda w: [again(w.decisiontelling, objection=None) for _time in range(2)],
    "councils_decisiontelling_objection": lambda w: again(w.decisiontelling),
    "councils_decisiontelling_witnesses_named": lambda w: again(
        w.decisiontelling, objection_id=new_id(), way=TellingWay.WITNESSED
    ),
    "councils_decisiontelling_objector_of_objection": lambda w: again(
        w.decisiontelling, objection=None, recipient="objector"
    ),
    "councils_correction_number_key": lambda w: again(w.correction),
    "councils_correction_one_proposed": lambda w: [again(w.correction, **PROPOSED, number=n) for n in (2, 3)],
    "councils_correction_right_whole": lambda w: again(w.correction, number=2, right_household=None),
    "councils_correction_two_people": lambda w: again(w.correction, number=2, decided_by=w.user),
    "councils_correction_state_whole": lambda w: again(w.correction, number=2, reversal=None, new_entry=None),
    # councils: village rules and dissuasion
    "councils_villagerules_from_key": lambda w: again(w.villagerules),
    "councils_villagerules_mandate": lambda w: again(w.villagerules, effective_from=DAY, mandate=None),
    "councils_rulearticle_number_key": lambda w: again(w.rulearticle),
    "councils_breach_number_key": lambda w: again(w.breach),
    "councils_breach_one_open": lambda w: [again(w.breach, number=number, **SPOKEN_ONCE) for number in (2, 3)],
    "councils_breach_state_whole": lambda w: again(w.breach, number=2, closed_on=None),
    "councils_breach_first_after_day": lambda w: again(w.breach, number=2, first_on=DAY - timedelta(days=1)),
    "councils_breach_second_after_first": lambda w: again(w.breach, number=2, second_on=DAY),
    "councils_breach_proposed_after_second": lambda w: again(w.breach, number=2, way=""),
    "councils_breach_dealt_after_proposed": lambda w: again(w.breach, number=2, dealt_on=DAY),
    "councils_breach_closed_after_day": lambda w: again(w.breach, number=2, closed_on=DAY - timedelta(days=1)),
    "councils_breachstep_number_key": lambda w: again(w.breachstep, kind="word"),
    "councils_breachstep_once": lambda w: again(w.breachstep, number=2),
    "councils_breachstep_by_whom": lambda w: again(w.breachstep, number=2, kind="word", who=""),
    "councils_breachwords_step_key": lambda w: again(w.breachwords),
    "councils_breachwords_some": lambda w: again(w.breachwords, said=""),
    "councils_breachclaim_kind_key": lambda w: again(w.breachclaim, claim_id=new_id()),
    "councils_breachclaim_void": lambda w: again(w.breachclaim, claim_id=new_id(), repair=True, void=True),
    "councils_breachclaim_claim_key": lambda w: again(w.breachclaim, repair=True),
    # boards
    "boards_ranking_period_key": lambda w: again(w.ranking),
    "boards_ranking_starts_a_month": lambda w: again(w.ranking, start=DAY),
    "boards_rankingrow_household_key": lambda w: again(w.rankingrow),
    "boards_boardissue_month_key": lambda w: again(w.boardissue, number=2),
    "boards_boardissue_number_key": lambda w: again(w.boardissue, month=later(MONTH)),
    "boards_boardissue_first_day": lambda w: again(w.boardissue, number=2, month=DAY),
    "boards_boardissue_published_has_number": lambda w: again(
        w.boardissue, month=later(MONTH), number=2, state=IssueState.DRAFT
    ),
    "boards_boardentry_ledger_key": lambda w: again(w.boardentry, deed_day=None),
    "boards_boardentry_points_sign": lambda w: again(w.boardentry, ledger_entry_id=new_id(), points=10),
    "boards_boardentry_no_line": lambda w: again(w.boardentry, deed_day=None, ledger_entry_id=new_id(), points=0),
    "boards_boardproposal_deed_once": lambda w: again(w.boardproposal),
    "boards_boardproposal_by_colour": lambda w: again(w.boardproposal, colour=Colour.BLACK, article="第六条"),
    "boards_boardproposal_breach_once": lambda w: again(w.boardproposal_with_breach, household_id=new_id()),
    "boards_boardproposal_breach_black": lambda w: again(w.boardproposal, breach_id=w.breach.pk, deed_day=MONTH),
    "boards_boardproposal_taken_whole": lambda w: again(w.boardproposal, entry=None),
    "boards_boardentry_black_bare": lambda w: again(w.boardentry, story="好事"),
    "boards_boardentry_deed_once": lambda w: again(w.boardentry, ledger_entry=None),
    "boards_boardentry_corrected_whole": lambda w: again(w.boardentry, state=EntryState.CORRECTED),
    "boards_boardentry_repair_lifted": lambda w: again(w.boardentry, ended_at=None),
    "boards_boardmotion_one_open": lambda w: again(w.boardmotion),
    "boards_boardmotion_decided": lambda w: again(w.boardmotion, decided_at=AT),
    "boards_boardmotion_refused_why": lambda w: again(w.boardmotion, state="refused", decided_at=AT),
    "boards_boardmotion_proof": lambda w: again(w.boardmotion, seen_by=""),
    "boards_boardentry_published_is_posted": lambda w: again(
        w.boardentry, colour=Colour.RED, points=10, ledger_entry=None, repair=None, state=EntryState.PUBLISHED
    ),
    "boards_boardentry_black_gate": lambda w: again(
        w.boardentry, ledger_entry_id=new_id(), state=EntryState.EXPIRED, told_on=None
    ),
    "boards_boarddeed_once": lambda w: again(w.boarddeed),
    "boards_boardvote_issue_once": lambda w: again(w.issue_vote),
    "boards_boardvote_entry_once": lambda w: again(w.black_vote),
    "boards_boardvote_motion_once": lambda w: again(w.boardvote),
    "boards_boardvote_names_entry": lambda w: again(w.issue_vote, edition=2, entry=w.boardentry),
    # boards: stars
    "boards_staryear_year_key": lambda w: again(w.staryear),
    "boards_staryear_year_range": lambda w: again(w.staryear, year=1999),
    "boards_staryear_percent": lambda w: again(w.staryear, year=2030, group_percent=0),
    "boards_staryear_moments": lambda w: again(w.staryear, year=2030, closed_at=None),
    "boards_star_number_key": lambda w: again(w.star, name="孝爱"),
    "boards_star_name_key": lambda w: again(w.star, number=2),
    "boards_staraward_once": lambda w: again(w.staraward, plate=2),
    "boards_staraward_plate_key": lambda w: again(w.staraward, household=w.cast.households[1]),
    "boards_staraward_public_has_days": lambda w: star_again(w, publicity_until=None),
    "boards_staraward_granted_has_plate": lambda w: star_again(w, plate=None),
    "boards_staraward_withdrawn_why": lambda w: star_again(w, state=StarState.WITHDRAWN, withdrawn_at=AT),
    "boards_staraward_refused_why": lambda w: star_again(w, state=StarState.REFUSED, plate=None, granted_at=None),
    "boards_staraward_overruled_why": lambda w: star_again(w, overruled=["black_year"]),
    "boards_starvote_once": lambda w: again(w.starvote),
    "boards_starvote_reason_given": lambda w: again(w.starvote, round=2, agrees=False),
    "boards_starobjection_one_open": lambda w: twice(w.starobjection, state="open", decided_by=None, decided_at=None),
    "boards_starobjection_from_somebody": lambda w: again(w.starobjection, objector=None),
    "boards_starobjection_decided_why": lambda w: again(w.starobjection, answer=""),
    "boards_stargroup_key": lambda w: again(w.stargroup),
    "boards_stargroup_counts": lambda w: again(w.stargroup, group=w.cast.groups[1], star_households=3),
    "boards_stargroup_by_its_numbers": lambda w: again(w.stargroup, group=w.cast.groups[1], open_black=1),
    "boards_nineversion_from_key": lambda w: again(w.nineversion),
    "boards_ninearticle_number_key": lambda w: again(w.ninearticle),
    "boards_ninearticle_one_to_nine": lambda w: again(w.ninearticle, number=10),
    # councils: grids, demands, visits
    "councils_grid_number_key": lambda w: again(w.grid),
    "councils_gridgroup_group_key": lambda w: again(w.gridgroup),
    "councils_gridofficer_key": lambda w: again(w.gridofficer),
    "councils_demand_number_key": lambda w: again(w.demand),
    "councils_demand_in_words": lambda w: again(w.demand, number=2, text=""),
    "councils_demand_must_arrive": lambda w: again(w.demand, number=2, visit_due_on=None),
    "councils_demand_in_hand_of": lambda w: again(
        w.demand, number=2, **IN_HAND, handed_to=None, helper="", volunteer=None
    ),
    "councils_demand_answered_by": lambda w: again(w.demand, number=2, answered_at=None),
    "councils_demand_answer_in_words": lambda w: again(w.demand, number=2, answer=""),
    "councils_demand_explained_until": lambda w: again(w.demand, number=2, outcome="explained"),
    "councils_demand_passed_to": lambda w: again(w.demand, number=2, outcome="passed_on"),
    "councils_demand_reopened_once": lambda w: again(w.demand, number=2, reopened=2),
    "councils_demand_closed_at": lambda w: again(w.demand, number=2, closed_at=None),
    "councils_demand_public_if_agreed": lambda w: again(w.demand, number=2, public_words="路灯换了"),
    "councils_demandphoto_key": lambda w: again(w.demandphoto),
    "councils_demandstep_outcome": lambda w: again(w.demandstep, outcome="solved"),
    "councils_demandwords_step_key": lambda w: again(w.demandwords),
    "councils_visit_who_went": lambda w: again(w.visit, visitors=""),
    "councils_visitrhythm_kind_key": lambda w: again(w.visitrhythm),
    "councils_visitrhythm_days": lambda w: again(w.visitrhythm, kind="revisit", days=0),
    # councils: bodies of areas, elections, handovers
    "councils_body_one_area": lambda w: again(w.body_with_group, name="另一个", grid=w.grid),
    "councils_settlement_number_key": lambda w: again(w.settlement, name="另一个"),
    "councils_settlement_name_key": lambda w: again(w.settlement, number=2),
    "councils_settlementhousehold_key": lambda w: again(w.settlementhousehold),
    "councils_bodymember_for_a_group": lambda w: again(w.bodymember_with_group, name="丁", seat_kind="member"),
    "councils_bodymember_sent_by": lambda w: again(w.bodymember, name="丁", seat_kind="sent"),
    "councils_bodymember_end_has_day": lambda w: again(w.bodymember, name="丁", end_reason="moved"),
    "councils_bodyrules_number_key": lambda w: again(w.bodyrules),
    "councils_bodyrules_text_or_file": lambda w: again(w.bodyrules, number=2, file="documents/a.pdf"),
    "councils_election_seats": lambda w: again(w.election, seats=0),
    "councils_election_term_range": lambda w: again(w.election, term_from=DAY - timedelta(days=1)),
    "councils_election_counted": lambda w: again(w.election, needed=3),
    "councils_election_turnout": lambda w: again(w.election, **TALLY | {"returned": 4, "valid": 4}),
    "councils_candidate_number_key": lambda w: again(w.candidate, name="丁"),
    "councils_candidate_once": lambda w: again(w.candidate, number=2),
    "councils_candidate_elected_with_votes": lambda w: again(w.candidate, number=2, name="丁", votes=0),
    "councils_candidate_for_a_group": lambda w: again(w.candidate, number=2, name="丁", group=None),
    "councils_candidate_sent_by": lambda w: again(w.candidate, number=2, name="丁", sent_by="镇里"),
    "councils_ballotcount_turn_key": lambda w: again(w.ballotcount, typed_by=UserFactory()),
    "councils_ballotcount_two_people": lambda w: again(w.ballotcount, turn=2),
    "councils_ballotcount_twice": lambda w: again(w.ballotcount, turn=3, typed_by=UserFactory()),
    "councils_ballotcount_in_order": lambda w: again(w.ballotcount, turn=2, typed_by=UserFactory(), valid=9),
    "councils_ballotvotes_key": lambda w: again(w.ballotvotes),
    "councils_handover_term_range": lambda w: again(w.handover, term_to=DAY - timedelta(days=1)),
    "councils_handover_done_at": lambda w: again(w.handover, state="done"),
    "councils_handoverbody_key": lambda w: again(w.handoverbody),
    "councils_handoverseat_once": lambda w: again(w.handoverseat),
    "councils_handoverseat_for_a_group": lambda w: again(w.handoverseat, name="丁", seat_kind="head"),
    "councils_handoverseat_sent_by": lambda w: again(w.handoverseat, name="丁", sent_by="镇里"),
    "councils_handoverrole_key": lambda w: again(w.handoverrole),
    # councils: volunteers and activities
    "councils_demand_volunteer_named": lambda w: again(w.demand, number=2, helper=""),
    "councils_strength_name_key": lambda w: again(w.strength),
    "councils_strength_named": lambda w: again(w.strength, name=""),
    "councils_strengthtopic_key": lambda w: again(w.strengthtopic),
    "councils_volunteer_once": lambda w: twice(w.volunteer, left_on=None),
    "councils_volunteer_from": lambda w: again(w.volunteer, outsider_from="镇卫生院"),
    "councils_volunteer_named": lambda w: again(w.volunteer, name=""),
    "councils_volunteer_until": lambda w: again(w.volunteer, left_on=DAY - timedelta(days=31)),
    "councils_volunteerstrength_key": lambda w: again(w.volunteerstrength),
    "councils_volunteerpost_name_key": lambda w: again(w.volunteerpost),
    "councils_volunteerpost_in_words": lambda w: again(w.volunteerpost, name="另一岗", duties=""),
    "councils_volunteerpost_one_area": lambda w: again(w.volunteerpost, name="另一岗", grid=w.grid),
    "councils_volunteerpost_places": lambda w: again(w.volunteerpost, name="另一岗", places=0),
    "councils_postholder_term_key": lambda w: again(w.postholder, term_to=DAY),
    "councils_postholder_one_open": lambda w: again(w.postholder, term_from=later(DAY)),
    "councils_postholder_range": lambda w: again(w.postholder, term_from=later(DAY), term_to=DAY),
    "councils_shift_key": lambda w: again(w.shift),
    "councils_shift_monday": lambda w: again(w.shift, week=w.shift.week + timedelta(days=1)),
    "councils_servicerecord_for_what": lambda w: again(w.servicerecord, post=None, demand=None),
    "councils_servicerecord_quarters": lambda w: again(w.servicerecord, quarters=49),
    "councils_servicewords_record_key": lambda w: again(w.servicewords),
    "councils_servicesignature_record_key": lambda w: again(w.servicesignature_again, as_who="leader"),
    "councils_servicereversal_record_key": lambda w: again(w.servicereversal),
    "councils_servicereversal_in_words": lambda w: again(w.servicereversal, reason=""),
    "councils_activity_number_key": lambda w: again(w.activity, code="000002"),
    "councils_activity_code_key": lambda w: again(w.activity, number=2),
    "councils_activity_in_words": lambda w: again(w.activity, number=2, code="000002", host=""),
    "councils_activity_state_whole": lambda w: again(w.activity, number=2, code="000002", state="took_place"),
    "councils_signin_once": lambda w: again(w.signin),
    "councils_signin_people": lambda w: again(w.signin, household=w.cast.households[1], people=0),
    "councils_activityphoto_key": lambda w: again(w.activityphoto),
    "councils_serviceitem_source_key": lambda w: again(w.serviceitem),
    "councils_serviceitem_code": lambda w: again(w.serviceitem, source="evening", item_code=0),
    "councils_serviceclaim_record_once": lambda w: again(w.serviceclaim, claim_id=new_id()),
    "councils_serviceclaim_sign_in_once": lambda w: [
        again(w.serviceclaim_with_sign_in, claim_id=new_id()) for _ in range(2)
    ],
    "councils_serviceclaim_claim_key": lambda w: again(w.serviceclaim_with_sign_in),
    "councils_serviceclaim_of_one": lambda w: again(w.serviceclaim, claim_id=new_id(), sign_in=w.signin),
}
BREAKS |= economy.breaks(again)

#: An election of nine entitled, of whom five voted.
TALLY: dict[str, Any] = {
    "state": "decided", "entitled": 9, "present": 5, "given_out": 5, "returned": 5, "valid": 5, "needed": 3,
    "decided_at": AT,
}  # fmt: skip


def refused_by(error: IntegrityError) -> str:
    return error.__cause__.diag.constraint_name  # type: ignore[union-attr]


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses_it(everything: SimpleNamespace, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name](everything)
    assert refused_by(caught.value) == name


@pytest.mark.parametrize("column", ["told_on", "reviewed_at", "reply_until", "decided_at", "until"])
@pytest.mark.parametrize("state", [EntryState.PUBLISHED, EntryState.EXPIRED, EntryState.LIFTED])
def test_no_step_of_the_black_gate_can_be_left_out(everything: SimpleNamespace, column: str, state: str) -> None:
    with pytest.raises(IntegrityError, match="boards_boardentry_black_gate"), transaction.atomic():
        again(everything.boardentry, ledger_entry_id=new_id(), state=state, **{column: None})


@pytest.mark.parametrize(("model", "constraint"), LINKS, ids=[constraint.name for _model, constraint in LINKS])
def test_no_row_names_a_row_of_another_village(
    everything: SimpleNamespace, model: Any, constraint: SameVillage
) -> None:
    """A copy of the row in a village without rows: each of its links leads into the other one."""
    name = model._meta.model_name
    row = getattr(everything, f"{name}_with_{constraint.field}", getattr(everything, name))
    assert getattr(row, f"{constraint.field}_id") is not None, "the sample row must have this link"
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        again(row, village=VillageFactory(parts=False))
        with connection.cursor() as cursor:
            cursor.execute(f'SET CONSTRAINTS "{constraint.name}" IMMEDIATE')
    assert refused_by(caught.value) == constraint.name


def test_what_a_constraint_lets_through(everything: SimpleNamespace) -> None:
    """The edges on the other side: a constraint that refuses everything would pass the tests above."""
    w = everything
    with transaction.atomic():
        again(w.claim, deed=None, state=ClaimState.REJECTED, posted_at=None)  # a dead claim frees its slip
        again(w.claim, deed=None, slip_number="")
        again(w.villagesettings, effective_from=DAY, publicity_days=5, issue_day=28, quorum_votes=1,
              quorum_constituencies=1)  # fmt: skip
        again(w.household, number="901", left_on=w.household.joined_on)
        again(w.vote, seat=None, voter=UserFactory())
        again(w.caremark, until=DAY, ended_at=AT)
        again(w.consent, withdrawn_on=DAY, withdrawn_at=AT)
        again(w.objection, number=3, slip_number="Y-2", kind="entry", state="dismissed", decided_at=AT,
              decided_by=w.user, reason="查过")  # fmt: skip
        again(w.correction, number=2, **PROPOSED)
        again(w.decisiontelling, recipient="objector")
        again(w.boardentry, state=EntryState.DRAFTED, ledger_entry=None, told_on=None, reviewed_at=None, deed_day=None)
        again(w.boardissue, month=later(MONTH), number=None, published_at=None, state=IssueState.DRAFT)
        again(w.rankingrow, household=HouseholdFactory(village=w.village, group=w.group, number="902"))
        again(w.election, **TALLY)  # five of nine is the least
        again(w.villagerules, settlement=None)
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_village_key_is_unique_by_itself() -> None:
    """``(village, id)`` is never reached in daily life, the primary key refuses first: so that one is taken away, as
    the owner and for one transaction, with every other unique index.
    """
    one_of_everything()
    owner = connections["owner"]
    for model in VILLAGE_TABLES:
        table, name = model._meta.db_table, next(c.name for c in model._meta.constraints if isinstance(c, VillageKey))
        with pytest.raises(IntegrityError) as caught, transaction.atomic("owner"), owner.cursor() as cursor:
            cursor.execute(
                "SELECT i.relname, c.conname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
                " LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('p', 'u')"
                " WHERE x.indrelid = %s::regclass AND x.indisunique AND i.relname <> %s",
                [table, name],
            )
            for index, constraint in cursor.fetchall():
                what = f'ALTER TABLE "{table}" DROP CONSTRAINT "{index}"' if constraint else f'DROP INDEX "{index}"'
                cursor.execute(what)
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')  # steps in order are another test's matter
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 1')
            assert cursor.rowcount == 1, f"{table} has no row to copy"
        assert refused_by(caught.value) == name


def test_no_constraint_is_left_out() -> None:
    named = {c.name for model in OURS for c in model._meta.constraints if not isinstance(c, SameVillage | VillageKey)}
    assert named == set(BREAKS)


def test_the_sample_has_a_row_of_every_table(everything: SimpleNamespace) -> None:
    for model in VILLAGE_TABLES:
        assert isinstance(getattr(everything, model._meta.model_name), model)
