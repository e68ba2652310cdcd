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
from boards.models import BoardEntry, BoardIssue, Ranking, RankingRow
from boards.sample.accounts import PRINTED, PRINTED_NAMES, sample_password, table, width
from councils.enums import Decision, ObjectionState
from councils.models import Feedback, Objection, Telling, Vote
from councils.queries.bodies import barred_households, constituencies_of, reviewers
from points.enums import ClaimState, EntryKind, HouseholdState, Role
from points.models import AuditRow, Claim, Entry, Household, MonthClose, Photo, Scheme, User, Village
from points.queries import access
from points.queries.ledger_check import problems
from villagegov.kernel import clock

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
    assert counted.count() == 256 and Household.objects.filter(village=village).count() == 267
    assert not Household.objects.filter(village=village, pinyin="").exists()
    scheme = Scheme.objects.get(village=village)
    assert scheme.effective_from == date(2019, 10, 1) and scheme.mandate.in_favour * 2 > scheme.mandate.present
    assert scheme.items.filter(village=village).count() == 69


def test_the_ledger_holds_and_every_month_but_the_running_one_is_closed(village: Village) -> None:
    assert problems(village) == []
    assert list(MonthClose.objects.order_by("month").values_list("month", flat=True)) == [
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]
    kinds = Counter(Entry.objects.filter(village=village).values_list("kind", flat=True))
    assert kinds[EntryKind.BASE] == 261  # 256 at home and 5 away
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


def test_votes_keep_to_recusal_and_two_constituencies(village: Village) -> None:
    barred = {user.pk: barred_households(user, village) for user in reviewers(village, clock.local_day(NOW))}
    by_claim: dict[Any, list[Vote]] = {}
    for vote in Vote.objects.filter(village=village).select_related("claim"):
        assert vote.claim.household_id not in barred[vote.voter_id]
        assert vote.voter_id not in (vote.claim.vouched_by_id, vote.claim.claimed_by_id)
        by_claim.setdefault((vote.claim_id, vote.round), []).append(vote)
    approved = [votes for votes in by_claim.values() if votes[0].decision == Decision.APPROVE]
    assert approved and all(len({tuple(vote.constituencies) for vote in votes}) == 2 for votes in approved)


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
    assert len(lines) == 2 + len(PRINTED)
    for account, line in zip(PRINTED, lines[2:], strict=True):
        assert account.username in line and sample_password(account.username) in line and account.path in line
    starts = {
        width(line[: line.index(sample_password(account.username))])
        for account, line in zip(PRINTED, lines[2:], strict=True)
    }
    assert len(starts) == 1


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
