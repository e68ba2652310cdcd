"""The disclosure boards of the sample: a year of 王家沟村, and a few postings of the other villages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from boards.sample.setting import sample_user
from councils.enums_disclosure import DueState, Rhythm
from councils.models import DisclosureCategory, Posting
from councils.queries.disclosure import calendar, columns
from councils.queries.disclosure.calendar import Due
from councils.queries.disclosure.words import period
from councils.services.disclosure import duties, files, postings, questions, tables
from councils.services.disclosure.postings import PostingInput
from points.enums import Module, Role
from points.models import Household, Membership, User, Village
from points.queries.villages import uses
from points.sample import disclosure as content
from points.sample.people import SEED
from points.sample.villages import WANGJIAGOU
from points.services import accounts
from villagegov.kernel import clock, periods
from villagegov.sheets import Page, as_workbook

Sheet = tuple[str, list[str], list[list[str | int]]]
#: Names of the offices that write and check where the village has nobody yet.
_SPARE = {Role.OFFICER: ("gongkai", "唐文书"), Role.SUPERVISOR: ("cunjian", "易监督")}


class Desk:
    """Who writes and who checks in one village."""

    def __init__(self, village: Village, at: datetime) -> None:
        self.village = village
        self.rng = Random(f"{SEED}:disclosure:{village.slug}")
        self.writer = self._with(Role.OFFICER, at)
        self.checker = self._with(Role.SUPERVISOR, at)

    def _with(self, role: Role, at: datetime) -> User:
        found = Membership.objects.filter(village=self.village, role=role, active=True).select_related("user")
        if first := found.order_by("user__username").first():
            return first.user
        username, name = _SPARE[role]
        user = sample_user(f"{self.village.slug}-{username}", name)
        accounts.grant_role(village=self.village, user=user, role=role, household=None, by=None, at=at)
        return user

    def post(
        self, data: PostingInput, day: date, sheet: Sheet | None = None, photo: bool = False, checked: bool = True
    ) -> Posting:
        """Written in the morning, checked in the afternoon of the same day."""
        with clock.frozen(clock.moment(day, 9)) as at:
            made = postings.draft(village=self.village, data=data, by=self.writer, at=at)
            made.village = self.village
            if sheet is not None:
                self._sheet(made, sheet, at)
            if photo:
                files.add(posting=made, upload=_picture(), caption="验收现场的路面", looked=True, by=self.writer, at=at)
            postings.send(posting=made, by=self.writer, at=at)
        if checked:
            with clock.frozen(clock.moment(day, 15)) as at:
                postings.check(posting=made, by=self.checker, at=at)
        return made

    def _sheet(self, posting: Posting, sheet: Sheet, at: datetime) -> None:
        title, headings, rows = sheet
        file = BytesIO(as_workbook([Page(title, headings, rows)]))
        waiting = tables.upload(posting=posting, file=file, by=self.writer, at=at)
        waiting.posting = posting
        care = [column.guess for column in columns.columns_of(waiting)]
        seen = columns.masked(waiting.headings, waiting.rows, care).digest
        tables.mask(table=waiting, care=care, caption=title, seen=seen, by=self.writer, at=at)


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """From the first day to today, where the village uses it."""
    if not uses(Module.DISCLOSURE)(village):
        return
    whole = village.slug == WANGJIAGOU.slug
    # The others began last month: nothing is owed from before.
    since = periods.month_of(first_day) if whole else periods.add_months(clock.local_day(now), -1)
    with clock.frozen(clock.moment(max(since, first_day), 8)) as at:
        desk = Desk(village, at)
        duties.take_over(village=village, since=since, by=None, at=at)
    if whole:
        _year(desk, first_day, now)
    else:
        _few(desk, now)


# ------------------------------------------------------------------------------------------------------------ one year


def _year(desk: Desk, first_day: date, now: datetime) -> None:
    today = clock.local_day(now)
    months = calendar.rows(desk.village, periods.month_of(first_day), date(today.year, 12, 1), today)
    owed = [due for due in calendar.all_dues(months) if due.state == DueState.OVERDUE or due.state == DueState.DUE]
    forgotten = [due for due in owed if due.terms.name.startswith("村民代表会议")][-1:]
    acts: list[tuple[date, Callable[[date], Posting]]] = []
    for turn, due in enumerate(sorted(owed, key=lambda due: (due.due_on, due.terms.name))):
        late = turn % 8 == 5
        day = due.due_on + timedelta(days=3 if late else -desk.rng.randrange(1, 4))
        if due.terms.fulfilled_by or due in forgotten or not first_day <= day < today:
            continue
        acts.append((day, partial(_fulfil, desk, due)))
    for event in content.EVENTS:
        day = today - timedelta(days=event.back)
        if day > first_day:
            acts.append((day + timedelta(days=event.after), partial(_happened, desk, event)))
    made = [act(day) for day, act in sorted(acts, key=lambda pair: pair[0])]
    money = [one for one in made if "财务收支" in one.title]
    if money:
        _corrected(desk, money[max(len(money) - 3, 0)], now)
        _asked(desk, money[-1], now)
    _under_way(desk, today)


def _fulfil(desk: Desk, due: Due, day: date) -> Posting:
    return desk.post(_input(desk, due), day, _sheet_of(desk, due))


def _input(desk: Desk, due: Due) -> PostingInput:
    title = f"{period(due.first, due.last)}{due.terms.name}"[:60]
    return PostingInput(title, _text(desk, due), None, due.terms.duty, due.first, due.last)


def _text(desk: Desk, due: Due) -> str:
    name = due.terms.name
    if name.startswith("村民代表会议"):
        decided, done = desk.rng.choice(content.MEETINGS)
        return f"{decided}\n\n办理情况：{done}"
    if name.startswith("党支部"):
        return content.PLAN
    if name.startswith("党费"):
        return content.FEES.format(sum=desk.rng.randrange(1800, 2600))
    return "票据和账页存村委会，可随时查看。" if name.startswith("财务") else ""


def _sheet_of(desk: Desk, due: Due) -> Sheet | None:
    name, rng = due.terms.name, desk.rng
    if name.startswith("财务"):
        lines: list[list[str | int]] = []
        for kind, what, least, most, remark in content.MONEY:
            if amount := rng.randrange(least, most + 1):
                lines.append([kind, what, amount, rng.choice(("王德明", "王秀兰")), remark])
        return "财务收支明细表", ["收支", "项目", "金额(元)", "经手人", "备注"], lines
    if name.startswith("低保"):
        return _relief(rng)
    if name.startswith("惠农"):
        lines = [
            [number, farmer, _identity(rng), _card(rng), mu, 98 * mu]
            for number, farmer in enumerate(content.FARMERS, start=1)
            for mu in (rng.randrange(2, 7),)
        ]
        return "耕地地力保护补贴发放表", ["序号", "户主姓名", "身份证号", "一卡通账号", "面积(亩)", "金额(元)"], lines
    if name.startswith("集体资金"):
        return "集体资金、资产、资源台账", ["类别", "名称", "数量", "账面价值"], [list(row) for row in content.ASSETS]
    return None


def _relief(rng: Random) -> Sheet:
    lines: list[list[str | int]] = []
    for name, group, kind, people, money in content.RELIEF:
        remark = rng.choice(content.REMARKS).format(name=name)
        lines.append([name, _identity(rng), f"{group}组", kind, people, money, _telephone(rng), remark])
    headings = ["姓名", "身份证号", "组别", "救助类别", "人口", "月补助(元)", "联系电话", "备注"]
    return "低保、特困、临时救助人员名单", headings, lines


def _identity(rng: Random) -> str:
    """Of nobody: a county's number, a birthday, and any four digits."""
    return f"511124{rng.randrange(1940, 1990)}0{rng.randrange(1, 10)}1{rng.randrange(10)}{rng.randrange(1000, 10000)}"


