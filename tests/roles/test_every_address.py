"""Everybody at every address: one table. A new address without a line in it fails.

Pages of the admin have their own walk in tests/admin.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from boards.services import due
from councils.models import SampledClaim
from points.models import Claim
from points.services.due import run_points
from tests import stage
from tests.contests import scene as contests
from tests.economy import scene as economy
from tests.faults.injection import undone
from tests.roles import scene as scenes
from tests.roles.scene import DAY, NOW, Scene
from villagegov.kernel import clock

STAFF = {"officer", "committee", "supervisor", "administrator"}
FAR = {"far villager", "far officer", "far committee", "far administrator"}
PEOPLE = {"anonymous", "villager", *STAFF, "grid", "town", "superuser", *FAR}
OFFICE = {"officer", "administrator"}
TELLERS = {"officer", "committee", "administrator"}
VILLAGER, SUPERVISOR, ADMINISTRATOR = {"villager"}, {"supervisor"}, {"administrator"}
DISSUADE = {"officer", "grid", "committee", "supervisor"}
CORRECTORS = {"supervisor", "administrator"}
MEMBERS = {"villager", *STAFF, "grid"}
RULES = {"committee", "supervisor", "administrator"}
CALLERS = {"committee", "administrator"}
WATCH = {"supervisor", "administrator"}

LOGIN, WORK, HOME, BACK = "login", "to the work list", "to the first page", "back"
ENTRY, SHEET, BOOK = "to the entry page", "to the sheet", "to the slip book"
DESK, OWN = "to the rules desk", "to the own claim"
PIN, CODE, PASSWORD, CARDS = "household number and PIN", "the code of the card", "to the password", "to the cards"
CONTESTS, TITLES = "to the contests", "to the titles of contests"
VILLAGE_RULES, BREACH, CARRYING = "to the desk of village rules", "to the breach", "to the decided matter"
STARS, STAR = "to the household's stars", "to the star"
BOARDS, BODY = "to the boards' desk", "to the body"
MATTER = "to the matter"
ACTIVITY = "to the activity"
INBOX, PASSBOOK = "to the inbox", "to the passbook"


@dataclass(frozen=True)
class Page:
    """An address, who may open it, and what people get: those who may, those who are not signed in, the others.

    Nobody is told more by one refusal than by another: 403 is for the role, 404 for what is not there.
    """

    #: What follows the village in the address: names of ``Scene.ids``, or values.
    args: tuple[Any, ...] = ()
    may: frozenset[str] = frozenset(PEOPLE)
    #: By person where it is not the same for all.
    get: Any = 200
    #: An empty form; 405 where the address only reads.
    post: Any = 405
    stranger: Any = LOGIN
    #: An address of the whole site, without a village in it.
    site: bool = False


def page(*args: Any, may: set[str] = PEOPLE, **more: Any) -> Page:
    return Page(args, frozenset(may), **more)


def site(may: set[str] = PEOPLE, **more: Any) -> Page:
    return Page((), frozenset(may), site=True, **more)


PAGES: dict[str, Page] = {
    # the site
    "points:home": site(),
    "about_site": site(),
    "healthz": site(),
    "login": site(post=200),
    "logout": site(get=405, post=HOME),
    "language": site(get=405, post=HOME),
    "large_text": site(get=405, post=HOME),
    "password_change": site(may=PEOPLE - {"anonymous"}, post=200),
    # a village, in public
    "boards:village": page(),
    "boards:board": page(),
    "boards:board_month": page("2026-10"),
    "boards:standing": page(),
    "boards:board_paper": page("2026-10"),
    "boards:standing_paper": page(),
    "boards:data": page(),
    "boards:feed": page(),
    "boards:data_csv": page("2026-10"),
    "boards:data_json": page("2026-10"),
    "boards:contests": page(),
    "boards:honours": page(),
    "boards:contest": page("contest called"),
    "boards:certificate": page("certificate"),
    # whoever may nominate nobody by the title's rules reads so
    "boards:contest_nominate": page("contest called", may={"villager", "committee", *OFFICE}, post=200),
    "boards:contest_object": page("contest result", may={"villager", "supervisor", *OFFICE}, post=200),
    "boards:contest_desk": page(may=STAFF, post=CONTESTS),
    "boards:contest_titles": page(may=ADMINISTRATOR, post=TITLES),
    "boards:contest_title_new": page(may=ADMINISTRATOR, post=200),
    "boards:contest_title": page("contest title", may=ADMINISTRATOR, post=200),
    "boards:contest_work": page("contest called", may=STAFF, post=200),
    "boards:contest_judge": page("contest phone", may={"committee"}),
    "boards:contest_mark": page("contest phone", "entrant", may={"committee"}, post=200),
    "boards:contest_walk": page("contest walk", may=TELLERS, post=200),
    "boards:contest_sheet": page("contest result", may=STAFF),
    "boards:contest_certificates": page("contest awarded", may=OFFICE),
    "boards:contest_objection": page("contest result", "contest objection", may=SUPERVISOR, post=200),
    "boards:stars": page(),
    "boards:nines": page(),
    "boards:nines_of_day": page("2026-11-01"),
    "boards:notice": page("2026-10"),
    "boards:picture": page("pictured", "large"),
    "boards:propose": page("red", may={"officer", "committee"}, post=200),
    "boards:take_up": page("for the board", may={"officer", "committee"}, post=200),
    "boards:withdraw": page("proposal", may={"officer", "committee"}, get=405, post=BOARDS),
    "boards:visit_list": page(may={"officer", "committee", "administrator", "grid"}),
    "boards:desk": page(may=STAFF),
    "boards:entry": page("entry", may=STAFF),
    "boards:letter": page("entry", may=TELLERS),
    "boards:motion_new": page("entry", "lift", may=TELLERS, post=200),
    "boards:motion": page("motion", may=STAFF, post=200),
    "boards:my_record": page("my entry", may=VILLAGER),
    "councils:demands_public": page(),
    "councils:disclosure": page(),
    "councils:disclosure_calendar": page(),
    "councils:disclosure_all": page(),
    "councils:posting": page("posting"),
    "councils:posting_print": page("posting"),
    "councils:posting_table": page("posting", 1),
    "councils:posting_download": page("posting", 1, "csv"),
    "councils:posting_file": page("posting", "posting file", "large"),
    "councils:volunteers_public": page(),
    "councils:activity_public": page("activity"),
    "councils:activity_picture": page("activity picture", "small"),
    "councils:publicity": page(),
    "councils:samples_public": page(),
    "councils:sample_proof": page("2026-10"),
    "councils:publicity_print": page(),
    "councils:corrections": page(),
    "councils:feedback": page(post=200),
    "councils:feedback_thanks": page(),
    "points:about": page(),
    "points:rules": page(),
    "points:rules_versions": page(),
    "points:rules_poster": page(),
    "points:rules_card": page(),
    "points:rules_version": page("2019-10-01"),
    "points:rules_changes": page("2019-10-01"),
    # a household
    "points:my": page(may=VILLAGER, stranger=PIN),
    "boards:my_statement": page(may=VILLAGER, stranger=PIN),
    "councils:object": page("listed", may=VILLAGER, post=200, stranger=PIN),
    "councils:appeal": page("rejected", may=VILLAGER, post=200, stranger=PIN),
    "points:my_earn": page(may=VILLAGER, stranger=PIN),
    "points:my_claims": page(may=VILLAGER, stranger=PIN),
    "points:my_claim_new": page("item number", may=VILLAGER, post=200, stranger=PIN),
    "points:my_claim": page("own claim", may=VILLAGER, stranger=PIN),
    "points:my_claim_change": page("own claim", may=VILLAGER, post=200, stranger=PIN),
    "points:my_claim_withdraw": page("own claim", may=VILLAGER, post=OWN, stranger=PIN),
    "councils:reply": page("told", may=VILLAGER, post=200, stranger=PIN),
    # the villager of the scene logs in with a password
    "points:pin_change": page(may=VILLAGER, get=PASSWORD, post=PASSWORD, stranger=PIN),
    # a household's way in
    "points:card_villages": site(),
    "points:card": page(post=200),
    "points:card_pin": page(get=CODE, post=CODE),
    "points:pin": page(post=200),
    "points:inbox": page(may=MEMBERS),
    "points:inbox_read": page(may=MEMBERS, get=405, post=INBOX),
    "points:inbox_open": page(
        "notice", may=MEMBERS, get=405, post={person: PASSBOOK if person == "villager" else 404 for person in PEOPLE}
    ),
    "points:channels": page(may={"administrator"}),
    "points:channel_new": page(may={"administrator"}, post=200),
    "points:channel": page("channel", may={"administrator"}, post=200),
    "councils:village_rules": page(),
    "councils:village_rules_card": page(),
    "councils:village_rules_of_day": page("2026-10-01"),
    "councils:village_rules_desk": page(may=ADMINISTRATOR, post=VILLAGE_RULES),
    "councils:village_rules_edit": page("draft village rules", may=ADMINISTRATOR, post=200),
    "councils:village_rules_adopt": page("draft village rules", may=ADMINISTRATOR, post=200),
    "councils:village_rules_delete": page("draft village rules", may=ADMINISTRATOR, get=405, post=VILLAGE_RULES),
    "councils:breaches": page(may=DISSUADE | ADMINISTRATOR),
    "councils:breach_new": page(may=DISSUADE, post=200),
    "councils:breach": page("breach", may=DISSUADE | ADMINISTRATOR, post=BREACH),
    "councils:breach_print": page("breach", may=DISSUADE | ADMINISTRATOR),
    "councils:my_breaches": page(may=VILLAGER, stranger=PIN),
    "councils:my_breach": page("own breach", may=VILLAGER, post=200, stranger=PIN),
    "boards:my_stars": page(may=VILLAGER, post=200, stranger=PIN),
    "boards:star_object": page("posted star", may=VILLAGER, post=200, stranger=PIN),
    "boards:star_take_back": page("own star", may=VILLAGER, get=405, post=STARS, stranger=PIN),
    "councils:posting_ask": page("posting", may=VILLAGER, post=200, stranger=PIN),
    "councils:my_demands": page(may=VILLAGER, stranger=PIN),
    "councils:my_demand_new": page(may=VILLAGER, post=200, stranger=PIN),
    "councils:my_demand": page("demand", may=VILLAGER, post=200, stranger=PIN),
    "councils:my_service": page(may=MEMBERS, post=200, stranger=PIN),
    "councils:counted": page(may=MEMBERS),
    # only those drawn find it
    "councils:panels": page(may=MEMBERS),
    "councils:panel_case": page("objection", may=MEMBERS, get=404, post=404),
    "points:photo": page("photo", "small", may={"villager", *STAFF, "superuser"}),
    # the office
    # bodies, areas, elections, handovers
    "councils:serving": page(),
    "councils:body_rules": page("body rules"),
    "councils:convention": page("settlement"),
    "councils:convention_of_day": page("settlement", "2026-11-15"),
    "councils:convention_card": page("settlement"),
    "councils:areas": page(may={*STAFF, "grid"}),
    "councils:settlement_new": page(may=ADMINISTRATOR, post=200),
    "councils:settlement": page("settlement", may=ADMINISTRATOR, post=200),
    "councils:bodies": page(may={*STAFF, "grid"}),
    "councils:body_new": page(may=ADMINISTRATOR, post=200),
    "councils:body": page("settlement body", may={*STAFF, "grid"}),
    "councils:body_edit": page("settlement body", may=ADMINISTRATOR, post=200),
    "councils:member_new": page("settlement body", may=ADMINISTRATOR, post=200),
    "councils:member": page("body member", may=ADMINISTRATOR, post=200),
    "councils:body_rules_new": page("settlement body", may=ADMINISTRATOR, post=200),
    "councils:body_rules_remove": page("body rules", may=ADMINISTRATOR, get=405, post=BODY),
    "councils:election_new": page("settlement body", may=ADMINISTRATOR, post=200),
    "councils:election": page("election", may={*STAFF, "grid"}, post=200),
    "councils:election_count": page("election", may=STAFF, post=200),
    "councils:election_print": page("election", may={*STAFF, "grid"}),
    "councils:handovers": page(may={*STAFF, "grid"}),
    "councils:handover_new": page(may=ADMINISTRATOR, post=200),
    "councils:handover": page("handover", may={*STAFF, "grid"}, post=200),
    "councils:handover_edit": page("handover", may=ADMINISTRATOR, post=200),
    "councils:handover_print": page("handover", may={*STAFF, "grid"}),
    "councils:handover_body": page("handover", "settlement body", may=ADMINISTRATOR, post=200),
    "points:work": page(may={*STAFF, "grid"}),
    "councils:disclosure_desk": page(may=STAFF),
    "councils:disclosure_new": page(may=TELLERS, post=200),
    "councils:disclosure_posting": page("draft posting", may=STAFF, post=200),
    "councils:disclosure_table": page("draft posting", may=TELLERS, post=200),
    "councils:disclosure_file": page("posted key", "posting file", "large", may=STAFF),
    "councils:disclosure_questions": page(may={*OFFICE, "supervisor"}),
    "councils:disclosure_question": page("question", may={*OFFICE, "supervisor"}, post=200),
    "councils:disclosure_duties": page(may=ADMINISTRATOR, post=200),
    "councils:disclosure_duty_new": page(may=ADMINISTRATOR, post=200),
    "councils:disclosure_duty": page("duty", may=ADMINISTRATOR, post=200),
    "councils:affairs": page(),
    "councils:affairs_print": page(),
    "councils:affair": page("affair"),
    "councils:affair_found": page("affair", may=VILLAGER, post=200, stranger=PIN),
    "councils:carrying": page(may={*STAFF, "grid"}),
    "councils:carrying_matter": page("carried out", may={*STAFF, "grid"}, post=CARRYING),
    "councils:demands": page(may={*STAFF, "grid"}),
    "councils:demand_new": page(may={*OFFICE, "grid"}, post=200),
    "councils:demand": page("demand", may={*STAFF, "grid"}, post=200),
    "councils:demand_figures": page(may={*STAFF, "grid"}),
    "councils:demand_study": page(may={*STAFF, "grid"}),
    "councils:visits": page(may={*OFFICE, "grid"}),
    "councils:visit_new": page(may={*OFFICE, "grid"}, post=200),
    "councils:grids": page(may=ADMINISTRATOR, post=200),
    # dividends, legal service, profile, pairs
    "councils:dividends_public": page(),
    "councils:dividend_public": page("dividend year"),
    "councils:my_dividends": page(may=VILLAGER, stranger=PIN),
    "councils:dividends": page(may=STAFF),
    "councils:dividend_new": page(may=ADMINISTRATOR, post=200),
    "councils:dividend": page("dividend", may=STAFF, post=200),
    "councils:dividend_edit": page("dividend draft", may=ADMINISTRATOR, post=200),
    "councils:dividend_list": page("dividend draft", may=ADMINISTRATOR, post=200),
    "councils:dividend_pay": page("dividend", may=OFFICE, post=200),
    "councils:dividend_correct": page("dividend", may=ADMINISTRATOR, post=200),
    "councils:dividend_print": page("dividend", may=OFFICE),
    "councils:legal": page(),
    "councils:legal_desk": page(may=OFFICE, post=200),
    "councils:legal_room": page(may=ADMINISTRATOR, post=200),
    "councils:legal_lecture_new": page(may=OFFICE, post=200),
    "councils:legal_lecture": page("lecture", may=OFFICE, post=200),
    "councils:project_public": page("project"),
    "councils:village_picture": page("picture", "small"),
    "councils:profile_desk": page(may=OFFICE),
    "councils:project_new": page(may=ADMINISTRATOR, post=200),
    "councils:project": page("project", may=OFFICE, post=200),
    "councils:figures": page("figure year", may=ADMINISTRATOR, post=200),
    "councils:pictures": page(may=ADMINISTRATOR, post=200),
    "councils:pairs": page(may={*STAFF, "grid"}),
    "councils:pair_new": page(may=ADMINISTRATOR, post=200),
    "councils:pairs_import": page(may=ADMINISTRATOR, post=200),
    "councils:pairs_hand_over": page(may=ADMINISTRATOR, post=200),
    "councils:pair_end": page("pairing", may=ADMINISTRATOR, post=200),
    "councils:grid_new": page(may=ADMINISTRATOR, post=200),
    "councils:grid": page("grid row", may=ADMINISTRATOR, post=200),
    "councils:matters": page(may=STAFF),
    "councils:matter_new": page(may=CALLERS, post=200),
    "councils:matter_minor": page(may=TELLERS, post=200),
    "councils:matter": page("matter", may=STAFF, post=200),
    "councils:matter_edit": page("matter", may=CALLERS, get=MATTER, post=MATTER),
    "councils:sitting_new": page("matter to call", may=CALLERS, post=200),
    "councils:sitting": page("sitting", may=STAFF, post=200),
    "councils:sitting_votes": page("sitting", "matter step", may=TELLERS, post=200),
    "councils:sitting_print": page("sitting", "roll", may=STAFF),
    "councils:sitting_notice": page("sitting", may=STAFF),
    "councils:procedures": page(may=ADMINISTRATOR, post=409),
    "councils:procedure_new": page(may=ADMINISTRATOR, post=200),
    "councils:procedure": page("procedure", may=ADMINISTRATOR, post=200),
    "councils:suggestions": page(may=STAFF, post=200),
    "councils:my_suggestions": page(may=VILLAGER, post=200, stranger=PIN),
    "councils:volunteers": page(may={*STAFF, "grid"}),
    "councils:volunteer_new": page(may=OFFICE, post=200),
    "councils:volunteer": page("volunteer", may=OFFICE, post=200),
    "councils:strengths": page(may=OFFICE, post=200),
    "councils:rota_print": page(may={*STAFF, "grid"}),
    "councils:volunteer_post_new": page(may=OFFICE, post=200),
    "councils:volunteer_post": page("volunteer post", may=OFFICE, post=200),
    "councils:volunteer_pledges": page("volunteer post", may=OFFICE),
    "councils:service_list": page(may=OFFICE, post=200),
    "councils:service_credit": page(may=OFFICE, post=200),
    "councils:activities": page(may={*STAFF, "grid"}),
    "councils:activity_new": page(may=OFFICE, post=200),
    "councils:activity": page("activity", may={*STAFF, "grid"}, post=200),
    "councils:activity_sheet": page("activity", may=OFFICE, post=ACTIVITY),
    "councils:activity_print": page("activity", may={*STAFF, "grid"}),
    "points:calendar": page(may={*STAFF, "grid"}),
    "points:claim_list": page(may=OFFICE),
    "points:claim_new": page(may=OFFICE, post=200),
    "points:claim_look": page(may=OFFICE, stranger=401),
    "points:claim_find": page(may=OFFICE, stranger=401),
    "points:claim_send": page(may=OFFICE, get=WORK, post=WORK),
    "points:claim_edit": page("draft", may=OFFICE, post=200),
    "points:claim_delete": page("draft", may=OFFICE, post=WORK),
    "points:claim_withdraw": page("waiting", may=OFFICE, post=WORK),
    "points:deed_new": page(may=OFFICE, post=200),
    "points:batch": page("batch", may=STAFF),
    "boards:carry": page(may=TELLERS),
    "boards:carry_picture": page(may=TELLERS),
    "boards:statements": page(may=OFFICE),
    "boards:statement_print": page(may=OFFICE),
    "points:batch_print": page("batch", may=STAFF),
    "points:claim_sheet": page(may=OFFICE, post=SHEET),
    "points:sheet_line": page(may=OFFICE, get=405, post=409, stranger=401),
    "points:receipts": page(may=OFFICE),
    "points:receipt": page("draft", may=OFFICE),
    "points:slip_books": page(may=WATCH | OFFICE),
    "points:slip_book_new": page(may=OFFICE, post=200),
    "points:slip_book": page("book", may=WATCH | OFFICE),
    "points:slip_book_change": page("book", may=OFFICE, get=BOOK, post=BOOK),
    "points:slip_book_print": page("book", may=OFFICE),
    "points:slips_blank": page(),
    # who enters points is led to the entry page, everybody else reads what to do with the slip
    "points:slip": page("slip", get={person: ENTRY if person in OFFICE else 200 for person in PEOPLE}),
    "councils:group_lists": page(may=TELLERS),
    "points:village": page(may=ADMINISTRATOR, post=200),
    "points:audit": page(may=WATCH),
    "points:audit_export": page(may={"administrator"}, get=405, post=200),
    "points:privacy_notice": page(),
    "points:household_correct": page("household", may={"administrator"}, post=200),
    "points:care": page(may={"grid", "administrator"}),
    "points:care_household": page("household", may={"grid", "administrator"}, post=200),
    "points:care_end": page("household", "mark", may={"grid", "administrator"}, post=200),
    "points:privacy": page(may={"administrator"}, post=200),
    "points:care_readings": page(may={"administrator"}),
    "points:assessments": page(may={"administrator"}),
    "points:assessment": page("assessment", may={"administrator"}),
    "points:assessment_new": page(may={"administrator"}, post=200),
    "points:privacy_household": page("household", may={"administrator"}),
    "points:privacy_erase": page("household", may={"administrator"}, post=200),
    "points:consent_new": page("household", may={"administrator"}, post=200),
    "points:consent_withdraw": page("household", "consent", may={"administrator"}, post=200),
    "points:cards": page(may=OFFICE),
    "points:cards_print": page(may=OFFICE, get=405, post=CARDS),
    "points:card_withdraw": page("household", may=OFFICE, post=CARDS),
    "points:register": page(may=OFFICE),
    "points:register_template": page(may=OFFICE),
    "points:register_export": page(may={"administrator"}, get=405, post=200),
    "points:register_import": page(may={"administrator"}, post=200),
    "points:register_preview": page("import", may={"administrator"}, post=200),
    "points:household": page("household", may=OFFICE),
    "points:household_event": page("household", "away", may=OFFICE, post=200),
    "points:household_strike": page("household", "household event", may={"administrator"}, post=200),
    "councils:meetings": page(may=STAFF),
    "councils:meeting_new": page(may=TELLERS, post=200),
    "councils:meeting": page("meeting", may=STAFF, post=200),
    "councils:meeting_print": page("meeting", may=STAFF),
    "councils:meeting_record": page("meeting", may={"committee", "administrator"}, post=200),
    "councils:meeting_sheet": page("meeting", "meeting sheet", "small", may=STAFF),
    "councils:kin": page(may=RULES),
    # a member writes the own list alone
    "councils:kin_list": page("member", may={"administrator"}, post=200),
    "councils:tellings": page(may=TELLERS),
    "councils:tell": page("untold", may=TELLERS, post=200),
    "councils:telling_letter": page("untold", may=TELLERS),
    # the rules
    "points:scheme_list": page(may=RULES),
    "points:scheme_new": page(may=ADMINISTRATOR, get=405, post=DESK),
    "points:scheme": page("draft_rules", may=RULES),
    "points:scheme_copy": page("draft_rules", may=ADMINISTRATOR, get=405, post=DESK),
    "points:scheme_edit": page("draft_rules", may=ADMINISTRATOR, post=200),
    "points:scheme_delete": page("draft_rules", may=ADMINISTRATOR, post=DESK),
    "points:scheme_category_new": page("draft_rules", may=ADMINISTRATOR, post=200),
    "points:scheme_category": page("draft_rules", "draft_category", may=ADMINISTRATOR, post=200),
    "points:scheme_item_new": page("draft_rules", may=ADMINISTRATOR, post=200),
    "points:scheme_item": page("draft_rules", "draft_item", may=ADMINISTRATOR, post=200),
    "points:scheme_item_remove": page("draft_rules", "draft_item", may=ADMINISTRATOR, post=DESK),
    "points:scheme_renumber": page("draft_rules", may=ADMINISTRATOR, post=DESK),
    "points:scheme_import": page("draft_rules", may=ADMINISTRATOR, post=200),
    "points:scheme_export": page("draft_rules", may=RULES),
    "points:scheme_compare": page("draft_rules", may=RULES),
    "points:scheme_replay": page("draft_rules", may=RULES),
    "points:scheme_effect": page("draft_rules", may=ADMINISTRATOR, post=200),
    # the supervisors
    "councils:samples": page(may=WATCH),
    "councils:sample": page("2026-10", may=WATCH),
    "councils:sample_print": page("2026-10", may=WATCH),
    "councils:sampled": page("sampled", may=SUPERVISOR, post=200),
    "councils:fairness": page(may={"committee", *WATCH}),
    "boards:year_end": page(may=WATCH),
    "councils:objections": page(may=SUPERVISOR),
    "councils:objection": page("objection", may=SUPERVISOR, post=200),
    "councils:objection_find": page(may=CORRECTORS),
    "councils:objection_record": page("listed", may=SUPERVISOR, post=200),
    "councils:objection_sheet": page("recorded", may=SUPERVISOR),
    "councils:objection_answer": page("recorded", may=SUPERVISOR, post=200),
    "councils:correction_list": page(may=CORRECTORS),
    "councils:correction_new": page("counted", may=CORRECTORS, post=200),
    "councils:correction": page("correction", may=CORRECTORS, post=200),
    "councils:decisions": page(may=STAFF),
    "councils:decision": page("rejected", may=STAFF, post=200),
    "councils:decision_letter": page("rejected", may=STAFF),
    "boards:star_list": page(may={*STAFF, "grid"}),
    "boards:star_enter": page(may=OFFICE, post=200),
    "boards:star_decide": page(may={"committee"}, post=200),
    "boards:star_print": page(may=TELLERS),
    "boards:star_award": page("plated", may={*STAFF, "grid"}, post=STAR),
    "boards:star_year_new": page(may={"administrator"}, post=200),
    "boards:star_year": page(2026, may={"administrator"}, post=404),
    "boards:star_new": page(2026, may={"administrator"}, post=200),
    "boards:star_edit": page(2026, "star", may={"administrator"}, post=200),
    "boards:nines_edit": page(may={"administrator"}, post=200),
    # the town
    "councils:town": site(may={"town"}),
}
IN_A_VILLAGE = [name for name, row in PAGES.items() if not row.site]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """One scene for the module; what a request writes is taken back, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            found = scenes.build()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def there(scene: Scene) -> dict[str, Any]:
    """Ids of another village in which the same has happened; made once, as it takes longer than all that is asked."""
    with clock.frozen(NOW):
        return elsewhere_ids()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def address(scene: Scene, name: str, ids: dict[str, Any] | None = None, slug: str = "") -> str:
    row = PAGES[name]
    if row.site:
        return reverse(name)
    values = [(scene.ids if ids is None else ids).get(part, part) for part in row.args]
    return reverse(name, args=[slug or scene.cast.village.slug, *values])


