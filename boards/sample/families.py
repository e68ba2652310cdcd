"""What happens in some families of the sample, what they agreed to, and whom the grid officers look in on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from boards.sample.setting import Setting
from points.enums import CareKind, ConsentKind, EventReason
from points.models import Consent, Household
from points.queries import assessment
from points.queries import care as care_queries
from points.sample import people
from points.services import assessments, care, consents, life
from villagegov.kernel import clock

CONTACT = "村委会办公室，村级管理员税文娟，周一至周五 9:00–17:00"
#: On the register and away since before the history: for what would be in the way of a deed elsewhere.
BACK_AND_AWAY, LAST_DIED, PARENTS = "257", "258", "261"
#: A family large enough for two, one with a son in the army, one whose old head hands over. None holds an office.
SPLITS, ARMY, OLD_HEAD = "074", "054", "175"
NEW_NUMBER = "268"
#: Household, mark, people (0: all of them), note, the grid officer's log-in.
MARKS: tuple[tuple[str, CareKind, int, str, str], ...] = (
    ("014", CareKind.LONE_ELDERLY, 0, "每周三送菜", "wangge1"),
    ("033", CareKind.LONE_ELDERLY, 0, "", "wangge1"),
    ("058", CareKind.ELDERLY, 0, "子女在成都", "wangge1"),
    ("047", CareKind.HARDSHIP, 1, "", "wangge1"),
    ("089", CareKind.DISABLED, 1, "腿脚不便", "wangge2"),
    ("104", CareKind.ILL, 1, "", "wangge2"),
    ("080", CareKind.LEFT_BEHIND, 2, "爷爷奶奶带着，放学后无人辅导", "wangge2"),
    ("131", CareKind.LONE_ELDERLY, 0, "", "wangge2"),
    ("158", CareKind.REVISIT, 1, "屋后排水沟要再看一次", "wangge3"),
    ("167", CareKind.ELDERLY, 0, "", "wangge3"),
    ("212", CareKind.LEFT_BEHIND, 1, "", "wangge3"),
    ("240", CareKind.LONE_ELDERLY, 0, "耳背，敲门要久", "wangge4"),
)
#: This one has been visited.
VISITED = "158"
PHOTOS_AGREED, WITHDRAWN_DAYS_AGO = 2, 12


def acts(setting: Setting, now: datetime) -> Iterator[tuple[datetime, Any]]:
    """Moments and what happens then; all after the first day."""
    today = clock.local_day(now)
    for days, act in (
        (52, _head_hands_over),
        (50, _army),
        (45, _back),
        (40, _splits),
        (35, _look_in),
        (30, _children_settle),
        (26, _parents_move_in),
        (20, _last_member_dies),
        (WITHDRAWN_DAYS_AGO, _takes_it_back),
        (9, _away_again),
        (5, _visited),
    ):
        yield clock.moment(today - timedelta(days=days), 11), partial(act, setting)
    yield clock.moment(setting.first_day, 9), partial(_papers, setting)


def _household(setting: Setting, number: str) -> Household:
    found = Household.objects.select_related("group").get(village=setting.village, number=number)
    found.village = setting.village
    return found


def _record(setting: Setting, at: datetime, days_before: int = 2) -> dict[str, Any]:
    """Typed in by the officer, a little later than it happened."""
    return {"day": clock.local_day(at) - timedelta(days=days_before), "by": setting.officer, "at": at}


def _splits(setting: Setting, *, at: datetime) -> None:
    family = _household(setting, SPLITS)
    life.split(
        household=family, number=NEW_NUMBER, head_name=f"{family.head_name[0]}俊杰", people=min(2, family.members - 1),
        reason=EventReason.MARRIAGE, note="小儿子成家", **_record(setting, at),
    )  # fmt: skip


def _army(setting: Setting, *, at: datetime) -> None:
    said: dict[str, Any] = {"reason": EventReason.ARMY, "note": "应征入伍"}
    life.send_some(household=_household(setting, ARMY), people=1, **said, **_record(setting, at))


def _head_hands_over(setting: Setting, *, at: datetime) -> None:
    family = _household(setting, OLD_HEAD)
    said: dict[str, Any] = {"reason": EventReason.AGE, "note": "年纪大了，交给儿子"}
    life.change_head(household=family, head_name=f"{family.head_name[0]}国辉", **said, **_record(setting, at))


def _back(setting: Setting, *, at: datetime) -> None:
    life.come_back(household=_household(setting, BACK_AND_AWAY), note="回来收橘子", **_record(setting, at))


def _away_again(setting: Setting, *, at: datetime) -> None:
    said: dict[str, Any] = {"reason": EventReason.WORK, "note": "去广东"}
    life.go_away(household=_household(setting, BACK_AND_AWAY), **said, **_record(setting, at))


def _parents_move_in(setting: Setting, *, at: datetime) -> None:
    parents = _household(setting, PARENTS)
    children = Household.objects.filter(village=setting.village, group=parents.group, state="active", resident=True)
    life.merge(household=parents, into=children.order_by("number")[2], note="两代人合为一户", **_record(setting, at))


def _children_settle(setting: Setting, *, at: datetime) -> None:
    said: dict[str, Any] = {"people": -2, "reason": EventReason.OTHER, "note": "两个女儿落户县城"}
    life.change_people(household=_household(setting, LAST_DIED), **said, **_record(setting, at))


def _last_member_dies(setting: Setting, *, at: datetime) -> None:
    life.die_out(household=_household(setting, LAST_DIED), note="在女儿家过世", **_record(setting, at, 5))


# ------------------------------------------------------------------------------------------------- care and papers


def _papers(setting: Setting, *, at: datetime) -> None:
    """On the first day: the assessment, whom to turn to, the marks as the old list had them, some signed papers."""
    village, administrator = setting.village, setting.users["guanliyuan"]
    who: dict[str, Any] = {"by": administrator, "at": at}
    day = clock.local_day(at)
    assessments.record_assessment(
        village=village,
        text=assessment.template(village),
        author="村支部委员会、村务监督委员会",
        assessed_on=day,
        **who,
    )
    assessments.set_contact(village=village, contact=CONTACT, **who)
    for number, kind, count, note, grid in MARKS:
        family = _household(setting, number)
        people_ = min(count, family.members) or family.members
        care.mark(household=family, kind=kind, people=people_, note=note, since=day, by=setting.users[grid], at=at)
    for number in people.ONLINE_HOUSEHOLDS[:PHOTOS_AGREED]:
        _agree(setting, number, ConsentKind.PHOTOS, day, at)
    _agree(setting, MARKS[0][0], ConsentKind.CONTACT, day, at)


def _agree(setting: Setting, number: str, kind: ConsentKind, day: date, at: datetime) -> None:
    consents.give(
        household=_household(setting, number), kind=kind, given_on=day, paper=f"同意书夹·{number}号",
        by=setting.users["guanliyuan"], at=at,
    )  # fmt: skip


def _look_in(setting: Setting, *, at: datetime) -> None:
    """A grid officer opens the list of the own groups."""
    grid = next(person for person in setting.offices if person.username == "wangge1")
    marks = care_queries.running(setting.village, clock.local_day(at), groups=grid.groups)
    care.read_list(village=setting.village, marks=list(marks), by=setting.users[grid.username], at=at)


def _visited(setting: Setting, *, at: datetime) -> None:
    user = setting.users["wangge3"]
    for mark in care.read(household=_household(setting, VISITED), by=user, at=at):
        if mark.until is None:
            care.end(mark=mark, until=clock.local_day(at), by=user, at=at)


def _takes_it_back(setting: Setting, *, at: datetime) -> None:
    """One of those named in full would rather not be any more."""
    running = Consent.objects.filter(village=setting.village, kind=ConsentKind.NAMES, withdrawn_on=None)
    consent = running.select_related("household").order_by("household__number").first()
    if consent is not None:
        consent.household.village = setting.village
        consents.withdraw(
            consent=consent, withdrawn_on=clock.local_day(at), paper="口头向管理员提出",
            by=setting.users["guanliyuan"], at=at,
        )  # fmt: skip
