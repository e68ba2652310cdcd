"""Components: signs, masks, states, forms."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from boards.enums import EntryState, IssueState
from councils.enums import DividendState, ElectionState, HandoverState, ObjectionState, ProjectStage
from councils.enums_disclosure import DueState, PostingState, QuestionState
from points.enums import ClaimState
from tests.web.gallery import Sample
from villagegov.web.templatetags import web


@pytest.mark.parametrize(
    ("value", "words"),
    [(10, "+10"), (-10, "−10"), (0, "0"), (1865, "+1,865"), (-1200, "−1,200"), (None, "")],
)
def test_points_carry_a_sign_and_a_real_minus(value: int | None, words: str) -> None:
    with translation.override("zh-hans"):
        assert web.points(value) == words


def test_a_balance_has_no_plus() -> None:
    with translation.override("zh-hans"):
        assert (web.signless(1865), web.signless(-5), web.signless(0)) == ("1,865", "−5", "0")


def test_shares_stay_inside_the_chart() -> None:
    assert [web.share_of(value, 40) for value in (40, 20, -10, 0, 90)] == [100, 50, 25, 0, 100]
    assert web.share_of(3, 0) == 0


@pytest.mark.parametrize(
    "states",
    [
        ClaimState, ObjectionState, IssueState, EntryState, ElectionState, HandoverState, PostingState, DueState,
        QuestionState, DividendState, ProjectStage,
    ],
)  # fmt: skip
def test_every_state_has_a_look_of_its_own(states: Any) -> None:
    looks = [web.STATE_LOOKS.get(state.value) for state in states]
    assert None not in looks
    assert len(set(looks)) == len(looks)


def show(component: str, /, **values: Any) -> str:
    with translation.override("zh-hans"):
        return render_to_string(f"components/{component}.html", values)


def test_a_household_is_masked_only_where_asked() -> None:
    assert "<b>李*华户</b>" in show("household", name="李小华", masked=True, group="3组")
    assert "李小华" not in show("household", name="李小华", masked=True)
    assert "<b>李小华户</b>" in show("household", name="李小华", number="037")
    assert "&lt;b&gt;" in show("household", name="<b>x")


def test_a_field_ties_label_hint_and_mistake_together() -> None:
    form = Sample({"times": "3"})
    with translation.override("zh-hans"):
        html = form["times"].as_field_group()
    assert '<label for="id_times">' in html
    assert 'aria-describedby="id_times_helptext id_times_error"' in html and 'aria-invalid="true"' in html
    assert 'id="id_times_helptext">本月还能报 2 次' in html
    assert 'id="id_times_error">最多填 2。' in html


def test_a_whole_form_lists_its_mistakes_with_links() -> None:
    with translation.override("zh-hans"):
        html = str(Sample({"times": "3"}))
    assert '<a href="#id_times">次数</a>: 最多填 2。' in html
    assert '<a href="#id_kind_group">' in html and 'id="id_kind_group"' in html, (
        "the link leads to the group of choices"
    )
    assert "请填写这一项。" in html
    assert html.count("（可不填）") == 4


def test_a_filter_form_marks_nothing_optional() -> None:
    form = Sample()
    form.hide_optional = True
    with translation.override("zh-hans"):
        assert "可不填" not in str(form)


def test_nothing_is_shown_where_there_is_nothing() -> None:
    assert show("form_errors", form=Sample()).strip() == ""
    assert show("pagination", page_obj=None).strip() == ""
