"""The paper of the sample: numbered slip books given out, slips that came back, a sheet the officer has not ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from boards.sample.entry import Desk
from boards.sample.setting import Setting
from points.enums import SlipBooks
from points.forms.sheet import SheetReader
from points.models import Claim, Group, SlipBook
from points.queries.slips import split
from points.sample.deeds import SLIP_PREFIX
from points.services import sheets, slips, villages
from points.services.claims import ClaimInput
from points.services.sheets import TypedLine
from villagegov.db.keys import new_id
from villagegov.kernel import clock

SIZE = 50
#: Group -> letters of its book, who has it, slips that came back, slips that were spoiled and why. What lies between
#: them and did neither is missing.
BOOKS: dict[int, tuple[str, str, tuple[int, ...], dict[int, str]]] = {
    1: ("YI-", "王组长", (1, 2, 3, 5, 6, 7, 8, 11, 12, 13), {4: "写错"}),
    2: ("ER-", "税组长", (1, 2, 4, 5, 6, 7), {3: "打湿，看不清"}),
    3: ("SAN-", "胡组长", (), {}),
}
#: Of one household: no limit, no other item that counts once with it.
ITEMS = (38, 41, 7)
#: Lines the officer has typed and not saved: household, item, day, note. One name is that of two households.
HALF_TYPED = (
    ("030", "38", "水管漏水，带人换了弯头"),
    ("032", "7", "邻里地界纠纷，劝和"),
    ("李小华", "38", "修村口路灯"),
    ("035", "83", "单子上写的83，像是38"),
    ("036", "", "项目没写清，回头问组长"),
)


def lay_out(setting: Setting, desk: Desk, *, at: datetime) -> None:
    """Slip books are used from now on: the office's for what has been typed in so far, and those of three groups."""
    villages.change_settings(
        village=setting.village,
        by=setting.users["guanliyuan"],
        at=at,
        effective_from=clock.local_day(at),
        slip_books=SlipBooks.WARN,
    )
    _office_books(setting, at)
    for number, (prefix, keeper, back, spoiled) in BOOKS.items():
        group = Group.objects.get(village=setting.village, number=number)
        book = _issue(setting, prefix, 1, group, keeper, at)
        _come_back(setting, desk, book, group, back, at)
        for slip, reason in spoiled.items():
            slips.spoil(book=book, numbers=[slip], reason=reason, by=setting.officer, at=at)
    _half_typed(setting, at)


def _issue(setting: Setting, prefix: str, first: int, group: Group | None, keeper: str, at: datetime) -> SlipBook:
    return slips.issue_book(
        village=setting.village,
        id=new_id(),
        prefix=prefix,
        first=first,
        last=first + SIZE - 1,
        digits=4,
        group=group,
        issued_to=keeper,
        issued_on=clock.local_day(at) - timedelta(days=12),
        by=setting.officer,
        at=at,
    )


def _office_books(setting: Setting, at: datetime) -> None:
    """The two books the office has been typing from, whatever group the slips are of."""
    texts = Claim.objects.filter(village=setting.village, slip_number__startswith=SLIP_PREFIX)
    numbers = [found[1] for text in texts.values_list("slip_number", flat=True) if (found := split(text))]
    first = (max(numbers, default=1) - 1) // SIZE * SIZE + 1
    for start in (first - SIZE, first):
        if start > 0:
            _issue(setting, SLIP_PREFIX, start, None, "村委会办公室", at)


def _come_back(
    setting: Setting, desk: Desk, book: SlipBook, group: Group, numbers: tuple[int, ...], at: datetime
) -> None:
    """Slips of the group's households, typed in on the sheet; drafts that wait to be sent up."""
    today = clock.local_day(at)
    living = [plan.number for plan in setting.plans if plan.group == group.number and plan.activity > 0]
    homes = [setting.households[number] for number in living if setting.households[number].resident][: len(numbers)]
    inputs = [
        ClaimInput(
            household_id=home.pk,
            item_id=desk.items[ITEMS[turn % len(ITEMS)]].pk,
            day=today - timedelta(days=1 + turn % 5),
            slip_number=book.text(number),
            vouched_name=book.issued_to,
        )
        for turn, (number, home) in enumerate(zip(numbers, homes, strict=False))
    ]
    sheets.save_lines(village=setting.village, inputs=inputs, by=setting.officer, at=at)


def _half_typed(setting: Setting, at: datetime) -> None:
    """As a browser that was closed in the middle has left them."""
    first = max(BOOKS[2][2]) + 1
    day = clock.local_day(at) - timedelta(days=1)
    typed = [
        TypedLine(
            id=new_id(),
            position=turn,
            slip_number=f"{BOOKS[2][0]}{first + turn - 1:04d}",
            household_text=household,
            item_text=item,
            day_text=day.isoformat(),
            vouched_name=BOOKS[2][1],
            note=note,
        )
        for turn, (household, item, note) in enumerate(HALF_TYPED, start=1)
    ]
    lines = [line.typed for line in SheetReader(setting.village, clock.local_day(at)).read(typed)]
    sheets.keep_lines(village=setting.village, lines=lines, by=setting.officer, at=at)