def _card(rng: Random) -> str:
    return f"62284500{rng.randrange(10**7, 10**8)}001"


def _telephone(rng: Random) -> str:
    return f"1390000{rng.randrange(1000, 10000)}"


def _happened(desk: Desk, event: content.Event, day: date) -> Posting:
    histories = calendar.histories(desk.village)
    duty = next(one.duty for one in histories if one.latest.name == event.duty)
    on = day - timedelta(days=event.after)
    data = PostingInput(event.title, event.text, None, duty, on, on)
    return desk.post(data, day, photo="验收" in event.title)


def _corrected(desk: Desk, posting: Posting, now: datetime) -> None:
    """Three days later a figure turns out to be wrong."""
    moment = clock.moment(clock.local_day(posting.written_at) + timedelta(days=3), 10)
    if moment > now:
        return
    posting.village = desk.village
    with clock.frozen(moment) as at:
        made = postings.correct(posting=posting, reason="路灯电费少列了一张电费单", by=desk.writer, at=at)
        made.village = desk.village
        text = f"{made.text}\n更正：路灯电费应为上表数加96元，结存相应减少。"
        postings.save(posting=made, data=PostingInput(made.title, text), by=desk.writer, at=at)
        postings.send(posting=made, by=desk.writer, at=at)
    with clock.frozen(moment + timedelta(hours=6)) as at:
        postings.check(posting=made, by=desk.checker, at=at)


