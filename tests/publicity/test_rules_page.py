"""The rules as everybody reads them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.enums import Disclosure, LateJoinRule
from points.models import Scheme
from points.queries import rules
from points.sample.template import scheme_template
from points.services import schemes
from tests.factories import ItemFactory, MandateFactory, SchemeFactory
from tests.publicity.conftest import TODAY, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


def page(scene: Scene) -> str:
    response = client_of(None).get(scene.url("rules/"))
    assert response.status_code == 200
    assert_valid_html(response.content)
    return text_of(response)


def test_all_sixty_nine_items_by_category(scene: Scene) -> None:
    scheme = schemes.draft_from_template(
        village=scene.village, template=scheme_template(), by=scene.cast.superuser, at=clock.now()
    )
    mandate = MandateFactory(village=scene.village, filing="研经镇备〔2026〕3号")
    Scheme.objects.filter(pk=scheme.pk).update(effective_from=TODAY, mandate=mandate)
    html = page(scene)
    found = rules.rules_on(scene.village, TODAY)
    assert found is not None and found.item_count == 69 and len(found.chapters) == 5
    for chapter in found.chapters:
        assert f'id="chapter-{chapter.number}"' in html and chapter.name in html
        for rule in chapter.rules:
            assert f'id="item-{rule.item.code}"' in html and rule.item.name in html and rule.item.wording in html
    mandate_words = ("应到40人，实到36人，同意34人", "2026年10月12日起施行", "备〔2026〕3号")
    for words in ("5类69项", "每户每年基础分100分", *mandate_words):
        assert words in html, words


def test_caps_unit_evidence_publicity_and_pairs_in_words(scene: Scene) -> None:
    values = {"scheme": scene.cast.scheme, "category": scene.cast.category}
    ItemFactory(**values, code=10, max_per_month=4, max_per_quarter=6, max_per_year=20, unit="人次")
    ItemFactory(**values, code=11, unit="100元", max_per_year=10)
    ItemFactory(**values, code=12, unit="季度", max_per_quarter=1, evidence_required=True, exclusive_group="秸秆")
    ItemFactory(**values, code=13, exclusive_group="秸秆", disclosure=Disclosure.NONE)
    found = rules.rules_on(scene.village, TODAY)
    assert found is not None
    by_code = {rule.item.code: rule for chapter in found.chapters for rule in chapter.rules}
    assert by_code[10].caps == ("每月最多4人次", "每季度最多6人次", "每年最多20人次")
    assert by_code[11].caps == ("每年最多10次",)
    assert by_code[12].caps == ("每季度最多1次",)
    assert by_code[12].remarks == ("须附照片或材料", "与第13项同一件事只计一次，就高不重复")
    assert by_code[13].remarks[-1] == by_code[4].remarks[-1]
    assert by_code[53].remarks == ("公示时只写类别",)
    assert by_code[68].remarks == ("随红黑榜计入，不用申报",)
    assert "每100元" in page(scene)


def test_the_version_in_force_today_not_the_next_nor_a_draft(scene: Scene) -> None:
    SchemeFactory(village=scene.village, title="新办法", effective_from=date(2026, 10, 13))
    SchemeFactory(village=scene.village, title="草稿", effective_from=None, mandate=None)
    html = page(scene)
    assert "<h1>村民积分管理办法</h1>" in html and "2026年10月13日起施行《新办法》" in html and "草稿" not in html
    with clock.frozen(date(2026, 10, 13)):
        assert "<h1>新办法</h1>" in page(scene)


@pytest.mark.parametrize(
    ("rule", "words"),
    [(LateJoinRule.MONTHLY, "十二分之一"), (LateJoinRule.NONE, "从下一年起"), (LateJoinRule.FULL, "")],
)
def test_who_joins_late(scene: Scene, rule: str, words: str) -> None:
    Scheme.objects.update(late_join=rule)
    html = page(scene)
    assert words in html and ("年中新立户" in html) is bool(words)


def test_no_rules_yet(scene: Scene) -> None:
    Scheme.objects.update(effective_from=date(2027, 1, 1))
    assert "还没有施行的积分办法" in page(scene)


def test_a_constant_handful_of_queries(scene: Scene) -> None:
    numbers = []
    for codes in (range(200, 201), range(201, 203)):
        for code in codes:
            ItemFactory(scheme=scene.cast.scheme, category=scene.cast.category, code=code)
        with CaptureQueriesContext(connection) as queries:
            page(scene)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 5