def ask(scene: Scene, person: str, method: str, url: str) -> Any:
    """One request, whose writes and cookies are forgotten. An exception in a view comes through and fails the test."""
    client = scene.clients[person]
    cookies = client.cookies.copy()
    with undone():
        answer = getattr(client, method)(url)
    client.cookies = cookies
    return answer


def said(scene: Scene, answer: Any) -> Any:
    """The status, or where it leads, in the table's words."""
    if answer.status_code != 302:
        return answer.status_code
    slug = scene.cast.village.slug
    if answer.url.startswith(reverse("points:scheme_list", args=[slug])):
        return DESK
    if answer.url.startswith(reverse("councils:village_rules_desk", args=[slug])):
        return VILLAGE_RULES
    known = {
        "/login/": LOGIN,
        "/": HOME,
        "/password/": PASSWORD,
        reverse("points:pin", args=[slug]): PIN,
        reverse("points:card", args=[slug]): CODE,
        reverse("points:cards", args=[slug]): CARDS,
        reverse("points:my_claim", args=[slug, scene.ids["own claim"]]): OWN,
        reverse("points:claim_list", args=[slug]): WORK,
        reverse("boards:contest_desk", args=[slug]): CONTESTS,
        reverse("boards:contest_titles", args=[slug]): TITLES,
        reverse("points:claim_new", args=[slug]): ENTRY,
        reverse("boards:desk", args=[slug]): BOARDS,
        reverse("councils:matter", args=[slug, scene.ids["matter"]]): MATTER,
        reverse("points:claim_sheet", args=[slug]): SHEET,
        reverse("points:slip_book", args=[slug, scene.ids["book"]]): BOOK,
        reverse("boards:my_stars", args=[slug]): STARS,
        reverse("points:inbox", args=[slug]): INBOX,
        reverse("points:my", args=[slug]): PASSBOOK,
        reverse("councils:breach", args=[slug, scene.ids["breach"]]): BREACH,
        reverse("councils:carrying_matter", args=[slug, scene.ids["carried out"]]): CARRYING,
        reverse("boards:star_award", args=[slug, scene.ids["plated"]]): STAR,
        reverse("councils:body", args=[slug, scene.ids["settlement body"]]): BODY,
        reverse("councils:activity", args=[slug, scene.ids["activity"]]): ACTIVITY,
    }
    return known.get(answer.url.split("?")[0], answer.url)


