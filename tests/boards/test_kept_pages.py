"""Pages that are kept: nobody reads an old one; asking again costs three queries (day, village, stamp), no ledger."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import issues
from councils.services import corrections
from councils.services.corrections import Remedy
from points.enums import EntryKind
from points.models import Entry, Item
from points.services import consents, due, villages
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.support import deed, entries, issue_of, lifted, sweep
from tests.factories import make_village
from villagegov.kernel import clock
from villagegov.web import caching

BOARD, OF_MONTH = "/v/wangjiagou/", "/v/wangjiagou/board/2026-10/"
STANDING = "/v/wangjiagou/standing/?period=2026-10"
PAGES = (BOARD, OF_MONTH, STANDING, "/v/wangjiagou/standing/")


class Day:
    """A clock that goes on when it is told to: a page is kept when a village has been quiet for a moment."""

    def __init__(self, monkeypatch):
        self.now = TODAY
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def passes(self, seconds=60):
        self.now += timedelta(seconds=seconds)
        return self.now


@pytest.fixture
def day(monkeypatch):
    cache.clear()
    return Day(monkeypatch)


@pytest.fixture
def cast(db, day):
    cast = boards_of_autumn(wangjiagou())
    day.passes()
    return cast


def asked(client, address, **headers):
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address, headers=headers or None)
    return answer, [query["sql"] for query in caught]


@pytest.mark.parametrize("address", PAGES)
def test_asking_again_is_answered_304_without_the_ledger(client, cast, address):
    first, made = asked(client, address)
    assert len(made) > 4
    again, queries = asked(client, address, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(queries) == 3 and not any("ledger" in sql or "points_entry" in sql for sql in queries), queries
    whole, queries = asked(client, address)
    assert len(queries) == 3 and whole.content == first.content
    for name in ("Cache-Control", "ETag", "Content-Type", "Vary", "X-Robots-Tag", "Content-Security-Policy"):
        assert whole.headers.get(name) == first.headers.get(name), name


def test_what_is_kept_is_for_one_language_one_size_and_one_day(client, cast, day):
    shown = client.get(BOARD).content.decode()
    assert "Red and black board" in client.get(BOARD, HTTP_COOKIE="language=en").content.decode()
    large = client.get(BOARD, HTTP_COOKIE="large_text=1").content.decode()
    assert 'class="large"' in large and 'class="large"' not in shown
    day.passes(86400)
    assert len(asked(client, BOARD)[1]) > 3


def test_the_signed_in_are_neither_shown_nor_kept(client, cast):
    anonymous = client.get(STANDING).content.decode()
    client.force_login(cast.villager)
    assert "您家：" in client.get(STANDING).content.decode()
    client.logout()
    assert client.get(STANDING).content.decode() == anonymous


def test_made_up_addresses_are_not_kept(client, cast, monkeypatch):
    kept = []
    monkeypatch.setattr(caching.cache, "set", lambda key, *rest: kept.append(key))
    for tail in ("?x=1", "?period=2026-10&x=1", "?period=2026-10&group=99", "?period=nonsense", "?group=1&group=1"):
        assert client.get(f"/v/wangjiagou/standing/{tail}").status_code == 200
    client.get(f"{BOARD}?x=1")
    assert not [key for key in kept if key.startswith("page:")]
    client.get(f"{STANDING}&group=")
    assert [key for key in kept if key.startswith("page:")]


def seen(client, address=BOARD):
    return client.get(address).content.decode()


def test_a_lifted_entry_is_gone_at_once(client, cast, day):
    assert "吴*平户" in seen(client)
    day.passes()
    lifted(cast, entries(cast, "black")[0])
    assert "吴*平户" not in seen(client)
    day.passes()
    assert "吴*平户" not in seen(client)


def test_a_correction_is_told_at_once(client, cast, day):
    assert "结账后的更正" not in seen(client, STANDING)
    at = day.passes()
    line = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM, household=cast.households[0]).latest("seq")
    proposed = corrections.propose(entry=line, remedy=Remedy(), reason="多记了一次", by=cast.supervisor, at=at)
    corrections.confirm(correction=proposed, by=cast.administrator, at=at)
    day.passes()
    assert "结账后的更正" in seen(client, STANDING)


def test_consent_audience_and_the_next_issue_are_seen_at_once(client, cast, day):
    household = cast.households[0]
    household.refresh_from_db()
    assert "李*华户" in seen(client)
    said = {"household": household, "kind": "names", "given_on": household.joined_on, "paper": "1号"}
    consents.give(**said, by=cast.administrator, at=day.passes())
    day.passes()
    for address in PAGES:
        assert "李建华户" in seen(client, address), address
    at = day.passes()
    villages.change_settings(
        village=cast.village, by=cast.administrator, at=at, effective_from=at.date(), black_audience="paper"
    )
    day.passes()
    assert "吴*平户" not in seen(client)
    day.now = clock.moment(date(2026, 12, 8), 9)
    sweep(cast, day.now)
    day.passes()
    assert "2026年10月红黑榜" in seen(client)
    for voter in (cast.branch, cast.supervision):
        issues.vote(issue=issue_of(cast, date(2026, 11, 1)), agrees=True, by=voter, at=day.passes())
    assert "2026年11月红黑榜" in seen(client)


def test_what_is_posted_without_a_word_has_left_the_publicity_by_its_day(client, cast, day):
    """Posting leaves no row in the audit: the page goes by the days and needs none."""
    assert "正在公示 <small>" in seen(client)
    before = seen(client)
    day.now = clock.moment(date(2026, 11, 21), 0, 1)
    shown = seen(client)
    assert due.post_released(village=cast.village, before=day.now.date(), at=day.now)
    day.passes()
    assert seen(client) == shown != before


def test_nothing_is_kept_while_somebody_has_only_just_written(client, cast, day):
    """An act that is still under way may come to stand before one that is seen already."""
    item = Item.objects.filter(village=cast.village).first()
    deed(cast, cast.households[5], item, date(2026, 11, 19))
    lifted(cast, entries(cast, "black")[0], at=day.now)
    asked(client, BOARD)
    assert len(asked(client, BOARD)[1]) > 3
    day.passes()
    asked(client, BOARD)
    assert len(asked(client, BOARD)[1]) == 3


def test_a_village_without_a_board_is_kept_too_and_the_first_issue_is_seen(client, db, day):
    day.now = clock.moment(date(2026, 10, 20), 9)
    cast = make_village(slug="wangjiagou")
    assert "10月8日" in seen(client) or "结账" in seen(client)
    assert len(asked(client, BOARD)[1]) == 3
    deed(cast, cast.households[0])
    day.now = clock.moment(date(2026, 11, 8), 9)
    sweep(cast, day.now)
    assert "正在审定" in seen(client)
