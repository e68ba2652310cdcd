"""Two objections: one is right, one is not. Who objected stays between the villager and the supervisors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums import Decision
from councils.services import review
from points.enums import ClaimState, EntryKind, Role
from points.models import Claim, Entry, Membership, User
from tests.factories import Cast, member, submitted
from tests.journeys.walk import zh
from villagegov.kernel import clock

SEES_WRONG = "那天他家没有人来巡防，我在场。"
SEES_TOO_LITTLE = "我只看到他来了半天。"
UPHELD = "查签到表，当天确无此户。"
DISMISSED = "查签到表和照片，当天全程参加。"
VILLAGE = "/v/wangjiagou"


@pytest.fixture
def in_publicity(cast: Cast) -> list[Claim]:
    """Two claims of today, approved by two members a moment ago."""
    rows = [
        submitted(cast.village, household, cast.award, cast.officer, clock.today())
        for household in cast.households[1:3]
    ]
    for voter in (cast.branch, cast.supervision):
        review.decide(
            village=cast.village,
            claim_ids=[claim.pk for claim in rows],
            decision=Decision.APPROVE,
            by=voter,
            at=clock.now(),
        )
    return rows


@pytest.fixture
def voter_supervises(cast: Cast) -> User:
    """One of those who voted is a supervisor too."""
    Membership.objects.create(village=cast.village, user=cast.supervision, role=Role.SUPERVISOR)
    return cast.supervision


def test_objection(
    cast: Cast,
    in_publicity: list[Claim],
    voter_supervises: User,
    person: Callable[..., Any],
    days_pass: Callable[[date], None],
) -> None:
    wrong, right = in_publicity
    objector = member(cast.village, Role.VILLAGER, household=cast.households[3], name="冯远山")
    today = clock.today()
    last_day = today + timedelta(days=6)

    villager = person("villager", "phone")
    villager.goes(f"{VILLAGE}/publicity/")
    villager.presses("登录")
    villager.logs_in(objector.username)
    villager.sees("publicity", zh(last_day))
    for claim, words in ((wrong, SEES_WRONG), (right, SEES_TOO_LITTLE)):
        page = villager.goes(f"{VILLAGE}/publicity/")
        page.get_by_role("link", name=re.compile(f"提异议.*{claim.household.head_name}")).click()
        villager.sees("object", claim.household.head_name, claim.item_name)
        page.get_by_label("哪里不对").fill(words)
        villager.presses("提异议")
        villager.sees("taken-down", words, "核查中")

    # Held: the day after publicity comes and goes.
    days_pass(last_day + timedelta(days=1))
    assert set(Claim.objects.filter(village=cast.village).values_list("state", flat=True)) == {ClaimState.HELD}
    assert not Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM).exists()

    # Who voted may not decide; who did not, does.
    voter = person("supervisor-who-voted", "desk")
    voter.goes(f"{VILLAGE}/work/objections/")
    voter.logs_in(voter_supervises.username)
    voter.sees("not-for-you", "您参加过这一条的审核")
    assert not voter.page.get_by_role("main").get_by_role("link", name="处理").count()

    supervisor = person("supervisor", "desk")
    supervisor.goes("/login/")
    supervisor.logs_in(cast.supervisor.username)
    for claim, words, decision, reason in (
        (wrong, SEES_WRONG, "成立：", UPHELD),
        (right, SEES_TOO_LITTLE, "不成立：", DISMISSED),
    ):
        page = supervisor.goes(f"{VILLAGE}/work/objections/")
        supervisor.sees("objections", claim.household.head_name)
        page.get_by_role("link", name=re.compile(f"处理.*{claim.household.head_name}")).click()
        supervisor.sees("objection", words, objector.name)
        page.get_by_role("radio", name=re.compile(f"^{decision}")).check()
        page.get_by_label("理由").fill(reason)
        supervisor.presses("处理", exact=True)
        supervisor.sees("decided", reason)

    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.state, right.state) == (ClaimState.REJECTED, ClaimState.PUBLICISED)
    days_pass(last_day + timedelta(days=2))
    days_pass(last_day + timedelta(days=30))
    posted = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM)
    assert list(posted.values_list("claim_id", flat=True)) == [right.pk]

    villager.goes(f"{VILLAGE}/my/")
    villager.sees("answered", UPHELD, DISMISSED)

    # The household whose claim it was reads the reason, and nobody but the two reads who objected.
    owner = member(cast.village, Role.VILLAGER, household=wrong.household, name="陈秀芳")
    other = person("owner", "phone")
    other.goes(f"{VILLAGE}/my/")
    other.logs_in(owner.username)
    other.sees("not-accepted", UPHELD)
    nobody = person("public", "phone")
    pages = ["", "publicity/", "publicity/print/", "standing/", "rules/", "about/"]
    for watcher, addresses in ((nobody, pages), (other, [*pages, "my/"])):
        for address in addresses:
            watcher.comes_back(f"{VILLAGE}/{address}")
            words = watcher.reads()
            for secret in (objector.name, SEES_WRONG, SEES_TOO_LITTLE):
                assert secret not in words, f"{address} tells who objected"
