"""Pages of the household, of care marks and of the privacy desk, as the office uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.models import BoardEntry
from points.models import CareMark, CareReading, Consent, Household, HouseholdEvent, ImpactAssessment
from points.services import care, consents, life
from points.views.households import HAPPENINGS
from tests import stage
from tests.factories import Cast
from tests.life.conftest import NOW, TODAY
from tests.support import assert_valid_html

Sit = Callable[..., Client]


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"points:{name}", args=[cast.village.slug, *args])


def text(answer: Any) -> str:
    assert_valid_html(answer.content)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer: Any) -> dict[str, str]:
    """The values a browser would send of a page's hidden fields."""
    fields = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", answer.content.decode())
    found = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in fields]
    return {name.group(1): unescape(value.group(1)) if value else "" for name, value in found if name}


def asks_then_records(client: Client, url: str, **said: str) -> Any:
    """Fill in, read the question, say yes; gives the question's page."""
    form = client.get(url)
    question = client.post(url, {**hidden(form), **said})
    assert "确认登记吗" in text(question), text(question)
    assert client.post(url, {**hidden(question), "act": "record"}).status_code == 302
    return question


@pytest.fixture
def officer(cast: Cast, sit: Sit) -> Client:
    return sit(cast.officer)


@pytest.fixture
def administrator(cast: Cast, sit: Sit) -> Client:
    return sit(cast.administrator)


# ---------------------------------------------------------------------------------------------------- the household


def test_each_event_has_its_form_its_question_and_what_follows(cast: Cast, officer: Client) -> None:
    pk, day = cast.households[0].pk, "2026-11-05"
    said: dict[str, dict[str, str]] = {
        "some-away": {"people": "１", "reason": "army"},
        "some-back": {"people": "1"},
        "head": {"head_name": "李新主"},
        "people": {"more": "fewer", "people": "1"},
        "ranking": {"note": "卧病"},
        "living": {},
        "away": {"reason": "work"},
        "back": {"day": "2026-11-06"},
        "split": {"number": "900", "head_name": "李分", "people": "1"},
        "merge": {"into": "002", "day": "2026-11-07"},
        "reopen": {"people": "2", "day": "2026-11-08"},
        "move-out": {"day": "2026-11-09"},
        "death": {"day": "2026-11-11"},
    }
    assert set(said) == {one.slug for one in HAPPENINGS}
    for slug, fields in said.items():
        if slug == "death":
            family = Household.objects.get(pk=pk)
            life.reopen(household=family, day=date(2026, 11, 10), people=1, by=cast.officer, at=NOW)
        question = asks_then_records(officer, address(cast, "household_event", pk, slug), **{"day": day, **fields})
        assert "登记后的影响" in text(question)
    assert Household.objects.get(pk=pk).state == "closed"
    page = text(officer.get(address(cast, "household", pk)))
    for word in ("销户", "分出一户", "参军", "外出务工", "李新主", "900 李分"):
        assert word in page, word
    kinds = set(HouseholdEvent.objects.filter(village=cast.village).values_list("kind", flat=True))
    assert len(kinds) == 15


def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(cast: Cast, officer: Client) -> None:
    url = address(cast, "household_event", cast.households[0].pk, "split")
    form = officer.get(url)
    assert 'value="005"' in form.content.decode(), "the next number is offered"
    answer = officer.post(
        url, {**hidden(form), "day": "2026-11-21", "number": "002", "head_name": "李分", "people": "3"}
    )
    assert answer.context["form"].errors.keys() == {"day", "people"}
    again = officer.post(
        url, {**hidden(form), "day": "2026-11-20", "number": "002", "head_name": "李分", "people": "1"}
    )
    assert answer.context["form"]["head_name"].value() == "李分" and "number" in again.context["form"].errors
    assert_valid_html(again.content)
    assert Household.objects.filter(village=cast.village).count() == 4