@pytest.mark.parametrize("name", PAGES)
def test_everybody_at_every_address(scene: Scene, name: str) -> None:
    row, url = PAGES[name], address(scene, name)
    for method, wanted in (("get", row.get), ("post", row.post)):
        for person in sorted(PEOPLE):
            refused = row.stranger if person == "anonymous" else 403
            theirs = wanted[person] if isinstance(wanted, dict) else wanted
            expected = theirs if person in row.may or wanted == 405 else refused
            assert said(scene, ask(scene, person, method, url)) == expected, f"{method} {url} as {person}"


def test_who_is_sent_to_the_login_comes_back(scene: Scene) -> None:
    for name, row in PAGES.items():
        if row.stranger == LOGIN and "anonymous" not in row.may and row.get != 405:
            url = address(scene, name)
            assert ask(scene, "anonymous", "get", url).url == f"/login/?next={url}"
        if row.stranger == PIN and row.get != 405:
            url, pin = address(scene, name), reverse("points:pin", args=[scene.cast.village.slug])
            assert ask(scene, "anonymous", "get", url).url == f"{pin}?next={url}"


@pytest.mark.parametrize("name", IN_A_VILLAGE)
def test_a_village_that_is_not_there(scene: Scene, name: str) -> None:
    for person in ("anonymous", "officer", "superuser"):
        method = "post" if PAGES[name].get == 405 else "get"
        answer = ask(scene, person, method, address(scene, name, slug="nowhere"))
        expected = 401 if PAGES[name].stranger == 401 and person == "anonymous" else 404
        assert answer.status_code == expected, f"{name} as {person}"


