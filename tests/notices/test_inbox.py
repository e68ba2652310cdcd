"""The inbox: written with what it tells of, read by nobody else, counted beside the word, thrown away in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.services import due
from councils.enums import Decision
from points.enums import NoticeKind, Role
from points.models import Notice, User, VillageSettings
from points.queries import notices as queries
from points.queries.held import sections
from points.services import notices
from points.services.due import run_points
from tests import stage
from tests.factories import Cast, member
from tests.stars import support as stars
from tests.support import assert_valid_html
from villagegov.kernel import clock


@pytest.fixture
def cast(db: None) -> Cast:
    return stage.village()


def told(user: User, cast: Cast) -> list[str]:
    return [line.words for line in queries.lines(queries.inbox(user, cast.village))][::-1]


def test_a_claim_from_sending_up_to_counting(cast: Cast) -> None:
    stage.approved(cast, 0)
    run_points(cast.village, stage.RELEASED)
    assert told(cast.villager, cast) == [
        "10月20日“治安巡防”已审核通过，公示到11月1日。",
        "10月20日“治安巡防”已计分：+10。",
    ]
    assert told(cast.branch, cast)[0] == "有1条申报上报，待审核。"
    assert told(cast.officer, cast) == [], "who sent it up knows"


def test_what_is_sent_back_or_rejected(cast: Cast) -> None:
    claim = stage.returned(cast)
    [line] = queries.lines(queries.inbox(cast.officer, cast.village))
    assert line.words == "10月20日“治安巡防”被退回，请看原因、改好再报。"
    assert line.notice.path == f"/v/{cast.village.slug}/work/claims/{claim.pk}/"
    stage.send(cast, claim, at=stage.MEETING)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, decision=Decision.REJECT, note="没有签到")
    assert told(cast.villager, cast)[-1] == "10月20日“治安巡防”不予认定，原因在页面上。"
    assert "没有签到" not in str(list(Notice.objects.values_list("values", flat=True)))


def test_an_objection_and_its_decision(cast: Cast) -> None:
    claim = stage.approved(cast, 1)
    objection = stage.objection(cast, claim)
    assert told(cast.supervisor, cast) == [f"有一件异议，{_day(objection.due_on)}前处理。"]
    stage.objections.decide_objection(
        objection=objection, uphold=False, reason="查过", by=cast.supervisor, at=stage.IN_PUBLICITY
    )
    assert told(cast.villager, cast)[-1] == "您10月28日提的异议已有结论，点开看理由。"


def _day(day: Any) -> str:
    return f"{day.month}月{day.day}日"


def test_the_way_of_a_black_entry(cast: Cast) -> None:
    owner = member(cast.village, Role.VILLAGER, household=cast.households[2])
    stage.black_public(cast)
    assert told(cast.branch, cast)[-1] == "2026年10月红黑榜已起草，待委员会审定。"
    kinds = list(Notice.objects.filter(user=owner).order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == [NoticeKind.BLACK_TOLD, NoticeKind.BLACK_PUBLISHED]
    due.run_village(cast.village, clock.moment(stage.clock.local_day(stage.BLACK_MEETING) + timedelta(days=40)))
    assert told(owner, cast)[-1] == "您家的黑榜已撤下。"


def test_a_star(cast: Cast) -> None:
    with clock.frozen(stars.NOW):
        stars.granted(cast, stars.opened(cast))
        assert told(cast.villager, cast) == ["“洁美”星公示到11月21日。", "“洁美”星已授牌，门牌1号。"]


def test_written_with_the_deed_or_not_at_all(cast: Cast) -> None:
    claim = stage.submitted(cast)
    before = Notice.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        stage.vote(cast, cast.branch, claim, decision=Decision.RETURN, note="请补照片")
        raise RuntimeError
    assert Notice.objects.count() == before


def test_nobody_is_told_where_there_are_no_household_accounts(cast: Cast) -> None:
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    stage.approved(cast, 0)
    assert not Notice.objects.filter(user=cast.villager).exists()


def line(cast: Cast, user: User, number: int = 1) -> Notice:
    notices.send(
        village=cast.village,
        drafts=[notices.Draft(NoticeKind.STAR_GRANTED, [user.pk], "/about/", {"star": "洁美", "number": number})],
        at=stage.MEETING,
    )
    return queries.inbox(user, cast.village)[0]


def test_read_and_unread(client: Client, cast: Cast) -> None:
    first, _second = line(cast, cast.villager, 1), line(cast, cast.villager, 2)
    client.force_login(cast.villager)
    inbox = f"/v/{cast.village.slug}/inbox/"
    shown = client.get(inbox).content.decode()
    assert_valid_html(shown)
    assert "2条未读" in shown and '消息 <span class="count">2</span>' in shown and "门牌2号" in shown
    answer = client.post(f"{inbox}{first.pk}/")
    assert (answer.status_code, answer.url) == (302, "/about/")
    assert '消息 <span class="count">1</span>' in client.get(inbox).content.decode()
    client.post(f"{inbox}read/")
    shown = client.get(inbox).content.decode()
    assert "没有未读消息" in shown and "消息 <span" not in shown


def test_another_persons_line_is_not_there(client: Client, cast: Cast) -> None:
    mine = line(cast, cast.villager)
    client.force_login(cast.officer)
    assert client.post(f"/v/{cast.village.slug}/inbox/{mine.pk}/").status_code == 404
    client.post(f"/v/{cast.village.slug}/inbox/read/")
    mine.refresh_from_db()
    assert mine.read_at is None
    assert "洁美" not in client.get(f"/v/{cast.village.slug}/inbox/").content.decode()


def test_the_inbox_costs_the_same_for_one_and_for_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.villager)
    counts = []
    for more in (1, 2):
        for number in range(more):
            line(cast, cast.villager, number)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/v/{cast.village.slug}/inbox/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_old_lines_go(cast: Cast) -> None:
    line(cast, cast.villager)
    assert notices.drop_old(village=cast.village, at=stage.MEETING + notices.KEPT) == 0
    due.run_village(cast.village, stage.MEETING + notices.KEPT + timedelta(hours=1))
    assert not Notice.objects.filter(user=cast.villager, kind=NoticeKind.STAR_GRANTED).exists()


def test_what_is_held_says_so(cast: Cast) -> None:
    line(cast, cast.villager)
    titles = {section.title: section.lines for section in sections(stage.household(cast, 0))}
    assert titles["消息"] == ["1条消息"]