@pytest.mark.parametrize("bad", ["", "x", "0", "-1", "99999999999999", "１２３４５６"])
def test_whatever_is_typed_for_people_is_no_server_error(cast: Cast, officer: Client, bad: str) -> None:
    for slug, more in (("people", {"more": "more"}), ("some-away", {}), ("split", {"number": "9", "head_name": "李"})):
        url = address(cast, "household_event", cast.households[0].pk, slug)
        answer = officer.post(url, {**hidden(officer.get(url)), "day": "2026-11-05", "people": bad, **more})
        assert answer.status_code == 200 and "people" in answer.context["form"].errors, (slug, bad)


def test_whom_to_merge_into_is_named_beyond_doubt(cast: Cast, officer: Client) -> None:
    Household.objects.filter(pk__in=[row.pk for row in cast.households[1:3]]).update(head_name="李同名")
    url = address(cast, "household_event", cast.households[0].pk, "merge")
    first = hidden(officer.get(url))
    for into, why in (
        ("李同名", "可能是这几户"),
        ("没有这人", "没有这一户"),
        (cast.households[0].number, "不能并入自己"),
    ):
        answer = officer.post(url, {**first, "day": "2026-11-05", "into": into})
        assert why in text(answer)


def test_what_does_not_fit_is_not_offered(cast: Cast, officer: Client) -> None:
    pk = cast.households[0].pk
    assert officer.get(address(cast, "household_event", pk, "back")).status_code == 302
    assert officer.get(address(cast, "household_event", pk, "nonsense")).status_code == 404
    divorce = text(officer.get(address(cast, "household_event", pk, "divorce")))
    assert "分户" in divorce and "户主变更" in divorce
    split = officer.get(address(cast, "household_event", pk, "split") + "?reason=divorce")
    assert 'value="divorce" selected' in split.content.decode()
    life.move_out(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    page = officer.get(address(cast, "household", pk)).content.decode()
    assert "/reopen/" in page and "/split/" not in page and "/divorce/" not in page
    assert officer.get(address(cast, "household_event", pk, "divorce")).status_code == 302


def test_the_administrator_strikes_out_from_the_page(cast: Cast, administrator: Client, officer: Client) -> None:
    event = life.go_away(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    url = address(cast, "household_strike", cast.households[0].pk, event.pk)
    assert url not in officer.get(address(cast, "household", cast.households[0].pk)).content.decode()
    form = administrator.get(url)
    assert administrator.post(url, {**hidden(form), "note": "记错"}).status_code == 302
    page = text(administrator.get(address(cast, "household", cast.households[0].pk)))
    assert "已作废：登记有误" in page and Household.objects.get(pk=cast.households[0].pk).state == "active"


def test_the_page_costs_the_same_for_one_event_and_for_many(cast: Cast, officer: Client) -> None:
    def cost(number: int) -> int:
        for _n in range(number):
            life.change_people(household=cast.households[0], day=TODAY, people=1, by=cast.officer, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            officer.get(address(cast, "household", cast.households[0].pk))
        return len(queries)

    cost(1)
    assert cost(1) == cost(3)


# ------------------------------------------------------------------------------------------------------- care marks


def test_marks_are_set_listed_ended_and_every_look_is_written_down(cast: Cast, sit: Sit) -> None:
    grid, pk = sit(cast.grid), cast.households[0].pk
    url = address(cast, "care_household", pk)
    mark = {**hidden(grid.get(url)), "kind": "lone_elderly", "people": "1", "since": "2026-11-01", "note": "送饭"}
    assert grid.post(url, mark).status_code == 302
    again = {**mark, **hidden(grid.get(url)), "kind": "ill", "people": "9"}
    assert "people" in grid.post(url, again).context["form"].errors
    listed = text(grid.get(address(cast, "care")))
    assert "独居老人" in listed and "送饭" in listed
    assert "送饭" not in text(grid.get(address(cast, "care") + "?kind=ill"))
    found = text(grid.get(address(cast, "care") + f"?q={cast.households[0].number}"))
    assert "送饭" not in found, "looking for a household shows no mark"
    end = address(cast, "care_end", pk, CareMark.objects.get().pk)
    assert "until" in grid.post(end, {"until": "2026-10-01"}).context["form"].errors
    assert grid.post(end, {"until": "2026-11-20"}).status_code == 302
    log = sit(cast.administrator).get(address(cast, "care_readings"))
    assert "网格员" in text(log) and CareReading.objects.filter(on_list=True).count() == 1
    assert CareReading.objects.filter(reader=cast.grid).count() >= 3


def test_the_list_costs_the_same_for_one_household_and_for_three(cast: Cast, sit: Sit) -> None:
    grid = sit(cast.grid)

    def cost(number: int) -> int:
        care.mark(household=cast.households[number], kind="ill", since=TODAY, by=cast.grid, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            grid.get(address(cast, "care"))
        return len(queries)

    cost(0)
    assert cost(1) == cost(2)


def test_care_marks_stand_nowhere_else(cast: Cast, sit: Sit) -> None:
    care.mark(household=cast.households[0], kind="hardship", since=TODAY, note="低保", by=None, at=NOW)
    pages = (address(cast, "household", cast.households[0].pk), address(cast, "work"), address(cast, "audit"))
    for who in (cast.officer, cast.administrator, cast.supervisor):
        client = sit(who)
        for url in pages:
            shown = client.get(url).content.decode()
            assert "困难家庭" not in shown and "低保" not in shown, url
    # The actors' log-in names hold running numbers that may hold the household's, so only what was recorded is read.
    lines = [row["line"] for row in sit(cast.supervisor).get(address(cast, "audit")).context["rows"]]
    assert lines and not any(cast.households[0].number in line.subject.words for line in lines), lines


# ----------------------------------------------------------------------------------------------------- privacy desk


def test_the_desk_finds_a_household_and_says_what_is_held(cast: Cast, administrator: Client) -> None:
    stage.posted(cast, 0)
    pk = cast.households[0].pk
    page = administrator.get(address(cast, "privacy") + "?q=001").content.decode()
    assert address(cast, "privacy_household", pk) in page
    shown = text(administrator.get(address(cast, "privacy_household", pk)))
    assert "治安巡防" in shown and "夜里巡了一圈" in shown
    assert CareReading.objects.filter(household=pk, reader=cast.administrator).exists()


def test_it_is_corrected_and_erased_from_the_desk(cast: Cast, administrator: Client) -> None:
    stage.posted(cast, 0)
    pk = cast.households[0].pk
    correct = address(cast, "household_correct", pk)
    said = {"head_name": "李正名", "group": str(cast.groups[1].pk), "members": "5", "joined_on": "2020-01-01"}
    assert "members" in administrator.post(correct, {**said, "members": "x"}).context["form"].errors
    assert administrator.post(correct, said).status_code == 302
    assert Household.objects.get(pk=pk).pinyin == "lizhengming"
    url = address(cast, "privacy_erase", pk)
    asked = {"parts": ["notes", "ledger"], "asked_on": "2026-11-19", "paper": "口头"}
    assert "asked_on" in administrator.post(url, {**asked, "asked_on": "2026-12-01"}).context["form"].errors
    question = administrator.post(url, asked)
    assert "确认删除吗" in text(question) and "夜里巡了一圈" in text(
        administrator.get(address(cast, "privacy_household", pk))
    )
    assert administrator.post(url, {**asked, "act": "erase"}).status_code == 302
    after = text(administrator.get(address(cast, "privacy_household", pk)))
    assert "夜里巡了一圈" not in after and "按申请删除" in after
    assert administrator.post(url, {**asked, "act": "erase"}).status_code == 200, "nothing left to tick"


def test_a_consent_is_recorded_and_taken_back(cast: Cast, administrator: Client) -> None:
    pk = cast.households[0].pk
    url = address(cast, "consent_new", pk)
    said = {**hidden(administrator.get(url)), "kind": "names", "given_on": "2026-11-01", "paper": "3号夹"}
    assert "paper" in administrator.post(url, {**said, "paper": ""}).context["form"].errors
    assert administrator.post(url, said).status_code == 302 and administrator.post(url, said).status_code == 302
    consent = Consent.objects.get()
    assert Household.objects.get(pk=pk).names_public
    assert "3号夹" in text(administrator.get(address(cast, "privacy")))
    back = address(cast, "consent_withdraw", pk, consent.pk)
    assert (
        "withdrawn_on"
        in administrator.post(back, {"withdrawn_on": "2026-10-01", "paper": "口头"}).context["form"].errors
    )
    assert administrator.post(back, {"withdrawn_on": "2026-11-20", "paper": "口头"}).status_code == 302
    assert not Household.objects.get(pk=pk).names_public


def test_the_assessment_begins_with_a_template_and_every_version_stays(cast: Cast, administrator: Client) -> None:
    url = address(cast, "assessment_new")
    assert cast.village.name in administrator.get(url).content.decode()
    said = {"text": "一、处理什么", "author": "村委会", "assessed_on": "2026-11-20"}
    for number in (1, 2):
        assert administrator.post(url, {**said, "text": f"第{number}版"}).url == address(cast, "assessment", number)
    assert "第1版" in text(administrator.get(address(cast, "assessment", 1)))
    assert "第2版" in administrator.get(url).content.decode(), "the next one goes on from the last"
    assert len(re.findall("第.版", text(administrator.get(address(cast, "assessments"))))) >= 2
    assert "author" in administrator.post(url, {**said, "author": ""}).context["form"].errors
    assert ImpactAssessment.objects.count() == 2


def test_the_notice_is_public_linked_and_names_whom_to_turn_to(cast: Cast, administrator: Client, sit: Sit) -> None:
    public, url = sit(None), address(cast, "privacy_notice")
    assert administrator.post(address(cast, "privacy"), {"contact": "村委会办公室 0833-1234"}).status_code == 302
    answer = public.get(url)
    assert "0833-1234" in text(answer) and "public" in answer["Cache-Control"]
    for page in ("about", "rules"):
        assert url in public.get(address(cast, page)).content.decode(), page


# ------------------------------------------------------------------------------------------------------ public pages


def test_withdrawn_consent_masks_also_what_was_written_while_it_held(cast: Cast, sit: Sit) -> None:
    """The name in the reason of a red entry, and that of a former head."""
    consent = consents.give(household=cast.households[0], kind="names", given_on=TODAY, paper="1", by=None, at=NOW)
    name = cast.households[0].head_name
    stage.published(cast)
    BoardEntry.objects.filter(village=cast.village, colour="red").update(reason=f"{name}带头清扫")
    board = reverse("boards:village", args=[cast.village.slug])
    assert f"{name}带头清扫" in sit(None).get(board).content.decode()
    consents.withdraw(consent=consent, withdrawn_on=TODAY, paper="口头", by=cast.administrator, at=NOW)
    assert name not in sit(None).get(board).content.decode()
    life.change_head(household=cast.households[0], day=TODAY, head_name="王某某", by=cast.officer, at=NOW)
    shown = sit(None).get(board).content.decode()
    assert name not in shown and "王某某" not in shown and "带头清扫" in shown


def test_a_closed_household_is_off_every_public_page_at_once(cast: Cast, sit: Sit) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(head_name="欧阳已故")
    stage.published(cast)
    claim = stage.draft(cast, 0, day=TODAY, at=NOW)
    stage.send(cast, claim, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, at=NOW)
    pages = [reverse(f"boards:{name}", args=[cast.village.slug]) for name in ("village", "board", "standing")]
    pages.append(reverse("councils:publicity", args=[cast.village.slug]))
    assert all("欧阳" in sit(None).get(url).content.decode() for url in pages)
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)
    life.die_out(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    for url in pages:
        assert "欧阳" not in sit(None).get(url).content.decode(), url