WITH_IDS = [name for name, row in PAGES.items() if row.args]


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_is_not_there_is_not_found(scene: Scene, there: dict[str, Any], name: str) -> None:
    """By those who may open the page: an id of nothing, and the id of a row of another village."""
    nothing: dict[str, Any] = {key: uuid.uuid4() for key in scene.ids}
    nothing |= {
        "meeting": 999_999_999_999,
        "affair": 999_999_999_999,
        "matter": 999_999_999_999,
        "matter to call": 999_999_999_999,
        "sitting": 999_999_999_999,
        "roll": "list",
        "item number": 999_999,
        "assessment": 999_999,
        "batch": 999_999_999_999,
        "posting": 999_999_999_999,
        "dividend year": 1977,
        "figure year": 1900,
        "2026-10": "1999-01",
        "2019-10-01": "2018-01-01",
        "red": "green",
    }
    nothing |= {2026: 1999, "2026-11-01": "2018-01-01", "2026-10-01": "2018-01-01"}
    there = there | {"2026-10": "2026-13", "2019-10-01": "2019-02-30", 2026: 99, "2026-11-01": "x", "red": "grey"}
    there["2026-10-01"] = "x"
    for ids in (nothing, there):
        for person in sorted(PAGES[name].may & {"villager", *STAFF, "anonymous"}):
            for method in [method for method in ("get", "post") if getattr(PAGES[name], method) != 405]:
                answer = ask(scene, person, method, address(scene, name, ids))
                assert answer.status_code == 404, f"{method} {name} as {person}"


