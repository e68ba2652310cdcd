"""Sheets to print: what stands on them, and that no line is cut however long they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.queries.group_lists import group_lists
from points.enums import Disclosure
from points.models import Claim, Household, SlipBook
from points.services import claims
from points.services.claims import ClaimInput
from tests import stage
from tests.claims.conftest import NOW, TODAY
from tests.factories import HouseholdFactory
from tests.paper.conftest import client_of
from tests.support import assert_valid_html
from villagegov.kernel import clock


def send(world: SimpleNamespace, *wanted: tuple[int, Any]) -> None:
    """Household and item, all on one day, sent up together."""
    rows = [
        ClaimInput(household_id=world.households[n].pk, item_id=item.pk, day=TODAY, slip_number=f"A-{at}")
        for at, (n, item) in enumerate(wanted)
    ]
    made = claims.enter_claims(village=world.village, inputs=rows, by=world.officer, at=NOW)
    claims.send_up(village=world.village, claim_ids=[claim.pk for claim in made], by=world.officer, at=NOW)


def text_of(page: Any) -> str:
    html = page.content.decode()
    assert_valid_html(html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_batch_sheet_has_its_lines_sums_and_places_to_sign(world: SimpleNamespace) -> None:
    send(world, (0, world.award), (1, world.item.monthly), (1, world.deduction))
    text = text_of(client_of(world.officer).get("/v/wjg/work/batches/1/print/"))
    assert "共 3 条，合计 +10 分" in text
    assert re.search(r"1 李小华 1组 001 .* 2 陈芳 2组 002 .* 3 陈芳 2组 002", text)
    assert "维护社会治安 2 +10 −5" in text and "倡导公益美德 1 +5 0" in text, "by category"
    assert "1组 1 1 +10 0" in text and "2组 1 2 +5 −5" in text and "合计 2 3 +15 −5" in text, "by group"
    assert "审核委员会主任" in text and "（盖章）" in text


def test_receipts_of_a_day_one_for_each_household_and_none_for_deductions(world: SimpleNamespace) -> None:
    rows = [(0, world.award, "A-1"), (0, world.item.monthly, "A-2"), (1, world.award, ""), (2, world.deduction, "A-4")]
    inputs = [
        ClaimInput(household_id=world.households[n].pk, item_id=item.pk, day=TODAY, slip_number=slip)
        for n, item, slip in rows
    ]
    made = claims.enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)
    client = client_of(world.officer)
    text = text_of(client.get("/v/wjg/work/receipts/"))
    assert (
        "共 2 户" in text
        and "李小华户（1组，户号 001）申报 2 件" in text
        and "陈芳户（2组，户号 002）申报 1 件" in text
    )
    assert "李兴海" not in text and "公示 7 天后" in text
    one = text_of(client.get(f"/v/wjg/work/claims/{made[1].pk}/receipt/"))
    assert "申报 1 件" in one and "A-2" in one and "A-1" not in one
    assert client.get(f"/v/wjg/work/claims/{made[3].pk}/receipt/").status_code == 409
    assert "没有回执" in text_of(client.get("/v/wjg/work/receipts/?day=2026-11-21"))
    for silly in ("x", "9999-12-31", "0001-01-01"):
        assert client.get(f"/v/wjg/work/receipts/?day={silly}").status_code == 200


def test_blank_slips_are_for_everybody_and_a_book_has_a_code_on_each(
    world: SimpleNamespace, book: Callable[..., SlipBook], client: Client
) -> None:
    page = client.get("/v/wjg/slips/blank/")
    assert text_of(page).count("积分申报单") == 2 and "防火巡查" in text_of(page)
    given = book(401, 405)
    page = client_of(world.officer).get(f"/v/wjg/work/slips/{given.pk}/print/")
    text = text_of(page)
    assert all(f"WJG-0{number}" in text for number in range(401, 406)) and "领取人签字" in text
    assert page.content.count(b'class="qr"') == 5 and b"style=" not in page.content


# ------------------------------------------------------------------------------------------------------- group lists


@pytest.fixture
def wall(db: None) -> SimpleNamespace:
    """October's claims counted, November's in publicity."""
    cast = stage.village(households=4)
    names = ("李建华", "陈秀芳", "欧阳小红", "刘志国")
    for household, name in zip(cast.households, names, strict=True):
        Household.objects.filter(pk=household.pk).update(head_name=name, names_public=name == "陈秀芳")
    hidden = stage.approved(cast, 0, cast.award, slip_number="H-1")
    for household in (0, 1):
        stage.posted(cast, household, cast.award)
    stage.deduction(cast, 2)
    Claim.objects.filter(pk=hidden.pk).update(note="x")
    return SimpleNamespace(cast=cast)


def test_a_group_list_shows_what_may_be_shown(wall: SimpleNamespace) -> None:
    cast = wall.cast
    with clock.frozen(stage.RELEASED):
        client = client_of(cast.officer)
        address = f"/v/{cast.village.slug}/work/groups/print/"
        text = text_of(client.get(f"{address}?month=2026-10"))
        assert "李*华" in text and "陈秀芳" in text and "李建华" not in text, "masked as agreed"
        # By itself: the village of a test may be called 第1001村.
        assert not re.search(r"(?<!\d)001(?!\d)", text), "a number would tell who stands behind the mask"
        full = text_of(client.get(f"{address}?month=2026-10&names=full"))
        assert "李建华" in full and "请勿转发" in full
        assert client.get(f"{address}?month=2026-13").status_code == 404
        lists = group_lists(cast.village, stage.OCT, clock.today(), full_names=False)
    rows = {row.household: row for group in lists for row in group.rows}
    assert [(part.what, part.points) for part in rows["陈秀芳"].counted] == [(cast.award.name, 10)]
    assert all(part.points > 0 for row in rows.values() for part in row.counted), "what was lost is the board's to tell"
    assert sum(group.others for group in lists) >= 1


def test_an_item_that_is_not_made_public_is_in_no_group_list(wall: SimpleNamespace) -> None:
    cast = wall.cast

    def shown() -> set[str]:
        lists = group_lists(cast.village, stage.OCT, date(2026, 11, 2), full_names=True)
        return {part.what for group in lists for row in group.rows for part in (*row.counted, *row.listed)}

    assert cast.award.name in shown()
    type(cast.award).objects.filter(pk=cast.award.pk).update(disclosure=Disclosure.CATEGORY)
    assert cast.award.name not in shown() and cast.category.name in shown()
    type(cast.award).objects.filter(pk=cast.award.pk).update(disclosure=Disclosure.NONE)
    assert cast.award.name not in shown() and cast.category.name not in shown() - {cast.category.name}


def test_group_lists_take_the_same_queries_for_three_households_as_for_one(db: None) -> None:
    cast, counted = stage.village(households=3), []
    for household in range(3):
        stage.posted(cast, household, cast.award)
        with CaptureQueriesContext(connection) as found:
            group_lists(cast.village, stage.OCT, TODAY, full_names=False)
        counted.append(len(found))
    assert counted[0] == counted[2]


# ------------------------------------------------------------------------------------------------ on paper, many pages


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_three_hundred_lines_on_paper(
    transactional_db: None, open_context: Callable[..., Any], sign_in: Callable[..., None], tmp_path: Any
) -> None:
    """The head stands on every page, a line is on one page only, the last page has the signatures."""
    from tests.claims.conftest import build_world  # a village on the real today

    world = build_world()
    group = world.groups[0]
    made = [HouseholdFactory(village=world.village, group=group, number=f"{n + 100}") for n in range(60)]
    inputs = [
        ClaimInput(
            household_id=made[n % 60].pk,
            item_id=world.award.pk,
            day=clock.today() - timedelta(days=n // 60),
            slip_number=f"A-{n:04d}",
            note="夜里巡了一圈，劝回两处野外用火" if n % 9 == 0 else "",
        )
        for n in range(300)
    ]
    entered = claims.enter_claims(village=world.village, inputs=inputs, by=world.officer, at=clock.now())
    claims.send_up(village=world.village, claim_ids=[c.pk for c in entered], by=world.officer, at=clock.now())
    context = open_context()
    sign_in(context, world.officer)
    page = context.new_page()
    page.goto("/v/wjg/work/batches/1/print/")
    page.emulate_media(media="print")
    pages = pdf_pages(page.pdf(prefer_css_page_size=True))
    assert 7 <= pages <= 12
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.batch-sheet thead')).display") == "table-header-group"
    )
    page.goto("/v/wjg/slips/blank/")
    assert pdf_pages(page.pdf(prefer_css_page_size=True)) == 1, "two slips on one sheet of A4"
    page.goto("/v/wjg/work/receipts/")
    assert pdf_pages(page.pdf(prefer_css_page_size=True)) >= 8


def pdf_pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))
