"""The rules of the sample: the first version of 2019, the one in force, and a draft of next year's to try out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from points.models import Mandate, Scheme, Village
from points.queries.schemes import items_of
from points.sample.template import scheme_template
from points.services import drafts, item_import, schemes
from points.services.item_sheet import SheetItem
from points.services.schemes import SchemeTemplate
from villagegov.kernel import clock

#: The first meeting; the rules are older than the village's use of this site.
FIRST_FROM, NOW_FROM = date(2019, 10, 1), date(2024, 1, 1)
FIRST_MEETING: dict[str, Any] = {
    "kind": "villagers",
    "meeting": "村民会议",
    "held_on": date(2019, 9, 20),
    "entitled": 612,
    "present": 437,
    "in_favour": 415,
    "filing": "研经镇备案2019-07号",
}
MEETING: dict[str, Any] = {
    "kind": "representatives",
    "meeting": "村民代表会议",
    "held_on": date(2023, 12, 8),
    "entitled": 45,
    "present": 41,
    "in_favour": 39,
    "filing": "研经镇备案2023-15号",
}
#: What the first version had not yet, and what it had otherwise. All invented.
NOT_YET = (3, 29, 44, 52)
OTHERWISE: dict[int, dict[str, Any]] = {
    16: {"points": 3, "max_per_month": None, "wording": "参加村、组组织的义务劳动，每次加3分。"},
    17: {"points": 10, "wording": "参加村里登记的志愿服务活动，每次加10分。"},
    34: {"points": 3, "max_per_month": None, "wording": "打扫公共道路、沟渠，每次加3分。"},
    46: {"points": -3, "wording": "在田间地头焚烧秸秆的，每次扣3分。"},
}
#: What next year's draft changes. All invented.
NEXT_YEAR: dict[int, dict[str, Any]] = {
    16: {
        "points": 8,
        "max_points_per_month": 24,
        "wording": "参加村、组组织的修路、清沟、除草等义务劳动，满半天记一次，每次加8分，与第34项不重复计。",
    },
    34: {"max_per_month": 3},
    38: {"points": 5, "points_to": 15, "wording": "义务维修路灯、水管、护栏等公共设施，按用工多少每次加5至15分。"},
    44: {"points": 10, "wording": "垃圾分类全月达标，经小组检查认定的，每月加10分。"},
    45: {"points": -5, "points_to": -10, "wording": "往沟渠、路边乱倒垃圾，经劝说不清理的，视数量每次扣5至10分。"},
}
GONE = 41
NEW_ITEMS: tuple[dict[str, Any], ...] = (
    {
        "code": 70,
        "name": "改厕达标",
        "wording": "主动改建卫生厕所并经村里验收的，每户加10分。",
        "points": 10,
        "points_to": None,
        "unit": "户",
        "max_per_year": 1,
        "evidence_required": True,
    },
    {
        "code": 71,
        "name": "认养村道花木",
        "wording": "认养村道一段花木，浇水除草满一季的，每季加5分。",
        "points": 5,
        "points_to": None,
        "unit": "季度",
        "max_per_quarter": 1,
    },
)


def in_force(village: Village, at: datetime) -> Scheme:
    """The version of 2019, and the sixty-nine items that followed it."""
    first = schemes.draft_from_template(village=village, template=_first(), by=None, at=at)
    schemes.take_effect(
        scheme=first, mandate=Mandate(**FIRST_MEETING), effective_from=FIRST_FROM, by=None, at=at, first=True
    )
    template = scheme_template()
    scheme = schemes.copy_scheme(scheme=first, title=template.title, by=None, at=at)
    _take_over(scheme, template, at)
    return schemes.take_effect(
        scheme=scheme,
        mandate=Mandate(**MEETING),
        effective_from=NOW_FROM,
        by=None,
        at=min(at, clock.moment(date(2023, 12, 20))),
    )


def _first() -> SchemeTemplate:
    template = scheme_template()
    categories = [
        replace(
            category,
            items=[
                {**item, **OTHERWISE.get(item["code"], {})} for item in category.items if item["code"] not in NOT_YET
            ],
        )
        for category in template.categories
    ]
    return replace(template, title=f"{template.title}（试行）", categories=categories)


def _take_over(scheme: Scheme, template: SchemeTemplate, at: datetime) -> None:
    """The sixty-nine as a sheet would bring them: what stands already is the same item."""
    rows = [
        SheetItem(line=item["code"], category=category.name, given=dict(item))
        for category in template.categories
        for item in category.items
    ]
    _import(scheme, rows, at, replace=True)


def draft_of_next_year(scheme: Scheme, at: datetime, by: Any) -> Scheme:
    """A copy with a few changes, to compare and to try out before anybody votes."""
    year = clock.local_day(at).year + 1
    draft = schemes.copy_scheme(scheme=scheme, title=f"村民积分管理办法（{year}年修订草案）", by=by, at=at)
    items = {item.code: item for item in items_of(draft)}
    rows = [
        SheetItem(code, items[code].category.name, {"code": code, "name": items[code].name, **changes})
        for code, changes in NEXT_YEAR.items()
    ]
    construction = items[GONE].category.name
    rows += [SheetItem(item["code"], construction, item) for item in NEW_ITEMS]
    drafts.remove_item(scheme=draft, item=items[GONE], by=by, at=at)
    _import(draft, rows, at, by=by)
    return draft


def _import(scheme: Scheme, rows: list[SheetItem], at: datetime, *, replace: bool = False, by: Any = None) -> None:
    seen = item_import.plan(scheme=scheme, rows=rows, replace=replace).stamp
    item_import.import_items(scheme=scheme, rows=rows, replace=replace, seen=seen, by=by, at=at)