def elsewhere_ids() -> dict[str, Any]:
    cast = stage.village()
    stage.october(cast)
    run_points(cast.village, stage.RELEASED)
    more = scenes.cases(cast) | scenes.stars_of(cast) | scenes.notices_of(cast) | scenes.breaches_of(cast)
    more |= scenes.bodies_of(cast)
    claim = stage.draft(cast, photos=(stage.photo(cast).pk,))
    untold, listed = stage.approved(cast, 3, cast.deduction), stage.approved(cast, 1)
    objection = stage.objection(cast, stage.approved(cast, 2))
    waiting = stage.submitted(cast, 0)
    photo = claim.photos.get(village=cast.village).photo_id
    book = stage.slip_book(cast, prefix="FAR-")
    ids: dict[str, Any] = {
        "own claim": stage.online(cast).pk,
        "told": stage.deduction(cast, 0).pk,
        "item number": 77,
        "draft": claim.pk,
        "waiting": waiting.pk,
        "untold": untold.pk,
        "listed": listed.pk,
    }
    life = scenes.life_of(cast) | scenes.rules_of(cast) | scenes.demands_of(cast)
    life |= scenes.disclosure_of(cast) | economy.economy_of(cast)
    life |= scenes.matters_of(cast) | {"matter": 77, "matter to call": 77, "sitting": 77}
    life |= scenes.volunteers_of(cast)
    life |= scenes.carried_out(cast, 171)
    stage.posted(cast, 0)
    due.run_village(cast.village, stage.ISSUE_DAY)
    sampled = SampledClaim.objects.filter(village=cast.village).first()
    ids |= {"book": book.pk, "slip": book.text(book.first)}
    ids["import"] = scenes.waiting_import(cast)
    third = stage.village()
    ids |= {"motion": stage.motion(third).pk, "entry": stage.entry(third).pk, "my entry": stage.entry(third, "red").pk}
    ids |= {**scenes.proposals_of(third), "pictured": scenes.pictured(third)}
    numbers = {"batch": 77, "assessment": 77, "meeting": 77, "posting": 77, "dividend year": 1977, "figure year": 1900}
    met = scenes.meeting_of(cast)
    ids |= contests.of_every_kind(cast) | {"certificate": "2026-077"}
    return {**more, **met, **ids, **life, "sampled": sampled.pk, "objection": objection.pk, "photo": photo, **numbers}


