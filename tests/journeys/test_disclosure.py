"""A list with names is uploaded, hidden column by column, checked by a supervisor, read by a villager on the phone who
asks about it and reads the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from councils.models import Posting, TableToMask
from points.enums import Module
from tests.disclosure.support import duty, sheet
from tests.factories import Cast

VILLAGE = "/v/wangjiagou"


def test_disclosure(cast: Cast, person: Callable[..., Any], tmp_path: Path) -> None:
    cast.village.modules = [Module.DISCLOSURE]
    cast.village.save(update_fields=["modules"])
    duty(cast, rhythm="as_it_happens", name="救助名单", due_day=5)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(sheet().getvalue())

    officer = person("officer", "desk")
    officer.goes(f"{VILLAGE}/work/disclosure/")
    officer.logs_in(cast.officer.username)
    officer.sees("desk", "救助名单")
    officer.page.get_by_role("link", name="起草").first.click()
    page = officer.page
    page.get_by_label("哪天的事").fill("2026-10-20")
    page.get_by_label("标题").fill("临时救助名单")
    page.get_by_label("正文").fill("本次救助2户，合计1200元。")
    officer.presses("下一步：表格和文件")
    page.get_by_label("表格", exact=True).set_input_files(str(path))
    officer.presses("读入，逐列选择")
    officer.sees("columns", "李*华", "****1234", "公开出来是这样")
    page.get_by_label("组别").select_option("drop")
    officer.presses("按现在的选择看效果")
    officer.presses("就按这样采用")
    officer.sees("kept", "原文件已删除", "李*华")
    assert not TableToMask.objects.exists()
    officer.presses("提交审核")
    officer.sees("handed-in", "待监督审核")
    made = Posting.objects.get()

    supervisor = person("supervisor", "desk")
    supervisor.goes(f"{VILLAGE}/work/disclosure/{made.pk}/")
    supervisor.logs_in(cast.supervisor.username)
    supervisor.sees("check", "李*华", "属实，公开")
    supervisor.presses("属实，公开")
    supervisor.sees("posted", "已上公开栏")

    villager = person("villager", "phone")
    villager.goes(f"{VILLAGE}/disclosure/")
    villager.sees("board", "临时救助名单")
    villager.page.get_by_role("link", name="临时救助名单").first.click()
    villager.sees("posting", "李*华", "****1234", "姓名已隐去")
    assert "李小华" not in villager.page.content()
    villager.goes("/login/")
    villager.logs_in(cast.villager.username)
    villager.goes(f"{VILLAGE}/disclosure/{made.number}/ask/")
    villager.page.get_by_label("您想问什么？").fill("标准是怎么定的？")
    villager.presses("提问", exact=True)
    villager.sees("asked", "提问已收到", "待答复")

    officer.goes(f"{VILLAGE}/work/disclosure/questions/")
    officer.page.get_by_role("link", name="标准是怎么定的？").click()
    officer.page.get_by_label("答复").fill("按镇上公布的标准，每户600元。")
    officer.presses("公开答复")
    officer.sees("answered", "问和答都在公开栏上")

    villager.goes(f"{VILLAGE}/disclosure/{made.number}/")
    villager.sees("answer", "标准是怎么定的？", "每户600元")