def _asked(desk: Desk, posting: Posting, now: datetime) -> None:
    """By the villager who can log in: answered, waiting, and one that names a neighbour."""
    seat = Membership.objects.filter(village=desk.village, role=Role.VILLAGER, active=True, household__isnull=False)
    asker = seat.select_related("user", "household").order_by("user__username").filter(user__username="cunmin").first()
    if asker is None:
        return
    household: Household = asker.household  # type: ignore[assignment]
    household.village = posting.village = desk.village
    begin = posting.written_at + timedelta(days=2)
    for turn, (text, answer, reason) in enumerate(content.ASKED):
        moment = min(begin + timedelta(days=turn), now - timedelta(hours=9 - turn))
        with clock.frozen(moment) as at:
            made = questions.ask(
                posting=posting, household=household, text=text, anonymous=turn == 2, by=asker.user, at=at
            )
        made.village = desk.village
        with clock.frozen(min(moment + timedelta(days=1), now)) as at:
            if answer:
                questions.answer(question=made, words=answer, by=desk.writer, at=at)
            if reason:
                questions.withhold(question=made, reason=reason, by=desk.checker, at=at)


def _under_way(desk: Desk, today: date) -> None:
    """Written yesterday, not checked yet."""
    duty = next(one for one in calendar.histories(desk.village) if one.latest.rhythm == Rhythm.AS_IT_HAPPENS).duty
    day = today - timedelta(days=1)
    text = "村口到四组的水管12月初更换，分段停水，每段不超过半天，停水前一天在群里和广播里通知。"
    data = PostingInput("村口至四组水管更换", text, None, duty, day, day)
    desk.post(data, day, checked=False)


def _picture() -> ContentFile:
    """A road, drawn: no place, no face."""
    image = Image.new("RGB", (900, 600), (176, 205, 226))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 240, 900, 600), fill=(118, 148, 92))
    draw.polygon(((360, 240), (540, 240), (860, 600), (40, 600)), fill=(188, 184, 176))
    draw.line((450, 250, 450, 600), fill=(240, 240, 236), width=6)
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return ContentFile(data.getvalue(), name="road.jpg")


# ------------------------------------------------------------------------------------------------------------- a few


def _few(desk: Desk, now: datetime) -> None:
    """What the village is known for, and last month's finances in time."""
    today = clock.local_day(now)
    named = {one.name: one for one in DisclosureCategory.objects.filter(village=desk.village)}
    small = content.SMALL.get(desk.village.slug, ())
    for turn, (category, title, text) in enumerate(small):
        day = today - timedelta(days=9 * (len(small) - turn))
        desk.post(PostingInput(title, text, named[category]), day)
    month = periods.add_months(today, -1)
    rows = calendar.rows(desk.village, month, month, today)
    for due in calendar.all_dues(rows):
        day = min(due.due_on - timedelta(days=2), today - timedelta(days=1))
        if due.terms.name.startswith("财务") and day > due.last:
            desk.post(_input(desk, due), day, _sheet_of(desk, due))
