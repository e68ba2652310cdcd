"""The village rules 村规民约 as they hold on a day, and their versions; so too the conventions 公约 of settlements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from councils.models import RuleArticle, Settlement, VillageRules
from points.models import Village

#: 法律法规、公民道德、社情民意、重点工作: what a draft offers to begin with.
ASPECTS = ("法律法规", "公民道德", "社情民意", "重点工作")
#: Between lines and signs of the verse nothing is counted.
_NOT_COUNTED = frozenset(" \t\r\n　，。；：、！？,.;:!?“”‘’《》（）()—-…")


@dataclass(frozen=True)
class Aspect:
    """Articles of one aspect, in order."""

    name: str
    articles: Sequence[RuleArticle]


def decided(village: Village, settlement: Settlement | None = None) -> QuerySet[VillageRules]:
    """Versions with a mandate, the latest first: the village's own, or the convention of a settlement."""
    rows = VillageRules.objects.filter(village=village, settlement=settlement, effective_from__isnull=False)
    return rows.select_related("mandate").order_by("-effective_from")


def drafts(village: Village) -> QuerySet[VillageRules]:
    """Of the village and of its settlements."""
    rows = VillageRules.objects.filter(village=village, effective_from__isnull=True)
    return rows.select_related("settlement").order_by("-id")


def rules_on(village: Village, day: date) -> VillageRules | None:
    """What holds on the day; None where nothing does. One query."""
    return decided(village).filter(effective_from__lte=day).first()


def articles_on(village: Village, day: date) -> list[RuleArticle]:
    """The articles in force on the day, in order; empty where the village has no rules. Two queries."""
    rules = rules_on(village, day)
    return articles_of(rules) if rules else []


def articles_of(rules: VillageRules) -> list[RuleArticle]:
    return list(RuleArticle.objects.filter(village=rules.village_id, rules=rules).order_by("number"))


def by_aspect(articles: Iterable[RuleArticle]) -> list[Aspect]:
    """Aspects in the order in which they first appear."""
    found: dict[str, list[RuleArticle]] = {}
    for article in articles:
        found.setdefault(article.aspect, []).append(article)
    return [Aspect(name, rows) for name, rows in found.items()]


def counted(verse: str) -> int:
    """Characters of the verse as one speaks them: without signs and line breaks."""
    return sum(sign not in _NOT_COUNTED for sign in verse)
