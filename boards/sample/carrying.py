"""What two villages decided lately, and how far it is: a matter closed and found done, one with tasks in hand.

The matters here are minor ones, which are decided when they are written down; their course is no part of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from councils.models import Matter, MatterTask
from councils.services.carrying import results, tasks
from points.enums import Module, Role
from points.models import Household, Membership, User, Village
from points.services.accounts import grant_role
from villagegov.kernel import clock


@dataclass(frozen=True)
class Plan:
    title: str
    text: str
    decided: str
    work: tuple[str, ...]
    progress: str
    result: str = ""


CLOSED = {
    "zhucun": Plan(
        "三岔路口装路灯", "三岔路口夜里看不见路，学生下晚自习不安全。", "同意装四盏太阳能路灯，从村集体经费列支。",
        ("买灯、装灯", "装好后每月检查一次"), "已装两盏，另两盏等灯杆", "四盏路灯全部装好，晚上七点亮到十二点。",
    ),
    "wangjiagou": Plan(
        "修补二组水渠", "二组水渠有三处漏水，下面田里放不到水。", "同意先补三处，出工记义务劳动。",
        ("备水泥、沙石", "组织出工补渠"), "水泥已到，等天晴", "三处都补好了，放水试过，不漏。",
    ),
}  # fmt: skip
RUNNING = {
    "zhucun": Plan("村活动室周末开放", "老人孩子周末没有去处。", "同意周六周日开放，轮流值守。",
                   ("排值守表", "修好活动室门窗"), "值守表排好了，贴在门口"),
    "wangjiagou": Plan("村口设垃圾分类点", "村口垃圾堆放乱，夏天味道大。", "同意设两个分类点，派人管。",
                       ("选址、砌池子", "定下管理员和清运时间"), "池子砌好一个"),
}  # fmt: skip
#: Households that say whether it is done; the first finds something missing.
ANSWERS = 7


def live(village: Village, *, now: datetime) -> None:
    """Nothing for a village without its sample here."""
    if village.slug not in CLOSED or Module.MATTERS not in village.modules:
        return
    today = clock.local_day(now)
    handler, worker = _of(village, Role.COMMITTEE), _of(village, Role.OFFICER)
    over = _carry(village, CLOSED[village.slug], today - timedelta(days=60), handler, worker)
    for task in over:
        _end(task, today - timedelta(days=20), worker)
    with clock.frozen(clock.moment(today - timedelta(days=18), 10)) as at:
        result = results.post_result(
            matter=over[0].matter, text=CLOSED[village.slug].result, look_again_on=today + timedelta(days=70),
            by=handler, at=at,
        )  # fmt: skip
    for number, (user, home) in enumerate(_villagers(village, at)):
        words = "还有一处没弄好" if number == 0 else ""
        results.find(result=result, household=home, done=number > 0, words=words, by=user, at=now)
    _carry(village, RUNNING[village.slug], today - timedelta(days=25), handler, worker)


def _of(village: Village, role: Role) -> User:
    rows = Membership.objects.filter(village=village, role=role, active=True).select_related("user")
    return rows.order_by("user__username")[0].user


def _carry(village: Village, plan: Plan, day: date, handler: User, worker: User) -> list[MatterTask]:
    """Decided on a day; its first task is due after three weeks, the next later; a line on the first."""
    with clock.frozen(clock.moment(day, 20)) as at:
        last = Matter.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
        matter = Matter.objects.create(
            village=village, number=last + 1, title=plan.title, text=plan.text, weight="minor", state="passed",
            result=plan.decided, decided_on=day, closed_at=at, made_by=handler, made_at=at,
        )  # fmt: skip
        matter.village = village
        given = [
            tasks.add_task(
                matter=matter,
                data=tasks.TaskInput(what, day + timedelta(days=21 + 20 * number), user_id=worker.pk),
                by=handler,
                at=at,
            )
            for number, what in enumerate(plan.work)
        ]
    with clock.frozen(clock.moment(day + timedelta(days=9), 18)) as at:
        tasks.note_progress(task=given[0], day=clock.local_day(at), text=plan.progress, by=worker, at=at)
    return given


def _end(task: MatterTask, day: date, worker: User) -> None:
    with clock.frozen(clock.moment(day, 18)) as at:
        tasks.end_task(task=task, done=True, day=day, words="已办好", by=worker, at=at)


def _villagers(village: Village, at: datetime) -> list[tuple[User, Household]]:
    """Log-ins of some households; where the sample has too few, more households get one."""
    rows = Membership.objects.filter(village=village, role=Role.VILLAGER, active=True).select_related(
        "user", "household"
    )
    found = [(row.user, row.household) for row in rows.order_by("user__username") if row.household is not None]
    known = {home.pk for _user, home in found}
    for home in Household.objects.filter(village=village, state="active").order_by("-number"):
        if len(found) >= ANSWERS:
            break
        if home.pk not in known:
            user = User.objects.create_user(f"{village.slug}-{home.number}", None, name=home.head_name)
            grant_role(village=village, user=user, role=Role.VILLAGER, household=home, by=None, at=at)
            found.append((user, home))
    return found[:ANSWERS]
