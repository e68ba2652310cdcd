"""The audit and the feedback say in Chinese what was kept, not by the names of columns."""

from __future__ import annotations

import uuid

import pytest
from django.utils import translation

from points.queries.history import detail_words


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def test_what_the_audit_keeps_is_said_in_words() -> None:
    key = str(uuid.uuid4())
    said = detail_words("points.claim", {"household": key, "day": "2026-11-20", "state": "draft", "batch": 3})
    assert said == f"农户: {key[-8:]}; 日期: 2026-11-20; 状态: 未上报; 上报批次: 3"


def test_changed_fields_are_named_and_answers_are_yes_or_no() -> None:
    assert detail_words("points.household", {"fields": ["head_name"]}) == "改动的内容: 户主"
    assert detail_words("councils.telling", {"replied": True, "way": "phone"}) == "本户有说法: 是; 告知方式: 电话告知"


def test_what_has_no_words_stands_as_it_is() -> None:
    assert detail_words("gone.thing", {"odd": 3}) == "odd: 3"


def test_titles_of_the_admin_have_no_english_and_no_gap() -> None:
    assert translation.gettext("Add %s") == "新增%s" and translation.gettext("Error:") == "有误："
