"""Loading the sample: two months of 王家沟村 through the services, checked as the people who try it will see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, RequestFactory

from boards.enums import Colour, EntryState, IssueState, RankingKind
from boards.models import BoardEntry, BoardIssue, Contest, ContestAward, Ranking, RankingRow
from boards.queries import checks as board_checks
from boards.sample.accounts import PRINTED, PRINTED_BY_VILLAGE, PRINTED_NAMES, sample_password, table, width
from boards.sample.phone import EXPIRED, IN_USE, NEIGHBOURS, NOT_OPENED, PRINTED_PINS, sample_pin
from councils.enums import BreachState, Decision, ObjectionState
from councils.models import Feedback, Meeting, MeetingLine, Objection, SampledClaim, Telling, Vote
from councils.queries import breaches, samples, village_rules
from councils.queries.bodies import constituencies_of
from councils.queries.people import roll
from councils.queries.quorum import quorum_reached
from points.enums import Channel, ClaimState, EntryKind, HouseholdState, ReviewRoute, Role
from points.models import (
    AuditRow,
    CareMark,
    CareReading,
    Claim,
    Consent,
    Entry,
    Household,
    HouseholdEvent,
    ImpactAssessment,
    MonthClose,
    Photo,
    Scheme,
    User,
    Village,
)
from points.queries import access, cards, slips
from points.queries.ledger_check import problems
from points.queries.photos import seen_elsewhere
from points.queries.replay import replay
from points.queries.routes import route_of
from points.queries.scheme_changes import compare
from points.queries.villages import settings_on
from points.services import cards as card_service
from points.views.slip_books import used as slip_books_used
from villagegov.kernel import clock, periods

#: A day in the middle of a month: publicity, drafts and objections all have their time.
NOW = clock.moment(date(2026, 11, 18), 10)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """What the command said; every test of this module sees the same rows, which are rolled back at its end."""
    with django_db_blocker.unblock(), clock.frozen(NOW), transaction.atomic():
        yield run("--quick")
        transaction.set_rollback(True)


@pytest.fixture
def village(loaded: str) -> Village:
    return Village.objects.get(slug="wangjiagou")


# ---- what stands there -------------------------------------------------------------------------------------------


def test_four_villages_and_one_line_for_each_month(loaded: str) -> None:
    assert set(Village.objects.values_list("slug", "points_on")) == {
        ("wangjiagou", True),
        ("anping", False),
        ("zhucun", False),
        ("heping", False),
    }
    assert all(village.profile for village in Village.objects.all())
    lines = [line for line in loaded.splitlines() if line.startswith("  2026-")]
    assert [line[2:9] for line in lines] == ["2026-09", "2026-10"]


def test_register_and_rules(village: Village) -> None:
    counted = Household.objects.filter(village=village, resident=True, state=HouseholdState.ACTIVE)
    assert counted.count() == 257 and Household.objects.filter(village=village).count() == 268, "one family split"
    assert not Household.objects.filter(village=village, pinyin="").exists()
    first, scheme, draft = Scheme.objects.filter(village=village).order_by("effective_from")
    assert (first.effective_from, scheme.effective_from) == (date(2019, 10, 1), date(2024, 1, 1)) and draft.is_draft
    assert scheme.items.filter(village=village).count() == 69
    since_2019, next_year = compare(first, scheme), compare(scheme, draft)
    assert (len(since_2019.added), len(since_2019.removed), len(since_2019.changed)) == (4, 0, 4)
    assert (len(next_year.added), len(next_year.removed), len(next_year.changed)) == (2, 1, 5)
    tried = replay(draft, village, periods.year(clock.local_day(NOW)))
    assert tried.claims > 50 and tried.after != tried.before and tried.gainers() and tried.losers()


def test_the_ledger_holds_and_every_month_but_the_running_one_is_closed(village: Village) -> None:
    assert problems(village) == []
    assert list(MonthClose.objects.order_by("month").values_list("month", flat=True)) == [
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]
    kinds = Counter(Entry.objects.filter(village=village).values_list("kind", flat=True))
    assert kinds[EntryKind.BASE] == 262  # 256 at home, 5 away, and the family that split
    assert kinds[EntryKind.OPENING] > 200 and kinds[EntryKind.CLAIM] > 300 and kinds[EntryKind.BOARD] > 5


def test_the_running_month_is_alive(village: Village) -> None:
    states = Counter(Claim.objects.filter(village=village).values_list("state", flat=True))
    for state, least in (
        (ClaimState.DRAFT, 20),
        (ClaimState.SUBMITTED, 10),
        (ClaimState.PUBLICISED, 10),
        (ClaimState.RETURNED, 1),
        (ClaimState.HELD, 1),
        (ClaimState.TELLING, 1),
        (ClaimState.REJECTED, 1),
        (ClaimState.WITHDRAWN, 1),
    ):
        assert states[state] >= least, (state, states)
    current = Claim.objects.filter(village=village, state=ClaimState.PUBLICISED)
    assert all(claim.publicity_until >= clock.local_day(NOW) for claim in current)


def test_nothing_lies_in_the_future(village: Village) -> None:
    rows = Claim.objects.filter(village=village)
    assert not rows.filter(created_at__gt=NOW).exists() and not rows.filter(day__gt=clock.local_day(NOW)).exists()
    assert not AuditRow.objects.filter(at__gt=NOW).exists() and not Entry.objects.filter(posted_at__gt=NOW).exists()
    for claim in rows.filter(submitted_at__isnull=False):
        assert claim.created_at <= claim.submitted_at
        assert claim.day <= clock.local_day(claim.created_at)


def test_boards_are_out_with_red_entries_and_every_black_one_went_through_the_gate(village: Village) -> None:
    issues = BoardIssue.objects.filter(village=village).order_by("month")
    assert [(issue.month.month, issue.number, issue.state) for issue in issues] == [
        (9, 1, IssueState.PUBLISHED),
        (10, 2, IssueState.PUBLISHED),
    ]
    for issue in issues:
        assert clock.local_day(issue.published_at).day == 8
        assert issue.entries.filter(village=village, colour=Colour.RED, state=EntryState.PUBLISHED).count() >= 3
    black = BoardEntry.objects.filter(village=village, colour=Colour.BLACK, published_at__isnull=False)
    assert black
    for entry in black:
        assert entry.issue.published_at < entry.decided_at and entry.until and entry.points == -10
    assert {ranking.kind for ranking in Ranking.objects.filter(village=village)} == {
        RankingKind.MONTH,
        RankingKind.QUARTER,
    }
    assert RankingRow.objects.filter(village=village, ranking__start=date(2026, 10, 1), rank=1).exists()


def test_votes_keep_to_recusal_and_to_the_quorum_of_their_route(village: Village) -> None:
    day = clock.local_day(NOW)
    everybody, settings = roll(village, day), settings_on(village, day)
    by_claim: dict[Any, list[Vote]] = {}
    for vote in Vote.objects.filter(village=village).select_related("claim__item"):
        assert everybody.people[vote.person].why_barred(vote.claim) == ""
        by_claim.setdefault((vote.claim_id, vote.round), []).append(vote)
    approved = [votes for votes in by_claim.values() if votes[0].decision == Decision.APPROVE]
    assert all(quorum_reached(v, settings, kin=everybody.kin, route=route_of(v[0].claim)) for v in approved)
    assert {route_of(votes[0].claim) for votes in approved} == set(ReviewRoute)


def test_meetings_decided_one_waits_and_one_is_open(village: Village) -> None:
    found = list(Meeting.objects.filter(village=village).order_by("number"))
    states = [meeting.state for meeting in found]
    assert states[-2:] == ["recorded", "open"] and set(states[:-2]) == {"confirmed"} and len(states) >= 3
    assert Vote.objects.filter(village=village, attendee__isnull=False).count() > 100
    assert not MeetingLine.objects.filter(village=village, result="waiting").exists()
    waits = found[-2]
    assert waits.recorded_by.username == "zhishu"
    assert waits.attendees.filter(village=village, user__username="daibiao1").exists()
    assert all(meeting.sheets.filter(village=village).exists() for meeting in found[:-1])


def test_deductions_were_told_before_their_publicity(village: Village) -> None:
    shown = Claim.objects.filter(village=village, points__lt=0, publicity_from__isnull=False)
    tellings = {telling.claim_id: telling for telling in Telling.objects.filter(village=village)}
    assert shown and all(clock.local_day(tellings[claim.pk].recorded_at) == claim.publicity_from for claim in shown)
    assert any(telling.reply for telling in tellings.values())


def test_objections_of_every_fate(village: Village) -> None:
    rows = Objection.objects.filter(village=village).select_related("claim")
    assert {row.state: row.claim.state for row in rows} == {
        ObjectionState.UPHELD: ClaimState.REJECTED,
        ObjectionState.DISMISSED: ClaimState.POSTED,
        ObjectionState.OPEN: ClaimState.HELD,
    }
    assert Feedback.objects.filter(village=village).count() == 3


def test_photos_are_kept_and_shared_deeds_share_theirs(village: Village) -> None:
    photos = Photo.objects.filter(village=village)
    assert photos.count() >= 20 and all(photo.thumbnail.storage.exists(photo.thumbnail.name) for photo in photos[:5])
    assert any(photo.claims.filter(village=village).count() > 10 for photo in photos)


# ---- once only ---------------------------------------------------------------------------------------------------


def test_a_second_load_changes_nothing(village: Village) -> None:
    counts = [model.objects.count() for model in (Village, Household, Claim, Entry, AuditRow, User, Photo)]
    said = run("--quick")
    assert said.count("载入过") == 4
    assert counts == [model.objects.count() for model in (Village, Household, Claim, Entry, AuditRow, User, Photo)]


@pytest.mark.django_db
def test_refused_where_real_people_live(settings: Any) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="--force"):
        call_command("load_sample", "--villages", "anping", stdout=StringIO())


# ---- accounts ----------------------------------------------------------------------------------------------------


def test_every_printed_account_logs_in_and_has_its_role(village: Village) -> None:
    request = RequestFactory().post("/login/")
    roles = {}
    for account in PRINTED:
        user = authenticate(request, username=account.username, password=sample_password(account.username))
        assert user is not None, account
        roles[account.username] = access.roles_of(user, village)  # type: ignore[arg-type]
    assert roles["zhishu"] == roles["daibiao1"] == {Role.COMMITTEE} and roles["jiandu"] == {Role.SUPERVISOR}
    assert roles["xinxiyuan"] == {Role.OFFICER} and roles["guanliyuan"] == {Role.ADMINISTRATOR}
    assert roles["cunmin"] == {Role.VILLAGER} and roles["wangge1"] == {Role.GRID_OFFICER}
    assert roles["zhenguan"] == frozenset()
    assert access.town_viewer_of(User.objects.get(username="zhenguan"), village)
    seats = [
        constituencies_of(User.objects.get(username=name), village, date(2026, 11, 18))
        for name in ("zhishu", "daibiao1")
    ]
    assert seats == [{"branch"}, {"representatives"}]


def test_nobody_else_can_log_in(village: Village) -> None:
    others = User.objects.exclude(username__in=PRINTED_NAMES)
    assert others.count() > 40 and not any(user.has_usable_password() for user in others)


def test_the_table_names_every_account_and_its_columns_hold(village: Village) -> None:
    out = StringIO()
    call_command("sample_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2 + len(PRINTED_BY_VILLAGE) + len(PRINTED) + 2 + len(PRINTED_PINS) + len(NEIGHBOURS)
    rows = [line for line in lines[2:] if line.startswith("  ")]
    for account, line in zip(PRINTED, rows, strict=False):
        assert account.username in line and sample_password(account.username) in line and account.path in line
    starts = {
        width(line[: line.index(sample_password(account.username))])
        for account, line in zip(PRINTED, rows, strict=False)
    }
    assert len(starts) == 1 and set(PRINTED_BY_VILLAGE) <= set(lines)
    pins = (*PRINTED_PINS, *NEIGHBOURS.values())
    for number, line in zip(pins, lines[-len(pins) :], strict=True):
        assert number in line and sample_pin(number) in line
    for slug, number in NEIGHBOURS.items():
        neighbour = Village.objects.get(slug=slug)
        user = card_service.log_in(village=neighbour, number=number, pin=sample_pin(number), address="10.0.0.1", at=NOW)
        assert access.roles_of(user, neighbour) == {Role.VILLAGER}


def test_households_with_cards_log_in_and_have_claimed(village: Village) -> None:
    states = {row.number: row.card_state for row in cards.with_card(village, clock.local_day(NOW))}
    assert [states[number] for number in (*IN_USE, *NOT_OPENED, *EXPIRED)] == ["used"] * 4 + ["printed"] * 3 + [
        "expired"
    ] * 2
    for number in PRINTED_PINS:
        pin = sample_pin(number)
        user = card_service.log_in(village=village, number=number, pin=pin, address="10.0.0.1", at=NOW)
        assert access.roles_of(user, village) == {Role.VILLAGER}
    claims = Claim.objects.filter(village=village, household__number__in=IN_USE, channel=Channel.ONLINE)
    assert Counter(claims.values_list("state", flat=True)) == {
        ClaimState.SUBMITTED: 2,
        ClaimState.RETURNED: 1,
        ClaimState.PUBLICISED: 1,
        ClaimState.REJECTED: 1,
    }
    waiting = claims.get(household__number="053")
    assert seen_elsewhere(village, [waiting.pk])[waiting.pk][0].claim.household.number == "068"


def test_the_table_without_a_sample_says_so() -> None:
    assert table({}).count("\n") == 1


def test_passwords_differ_from_machine_to_machine(settings: Any) -> None:
    here = sample_password("cunmin")
    settings.SECRET_KEY = "another machine's key"
    assert sample_password("cunmin") != here and len(here) == 14


# ---- what a visitor sees -----------------------------------------------------------------------------------------


def test_the_first_villager_has_something_to_read(village: Village) -> None:
    household = Household.objects.get(village=village, number="037")
    lines = Entry.objects.filter(village=village, household=household, kind=EntryKind.CLAIM)
    assert household.head_name == "李小华" and lines.count() >= 2


def test_public_pages_open_on_the_sample(village: Village) -> None:
    client = Client()
    for path in ("", "board/", "board/2026-10/", "standing/", "publicity/", "rules/", "about/"):
        assert client.get(f"/v/wangjiagou/{path}").status_code == 200, path
    assert client.get("/v/anping/about/").status_code == 200


def test_supervisors_looked_into_what_chance_picked(village: Village) -> None:
    """September's sample is done but for what others must look into; October's, drawn on the 8th, is still to be."""
    september, october = samples.samples(village).order_by("month")
    assert samples.problems(village) == []
    assert september.drawn > 8 and september.in_order_count > september.drawn / 2 > september.open_count
    assert october.open_count == october.drawn > 8
    told = SampledClaim.objects.filter(village=village).exclude(finding__in=["", "in_order"])
    assert all(row.words and row.found_by for row in told)


# ---- families ----------------------------------------------------------------------------------------------------


def test_families_have_a_history_marks_and_consents(village: Village) -> None:
    kinds = Counter(HouseholdEvent.objects.filter(village=village).values_list("kind", flat=True))
    for kind in ("split", "split_from", "merged", "took_in", "returned", "away", "died_out", "some_away", "head"):
        assert kinds[kind] >= 1, kind
    marks = CareMark.objects.filter(village=village)
    assert marks.count() == 12 and marks.filter(until__isnull=False).count() == 1
    assert CareReading.objects.filter(village=village).exists()
    taken_back = Consent.objects.get(village=village, withdrawn_on__isnull=False, kind="names")
    assert not taken_back.household.names_public
    named = Consent.objects.filter(village=village, kind="names", withdrawn_on=None)
    assert set(named.values_list("household", flat=True)) == set(
        Household.objects.filter(village=village, names_public=True).values_list("pk", flat=True)
    )
    assert ImpactAssessment.objects.get(village=village).number == 1 and village.privacy_contact


# ---- mistakes ----------------------------------------------------------------------------------------------------


def test_cases_of_every_kind_stand_there(village: Village) -> None:
    """Two months hold an overdue one and one due soon; the longer history has appeals and corrections too."""
    opened = Objection.objects.filter(village=village, state=ObjectionState.OPEN)
    today = clock.local_day(NOW)
    assert opened.filter(due_on__lt=today).exists() and opened.filter(due_on__gte=today).exists()
    assert {"entry", "publicity"} <= set(Objection.objects.filter(village=village).values_list("kind", flat=True))
    assert settings_on(village, today).contact_place


def test_slip_books_are_in_use_and_a_half_typed_sheet_waits(village: Village) -> None:
    officer = User.objects.get(username="xinxiyuan")
    with clock.frozen(NOW):
        counts = {count.book.prefix: count for count in slips.counts(village, list(slips.books(village)))}
        assert slip_books_used(village)
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/v/wangjiagou/work/claims/sheet/").content.decode()
    assert counts["YI-"].missing_ranges == ["YI-0009–0010"] and counts["YI-"].spoiled == {4}
    assert counts["ER-"].missing == () and len(counts["ER-"].entered) == 6
    assert len(counts["SAN-"].blank) == 50 and len(counts["WJG-"].entered) > 20
    assert "录了 5 行还没保存" in page and page.count('class="line good"') == 2
    assert page.count('class="line bad"') == 2 and page.count('class="line part"') == 1


def test_contests_were_held_and_are_on(village: Village) -> None:
    states = Counter(Contest.objects.filter(village=village).values_list("state", flat=True))
    assert states["awarded"] == 3 and {"publicised", "scoring", "called"} <= set(states)
    awards = list(ContestAward.objects.filter(village=village).select_related("ledger_entry"))
    assert len(awards) >= 8 and board_checks.problems(village) == []
    assert all(one.ledger_entry is not None and one.ledger_entry.kind == EntryKind.AWARD for one in awards)
    for address in ("contests/", "honours/", f"certificates/{awards[0].code}/"):
        assert Client().get(f"/v/wangjiagou/{address}").status_code == 200, address


def test_village_rules_hold_and_most_is_put_right_after_the_first_word(village: Village) -> None:
    zhucun = Village.objects.get(slug="zhucun")
    rules = village_rules.rules_on(zhucun, clock.local_day(NOW))
    assert rules is not None and 80 < village_rules.counted(rules.verse) <= 120
    assert len(village_rules.by_aspect(village_rules.articles_of(rules))) == 4
    found = list(breaches.breaches(zhucun))
    assert [row.way for row in found if row.state == BreachState.PROPOSED] == ["talk"]
    righted = [row for row in found if row.state == BreachState.RIGHTED]
    assert sum(row.second_on is not None for row in righted) == 1 and len(righted) >= 2
    [claimed] = breaches.breaches(village).filter(state=BreachState.PROPOSED)
    [link] = breaches.claims_of(claimed)
    assert link.claim.state == ClaimState.DRAFT and settings_on(village, clock.local_day(NOW)).repair_item == 34
