"""A register taken in from a sheet with three wrong rows: mended, confirmed, and its points seen in a passbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from points.enums import EntryKind
from points.models import Entry, Household
from points.queries import ledger_check
from tests.factories import Cast
from tests.sheets.support import book
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
HEAD = (
    "序号",
    "户号",
    "户主姓名",
    "村民小组",
    "家庭人口（人）",
    "联系电话",
    "住址",
    "是否常住",
    "现有积分",
    "身份证号",
)
ID_NUMBER = "511124198003070013"


def sheet(cast: Cast, *, mended: bool) -> dict[str, Any]:
    """As the office keeps it: a title, a heading in the third row, a total. Three rows are wrong until mended."""
    known = cast.households[0]
    rows = [
        ("王家沟村花名册",),
        (),
        HEAD,
        (1, known.number, known.head_name, None, 5, "138 0000 1234", "1组3号", "是", 137, ID_NUMBER),
        (2, "801", "赵春花", "三组", 4 if mended else "四个", "13812345678", "3组8号", "是", 126, None),
        (3, "802", "钱秋生" if mended else None, "三组", 2, None, None, "是", 100, None),
        (4, "803", "孙　冬", "三组", 3, "13812340000" if mended else "1381234000", None, "否", None, None),
        ("合计", None, "4户", None, "=SUM(E4:E7)"),
    ]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "花名册.xlsx", "mimeType": kind, "buffer": book(rows).getvalue()}


def test_register(cast: Cast, person: Callable[..., Any]) -> None:
    known = cast.households[0]
    office = person("administrator", "desk")
    office.goes(f"{VILLAGE}/work/register/")
    page = office.logs_in(cast.administrator.username)
    office.sees("list", known.head_name)
    office.presses("从表格导入")
    office.sees("upload", "您确认之后才写入")

    # Read: three rows are wrong, each with its cell and what to write.
    page.get_by_label("文件").set_input_files(sheet(cast, mended=False))
    office.presses("读取文件")
    office.sees(
        "wrong", "第 5 行", page.get_by_text("四个", exact=True), "第 6 行", "电话号码不会是 10 位", "身份证号 1 个"
    )
    assert ID_NUMBER not in office.reads()
    office.presses("确认导入")
    office.sees("held-up", page.get_by_text("还有填错的行").first)
    assert not Household.objects.filter(village=cast.village, number="801").exists()

    # Mended in the sheet, uploaded again.
    office.presses("改好了，重新上传")
    page.get_by_label("文件").set_input_files(sheet(cast, mended=True))
    page.get_by_label("新增的户从哪天起在册").fill(f"{clock.today().year}-01-01")
    office.presses("读取文件")
    office.sees("new", "赵春花", "孙冬", "+26")
    office.presses("有改动 1")
    office.sees("changed", known.head_name, "138 0000 1234", "137")
    page.get_by_label("同时新建这些小组：3组").check()
    office.presses("确认导入")
    office.sees(
        "confirmed", "新增 3 户", "改动 1 户", "2 户期初积分共 +63 分", page.get_by_role("row").filter(has_text="801")
    )

    villager = person("villager", "phone")
    villager.goes(f"{VILLAGE}/my/")
    villager.logs_in(cast.villager.username)
    villager.sees("passbook", "期初积分", villager.page.get_by_text("137", exact=True))
    opened = Entry.objects.filter(village=cast.village, kind=EntryKind.OPENING)
    assert dict(opened.values_list("household__number", "points")) == {known.number: 37, "801": 26}
    assert ledger_check.problems(cast.village) == []

    # The same file again has nothing to say.
    office.goes(f"{VILLAGE}/work/register/import/")
    page.get_by_label("文件").set_input_files(sheet(cast, mended=True))
    office.presses("读取文件")
    office.sees("again", "表里的内容与花名册一致")
