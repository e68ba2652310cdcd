"""A village with a duty, and a posting at each stage; the table is one with names and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from councils.models import DisclosureCategory, DisclosureDuty, DutyTerms, Posting, PostingQuestion, TableToMask
from councils.queries.disclosure import columns
from councils.services.disclosure import postings, questions, tables
from points.models import Household
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock
from villagegov.sheets import Page, as_workbook

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
HEADINGS = ["姓名", "身份证号", "联系电话", "银行卡号", "组别", "金额(元)", "备注"]
ROWS = [
    ["李小华", "511124195003070018", "13900001234", "6228450012345678901", "1组", 420, "李小华本人长期患病"],
    ["欧阳清、王强", "511124196103070029", "13900005678", "6228450012345678002", "2组", 780, ""],
]


def category(cast: Cast, name: str = "财务") -> DisclosureCategory:
    found, _made = DisclosureCategory.objects.get_or_create(village=cast.village, name=name, defaults={"position": 1})
    return found


def duty(cast: Cast, number: int = 1, **more: Any) -> DutyTerms:
    """Monthly finances, public by the 10th, since January 2026."""
    made = DisclosureDuty.objects.create(village=cast.village, number=number)
    values = {
        "effective_from": date(2026, 1, 1), "category": category(cast), "name": f"财务收支明细{number}",
        "rhythm": "monthly", "due_day": 10, "responsible": "报账员",
    }  # fmt: skip
    return DutyTerms.objects.create(village=cast.village, duty=made, **{**values, **more})


def data(cast: Cast, title: str = "10月财务收支", text: str = "收入8900元，支出3210元。", **more: Any) -> Any:
    return postings.PostingInput(title, text, category(cast), **more)


def drafted(cast: Cast, title: str = "10月财务收支", **more: Any) -> Posting:
    made = postings.draft(village=cast.village, data=data(cast, title, **more), by=cast.officer, at=NOW)
    made.village = cast.village
    return made


def sent(cast: Cast, posting: Posting | None = None) -> Posting:
    return fresh(postings.send(posting=posting or drafted(cast), by=cast.officer, at=NOW))


def posted(cast: Cast, title: str = "10月财务收支", at: datetime = NOW, **more: Any) -> Posting:
    return fresh(postings.check(posting=sent(cast, drafted(cast, title, **more)), by=cast.supervisor, at=at))


def many_posted(cast: Cast, count: int, first: int = 50) -> None:
    """At once, through the steps the database asks for: a test of lists needs no services."""
    made = [
        Posting(
            village=cast.village, number=first + turn, category=category(cast), title=f"第{turn}份", text="…",
            written_by=cast.officer, written_at=NOW,
        )
        for turn in range(count)
    ]  # fmt: skip
    rows = Posting.objects.filter(pk__in=[one.pk for one in Posting.objects.bulk_create(made)])
    rows.update(state="to_check", sent_by=cast.officer, sent_at=NOW)
    rows.update(
        state="posted", checked_by=cast.supervisor, posted_at=NOW, posted_on=TODAY,
        posted_until=TODAY + timedelta(days=6),
    )  # fmt: skip


def sheet(headings: Any = HEADINGS, rows: Any = ROWS, title: str = "救助名单") -> BytesIO:
    return BytesIO(as_workbook([Page(title, headings, rows)]))


def uploaded(cast: Cast, posting: Posting | None = None, file: BytesIO | None = None) -> TableToMask:
    found = posting or drafted(cast)
    made = tables.upload(posting=found, file=file or sheet(), by=cast.officer, at=NOW)
    made.posting = found
    return made


def masked(cast: Cast, table: TableToMask | None = None, care: Any = None) -> Any:
    table = table or uploaded(cast)
    care = care or [one.guess for one in columns.columns_of(table)]
    seen = columns.masked(table.headings, table.rows, care).digest
    return tables.mask(table=table, care=care, caption="救助名单", seen=seen, by=cast.officer, at=NOW)


def home(cast: Cast, number: int = 0) -> Household:
    found = Household.objects.select_related("group").get(village=cast.village, pk=cast.households[number].pk)
    found.village = cast.village
    return found


def asked(cast: Cast, posting: Posting | None = None, text: str = "路灯电费怎么多了？", **more: Any) -> PostingQuestion:
    values: dict[str, Any] = {"anonymous": False, "by": cast.villager, "at": NOW, **more}
    made = questions.ask(posting=posting or posted(cast), household=home(cast), text=text, **values)
    made.village = cast.village
    return made


def fresh(row: Any) -> Any:
    found = stage.fresh(row)
    found.village = row.village
    return found
