"""Each constraint of the tables of points, broken."""

from __future__ import annotations

from datetime import timedelta

from points.enums import ClaimState, EntryKind
from points.models import Region, RegionRole, SiteClock, Village
from tests.db.breaking import Breaks, again
from tests.db.everything import AT, DAY
from villagegov.db.keys import new_id

POINTS: Breaks = {
    # points: regions, villages, people
    "points_region_name_key": lambda w: Region.objects.create(level=3, name=w.region.name),
    "points_village_name_key": lambda w: Village.objects.create(
        slug="another", name=w.village.name, town=w.village.town
    ),
    "points_villagesettings_from_key": lambda w: again(w.villagesettings),
    "points_villagesettings_publicity_floor": lambda w: again(w.villagesettings, effective_from=DAY, publicity_days=4),
    "points_villagesettings_issue_day": lambda w: again(w.villagesettings, effective_from=DAY, issue_day=29),
    "points_villagesettings_sample": lambda w: again(w.villagesettings, effective_from=DAY, sample_percent=101),
    "points_villagesettings_quorum": lambda w: again(w.villagesettings, effective_from=DAY, quorum_constituencies=3),
    "points_villagesettings_sheets": lambda w: again(w.villagesettings, effective_from=DAY, sheet_months=11),
    "points_villagesettings_questions": lambda w: again(w.villagesettings, effective_from=DAY, question_days=0),
    "points_villagesettings_dissuasion": lambda w: again(w.villagesettings, effective_from=DAY, dissuasion_days=0),
    "points_villagesettings_objections": lambda w: again(w.villagesettings, effective_from=DAY, panel_size=0),
    "points_calendaryear_key": lambda w: again(w.calendaryear),
    "points_calendaryear_range": lambda w: again(w.calendaryear, year=1999),
    "points_calendarday_key": lambda w: again(w.calendarday),
    "points_membership_role_key": lambda w: again(w.membership),
    "points_membership_villager_has_household": lambda w: again(w.membership, user=w.user, household=None),
    "points_regionrole_key": lambda w: RegionRole.objects.create(user=w.user, region=w.region),
    "points_siteclock_one_row": lambda w: SiteClock.objects.create(id=2, offset=timedelta()),
    # points: register and rules
    "points_group_number_key": lambda w: again(w.group),
    "points_household_number_key": lambda w: again(w.household),
    "points_household_left_after_joined": lambda w: again(
        w.household, number="900", left_on=w.household.joined_on - timedelta(days=1)
    ),
    "points_householdevent_cancelled_once": lambda w: again(w.householdevent),
    "points_householdevent_cancelling_names_event": lambda w: again(w.householdevent, cancels=None),
    "points_householdevent_another": lambda w: again(w.away, other=w.household),
    "points_householdevent_says_how_it_stands": lambda w: again(w.away, state=""),
    "points_eventwords_event_key": lambda w: again(w.eventwords),
    "points_caremark_running_key": lambda w: again(w.caremark),
    "points_caremark_range": lambda w: again(w.caremark, until=DAY - timedelta(days=1), ended_at=AT),
    "points_caremark_people_positive": lambda w: again(w.caremark, kind="ill", people=0),
    "points_caremark_end_has_moment": lambda w: again(w.caremark, until=DAY),
    "points_consent_running_key": lambda w: again(w.consent),
    "points_consent_range": lambda w: again(w.consent, withdrawn_on=DAY - timedelta(days=1), withdrawn_at=AT),
    "points_consent_has_paper": lambda w: again(w.consent, kind="photos", paper=""),
    "points_consent_withdrawal_has_moment": lambda w: again(w.consent, withdrawn_on=DAY),
    "points_impactassessment_number_key": lambda w: again(w.impactassessment),
    "points_registerimport_one_each": lambda w: again(w.registerimport),
    "points_mandate_counts": lambda w: again(w.mandate, present=w.mandate.entitled + 1),
    "points_scheme_from_key": lambda w: again(w.scheme),
    "points_scheme_in_force_has_mandate": lambda w: again(w.scheme, effective_from=DAY, mandate=None),
    "points_category_number_key": lambda w: again(w.category),
    "points_item_code_key": lambda w: again(w.item, origin=new_id()),
    "points_item_light_is_small": lambda w: again(w.item, code=904, origin=new_id(), route="light", points=20),
    "points_item_origin_key": lambda w: again(w.item, code=900),
    "points_item_points_not_zero": lambda w: again(w.item, code=900, origin=new_id(), points=0),
    "points_item_range_away_from_zero": lambda w: again(w.item, code=900, origin=new_id(), points_to=w.item.points),
    # points: claims
    "points_deed_slip_key": lambda w: again(w.deed),
    "points_batch_number_key": lambda w: again(w.batch),
    "points_claim_slip_key": lambda w: again(w.claim, deed=None),
    "points_claim_deed_key": lambda w: again(w.claim, slip_number=""),
    "points_claim_quantity_positive": lambda w: again(w.claim, deed=None, slip_number="", quantity=0, points=0),
    "points_claim_points_are_unit_times_quantity": lambda w: again(w.claim, deed=None, slip_number="", points=11),
    "points_claim_publicity_range": lambda w: again(
        w.claim, deed=None, slip_number="", publicity_until=DAY - timedelta(days=1)
    ),
    "points_claim_publicised_has_dates": lambda w: again(w.claim, deed=None, slip_number="", decided_at=None),
    "points_claim_posted_has_moment": lambda w: again(w.claim, deed=None, slip_number="", state=ClaimState.PUBLICISED),
    "points_claim_submitted_has_moment": lambda w: again(w.claim, deed=None, slip_number="", submitted_at=None),
    "points_claimphoto_key": lambda w: again(w.claimphoto),
    "points_photo_deleted_has_no_file": lambda w: again(w.photo, deleted_at=AT, file="photos/left.jpg"),
    # points: household cards
    "points_householdcard_digest_key": lambda w: again(w.householdcard, replaced_at=AT, pin=""),
    "points_householdcard_one_valid": lambda w: again(w.householdcard, digest="1" * 64),
    "points_householdcard_used_has_account": lambda w: again(
        w.householdcard, digest="1" * 64, replaced_at=AT, pin="", user=None
    ),
    "points_householdcard_replaced_has_no_pin": lambda w: again(w.householdcard, digest="1" * 64, replaced_at=AT),
    # points: paper
    "points_slipbook_first_key": lambda w: again(w.slipbook),
    "points_slipbook_range": lambda w: again(w.slipbook, first=60),
    "points_slipbook_prefix_no_digit_last": lambda w: again(w.slipbook, prefix="W1"),
    "points_spoiledslip_number_key": lambda w: again(w.spoiledslip),
    "points_spoiledslip_has_reason": lambda w: again(w.spoiledslip, number=4, reason=""),
    # points: ledger
    "points_ledgerhead_one_per_village": lambda w: again(w.ledgerhead),
    "points_entry_seq_key": lambda w: again(w.posted, idempotency_key="x", claim_id=new_id()),
    "points_entry_idempotency_key": lambda w: again(w.posted, seq=9, claim_id=new_id()),
    "points_entry_reversed_once": lambda w: again(w.entry, seq=9, idempotency_key="x"),
    "points_entry_claim_posted_once": lambda w: again(w.posted, seq=9, idempotency_key="x"),
    "points_entry_points_not_zero": lambda w: again(
        w.entry, seq=9, idempotency_key="x", reverses_id=new_id(), points=0
    ),
    "points_entry_seq_from_one": lambda w: again(w.entry, seq=0, idempotency_key="x", reverses_id=new_id()),
    "points_entry_counted_in_a_month": lambda w: again(
        w.entry, seq=9, idempotency_key="x", reverses_id=new_id(), counted_in=DAY
    ),
    "points_entry_reversal_names_entry": lambda w: again(
        w.entry, seq=9, idempotency_key="x", kind=EntryKind.ADJUSTMENT
    ),
    "points_entry_claim_names_claim": lambda w: again(w.posted, seq=9, idempotency_key="x", claim=None),
    "points_entrysecret_entry_key": lambda w: again(w.entrysecret),
    "points_monthclose_month_key": lambda w: again(w.monthclose),
    "points_monthclose_first_day": lambda w: again(w.monthclose, month=DAY),
    # points: notices
    "points_notice_stays_here": lambda w: again(w.notice, path="https://elsewhere.example"),
    "points_noticechannel_name_key": lambda w: again(w.noticechannel),
    "points_noticechannel_whole": lambda w: again(w.noticechannel, name="另一个", host=""),
    "points_noticechannel_mail_to": lambda w: again(w.noticechannel, name="另一个", recipients=""),
    "points_noticedelivery_waits_or_ended": lambda w: again(w.noticedelivery, state="sent"),
}
