"""The 69 items in the form in which the scheme service takes a template."""

from __future__ import annotations

from typing import Any

from points.enums import Disclosure, ReviewRoute
from points.sample.scheme69 import SCHEME, TemplateItem
from points.services.schemes import CategoryTemplate, SchemeTemplate


def scheme_template(*, title: str = SCHEME.title) -> SchemeTemplate:
    """The 5 categories and 69 items of 王家沟村 under a title of the village's own."""
    return SchemeTemplate(
        title=title,
        base_points=SCHEME.base_points,
        categories=[
            CategoryTemplate(
                number=category.number, name=category.name, items=[_values(item) for item in category.items]
            )
            for category in SCHEME.categories
        ],
    )


def _values(item: TemplateItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "wording": item.wording,
        "points": item.points,
        "unit": item.unit,
        "max_per_month": item.max_per_month,
        "max_per_quarter": item.max_per_quarter,
        "max_per_year": item.max_per_year,
        "evidence_required": item.evidence,
        "villagers_may_claim": item.villagers_claim,
        "board_only": item.board_only,
        "disclosure": Disclosure(item.disclosure),
        "route": ReviewRoute.LIGHT if item.light else ReviewRoute.FULL,
        "honour": item.honour,
        "exclusive_group": item.exclusive,
        "common_rank": item.common_rank,
    }
