"""What waits for a volunteer: a line in the inbox when a demand is handed over, a number beside the own page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from councils.services import demands
from councils.services.volunteers import tasks
from councils.views.volunteers import mine
from points.enums import NoticeKind, Role
from points.models import Notice, User, Village
from tests.factories import Cast, member
from tests.volunteers import support
from tests.volunteers.support import NOW


def told(user: User) -> list[str]:
    """Addresses of the lines about a demand in hand."""
    rows = Notice.objects.filter(user=user, kind=NoticeKind.DEMAND_HANDED).order_by("id")
    return [row.path for row in rows]


def own_page(cast: Cast) -> str:
    return f"/v/{cast.village.slug}/my/service/"


def test_who_gets_a_demand_in_hand_reads_so_in_the_inbox(cast: Cast) -> None:
    support.handed(cast, support.volunteer(cast, 0), household=1)
    assert told(cast.villager) == [own_page(cast)]
    assert told(cast.neighbour) == []  # type: ignore[attr-defined]
    client = Client()
    client.force_login(cast.villager, backend="django.contrib.auth.backends.ModelBackend")
    assert "由您办理" in client.get(f"/v/{cast.village.slug}/inbox/").content.decode()


def test_an_own_log_in_is_told_and_not_the_household(cast: Cast) -> None:
    teacher = member(cast.village, Role.COMMITTEE, name="老师")
    support.handed(cast, support.volunteer(cast, 0, user=teacher), household=1)
    assert told(teacher) == [own_page(cast)] and told(cast.villager) == []


def test_who_sits_on_a_committee_is_told_for_the_own_household(cast: Cast) -> None:
    """In 和平村 the volunteers are party members with an office and no account as a household."""
    owner = member(cast.village, Role.COMMITTEE, household=cast.households[2], name="业委会成员")
    support.handed(cast, support.volunteer(cast, 2), household=1)
    assert told(owner) == [own_page(cast)] and mine.waiting(owner, cast.village) == 1


def test_who_has_it_as_an_officer_too_reads_one_line(cast: Cast) -> None:
    grid: Any = cast.grid  # type: ignore[attr-defined]
    made = support.handed(cast, support.volunteer(cast, None, name="外来的"), household=1)
    assert Notice.objects.filter(village=cast.village, kind=NoticeKind.DEMAND_HANDED).count() == 0
    who = support.volunteer(cast, None, name="网格员", user=grid)
    demands.hand(demand=made, to=grid, volunteer=who, by=cast.officer, at=NOW)
    assert [path.endswith(f"/work/demands/{made.pk}/") for path in told(grid)] == [True]


def test_not_so_yet_is_told_once_more_and_nothing_where_volunteers_are_off(cast: Cast) -> None:
    made = support.handed(cast, support.volunteer(cast, 0), household=1)
    tasks.say_done(demand=made, words="换了接头", by=cast.villager, at=NOW)
    done = demands.answer(demand=made, data=demands.Answer("solved", "换好了"), by=cast.officer, at=NOW)
    demands.say(demand=done, so=False, words="还在漏", by=cast.neighbour, at=NOW)  # type: ignore[attr-defined]
    assert told(cast.villager) == [own_page(cast)] * 2
    Village.objects.filter(pk=cast.village.pk).update(modules=["demands"])
    support.handed(cast, support.volunteer(cast, 0, name="另一位"), household=1)
    assert len(told(cast.villager)) == 2


def test_who_has_nothing_to_sign_costs_the_passbook_little(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine.hours, "to_sign", lambda *_: pytest.fail("asked though nothing can wait"))
    assert mine.my_part(cast.villager, cast.village, support.home(cast, 0), 2026) is not None


def test_tasks_and_signatures_are_counted_beside_the_own_page(cast: Cast) -> None:
    neighbour: User = cast.neighbour  # type: ignore[attr-defined]
    assert mine.waiting(cast.villager, cast.village) == 0
    who = support.volunteer(cast, 0)
    support.handed(cast, who, household=1)
    assert (mine.waiting(cast.villager, cast.village), mine.waiting(neighbour, cast.village)) == (1, 0)
    support.service(cast, who, support.post(cast, who), helped=support.home(cast, 1))
    assert (mine.waiting(cast.villager, cast.village), mine.waiting(neighbour, cast.village)) == (1, 1)
    support.volunteer(cast, 2, name="队长", user=cast.branch, team_leader=True)
    assert mine.waiting(cast.branch, cast.village) == 1
    for user, home in ((cast.villager, 0), (neighbour, 1)):
        part = mine.my_part(user, cast.village, support.home(cast, home), 2026)
        assert part is not None and part.values["to_sign"] == (user == neighbour)
    cast.village.modules = ["demands"]
    assert mine.waiting(cast.villager, cast.village) == 0


def test_the_office_hears_that_the_volunteer_is_done_and_once(cast: Cast) -> None:
    made = support.handed(cast, support.volunteer(cast, 0), household=1)
    for _ in range(2):
        tasks.say_done(demand=made, words="水管修好了", by=cast.villager, at=NOW)
    rows = Notice.objects.filter(kind=NoticeKind.DEMAND_HELPED)
    assert cast.officer in {row.user for row in rows} and cast.villager not in {row.user for row in rows}
    assert rows.filter(user=cast.officer).count() == 1
    client = Client()
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert f"诉求第{made.number}件，志愿者说办好了" in client.get(f"/v/{cast.village.slug}/inbox/").content.decode()