def count(scene: Scene) -> int:
    return Claim.objects.filter(village=scene.cast.village).count()


def test_a_row_of_another_village_named_in_a_form_is_refused(scene: Scene) -> None:
    """Households, items, photos and claims by their ids in fields."""
    with undone():
        far = stage.village()
        far_photo, far_draft = stage.photo(far), stage.draft(far)
        client, cast, before = scene.clients["officer"], scene.cast, count(scene)
        single = {"id": str(uuid.uuid4()), "household": cast.households[1].number, "item": str(cast.award.code)}
        common = {"day": DAY.isoformat(), "quantity": "1", "act": "save"}
        new, deed = address(scene, "points:claim_new"), address(scene, "points:deed_new")
        refused = (
            (new, {**single, **common, "household": "", "household_pick": str(far.households[0].pk)}),
            (new, {**single, **common, "household": str(far.households[0].pk)}),
            (new, {**single, **common, "item": "", "item_pick": str(far.award.pk)}),
            (deed, {**single, **common, "households": str(far.households[0].pk)}),
            (deed, {**single, **common, "whole_groups": str(far.groups[0].pk)}),
        )
        for url, form in refused:
            assert client.post(url, form).status_code == 200, "the form again, with what is wrong"
            assert count(scene) == before, form
        client.post(new, {**single, **common, "kept_photos": str(far_photo.pk)})
        assert not far_photo.claims.filter(village=cast.village).exists()
        client.post(address(scene, "points:claim_send"), {"claims": str(far_draft.pk), "act": "send"})
        assert stage.fresh(far_draft).state == "draft"


# ------------------------------------------------------------------------------------------------- nothing forgotten


def addresses(resolver: Any, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif not namespace.startswith("admin"):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def test_every_address_has_its_line() -> None:
    known = {*PAGES, "admin/login/"}  # leads to the log-in page; tests/web
    assert set(addresses(get_resolver())) == known
