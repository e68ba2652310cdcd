"""The feed of published issues: red only, nobody named."""

from xml.etree import ElementTree

import pytest

from points.models import Household
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.factories import make_village
from villagegov.kernel import clock

FEED = "/v/wangjiagou/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


def test_every_published_issue_stands_in_the_feed_and_nobody_by_name(client, cast):
    answer = client.get(FEED)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(answer.content)
    entries = tree.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "2026年10月红榜 第3期", "2026年9月红榜 第2期", "2026年8月红榜 第1期",
    ]  # fmt: skip
    assert entries[0].findtext(f"{ATOM}summary") == "上红榜的有4户。"
    assert entries[0].find(f"{ATOM}link").get("href") == "http://testserver/v/wangjiagou/board/2026-10/"
    shown = answer.content.decode()
    assert "黑榜" not in shown and "*" not in shown
    for household in Household.objects.filter(village=cast.village):
        assert household.head_name not in shown
    again = client.get(FEED, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert 'type="application/atom+xml"' in client.get("/v/wangjiagou/").content.decode()


def test_a_feed_without_issues_is_a_feed(client, db):
    make_village(slug="wangjiagou")
    assert ElementTree.fromstring(client.get(FEED).content).findall(f"{ATOM}entry") == []
