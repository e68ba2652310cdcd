"""A village with rules in force since October, and a breach of them brought as far as a test needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from councils.models import Breach, RuleArticle, VillageRules
from councils.queries import village_rules as rule_queries
from councils.services import dissuasion, village_rules
from points.enums import Module
from points.models import Item, Mandate, Village, VillageSettings
from tests.factories import Cast, ItemFactory
from villagegov.db.keys import new_id
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
SEEN, SPOKEN, AGAIN = date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 10)
FACTS, REPLY = "路边堆放建渣约两方，三天没有清", "等车来拉"
ARTICLES = (("法律法规", "不赌博"), ("公民道德", "孝老人，和邻居"), ("重点工作", "垃圾入桶，不占道"))
VERSE = "讲法律，不赌博\n孝老人，睦邻居\n垃圾入桶路不占\n好看"


def switch_on(cast: Cast) -> None:
    used = Village.objects.get(pk=cast.village.pk).modules
    modules = [module.value for module in Module if module in {*used, Module.VILLAGE_RULES}]
    Village.objects.filter(pk=cast.village.pk).update(modules=modules)
    cast.village.modules = modules


def mandate(**changes: Any) -> Mandate:
    said = {
        "kind": "households", "meeting": "村民会议", "held_on": date(2026, 9, 20), "entitled": 90, "present": 70,
        "in_favour": 66, "filing": "葫芦镇备案2026-3号",
    }  # fmt: skip
    return Mandate(**{**said, **changes})


def in_grid(cast: Cast, user: Any, group: int = 0) -> None:
    """A grid of one group, and its officer."""
    from councils.services import grids

    grids.save_grid(
        village=cast.village, number=group + 1, name=f"第{group + 1}网格", groups=[cast.groups[group].pk],
        officers=[user.pk], by=cast.administrator, at=NOW,
    )  # fmt: skip


def drafted(cast: Cast, at: datetime = NOW) -> VillageRules:
    made = village_rules.draft(village=cast.village, title="村规民约", by=cast.administrator, at=at)
    return village_rules.save_draft(
        rules=made, title="村规民约", verse=VERSE, articles=ARTICLES, by=cast.administrator, at=at
    )


def in_force(cast: Cast, since: date = date(2026, 10, 1), at: datetime = NOW) -> list[RuleArticle]:
    """The first rules, decided before the village came here."""
    switch_on(cast)
    adopted = village_rules.adopt(
        rules=drafted(cast, at), mandate=mandate(), effective_from=since, by=cast.administrator, at=at
    )
    return rule_queries.articles_of(adopted)


def reported(
    cast: Cast, household: int = 2, article: int = 2, by: Any = None, at: datetime = NOW, **more: Any
) -> Breach:
    rows = rule_queries.articles_on(cast.village, SEEN) or in_force(cast, at=at)
    said = {"id": new_id(), "day": SEEN, "facts": FACTS, **more}
    return dissuasion.report(
        village=cast.village, household=cast.households[household], article=rows[article], by=by or cast.officer,
        at=at, **said,
    )  # fmt: skip


def spoken(cast: Cast, breach: Breach, number: int, day: date | None = None, by: Any = None, **more: Any) -> Breach:
    said = {"who": "1组义务监督队", "said": "请这两天清走", "reply": REPLY, "at": NOW, **more}
    return dissuasion.dissuade(
        breach=breach, number=number, day=day or (SPOKEN if number == 1 else AGAIN), by=by or cast.officer, **said
    )


def once(cast: Cast, **more: Any) -> Breach:
    return spoken(cast, reported(cast, **more), 1)


def twice(cast: Cast, **more: Any) -> Breach:
    return spoken(cast, once(cast, **more), 2)


def proposed(cast: Cast, way: str = "talk", by: Any = None, **more: Any) -> Breach:
    breach = twice(cast)
    item = cast.deduction if way == "points" else None
    return dissuasion.propose(
        breach=breach, way=way, said="两次劝阻后仍未清理", item=item, by=by or cast.officer, at=NOW, **more
    )


def righted(cast: Cast, breach: Breach, day: date = AGAIN) -> Breach:
    return dissuasion.put_right(breach=breach, day=day, said="建渣已清走", by=cast.officer, at=NOW)


def rewarded(cast: Cast, points: int = 3) -> Item:
    """The item that rewards putting it right."""
    item = ItemFactory(scheme=cast.scheme, category=cast.category, code=70, name="主动改正", points=points)
    VillageSettings.objects.filter(village=cast.village).update(repair_item=item.code)
    return item


def fresh(breach: Breach) -> Breach:
    return Breach.objects.select_related("village", "household").get(village=breach.village_id, pk=breach.pk)
