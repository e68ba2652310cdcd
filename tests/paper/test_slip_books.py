"""Slip books: given out, counted, spoiled; numbers outside them remarked on or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.enums import SlipBooks
from points.models import Claim, Deed, Membership, SlipBook, SpoiledSlip
from points.queries import slips as queries
from points.services import claims, slips
from points.services.claims import DeedInput
from tests.claims.conftest import NOW, TODAY
from tests.paper.conftest import Sheet, client_of
from tests.support import assert_valid_html
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError

BOOKS = "/v/wjg/work/slips/"
Book = Callable[..., SlipBook]


def enter(world: SimpleNamespace, slip: str, household: int = 0) -> Claim:
    data = claims.ClaimInput(
        household_id=world.households[household].pk, item_id=world.award.pk, day=TODAY, slip_number=slip
    )
    return claims.enter_claim(village=world.village, data=data, by=world.officer, at=NOW)


def spoil(world: SimpleNamespace, book: SlipBook, text: str, reason: str = "写错") -> None:
    numbers = slips.read_numbers(book, text)
    slips.spoil(book=book, numbers=numbers, reason=reason, by=world.officer, at=NOW)


# -------------------------------------------------------------------------------------------------------- the counts


def test_entered_spoiled_missing_and_still_in_the_book(world: SimpleNamespace, book: Book) -> None:
    given = book(401, 420)
    for number in (401, 402, 405, 409):
        enter(world, f"WJG-0{number}")
    withdrawn = enter(world, "WJG-0403")
    claims.send_up(village=world.village, claim_ids=[withdrawn.pk], by=world.officer, at=NOW)
    claims.withdraw(claim=Claim.objects.get(pk=withdrawn.pk), by=world.officer, at=NOW)
    deed = DeedInput(
        item_id=world.award.pk,
        day=TODAY,
        household_ids=tuple(row.pk for row in world.households[:2]),
        slip_number="WJG-0412",
    )
    claims.enter_deed(village=world.village, data=deed, by=world.officer, at=NOW)
    spoil(world, given, "0410, wjg-0415")
    [count] = queries.counts(world.village, [given])
    assert sorted(count.entered) == [401, 402, 405, 409, 412] and sorted(count.spoiled) == [410, 415]
    assert count.missing_ranges == ["WJG-0403–0404", "WJG-0406–0408", "WJG-0411"]
    assert count.blank == (413, 414, 416, 417, 418, 419, 420)
    page = client_of(world.officer).get(BOOKS).content.decode()
    assert "缺 6 张" in page and "WJG-0403–0404、WJG-0406–0408、WJG-0411" in page
    assert_valid_html(page)


def test_the_list_takes_the_same_queries_for_three_books_as_for_one(world: SimpleNamespace, book: Book) -> None:
    client, counted = client_of(world.officer), []
    for first in (1, 51, 101):
        spoil(world, book(first, first + 49), str(first))
        enter(world, f"WJG-{first + 2:04d}")
        with CaptureQueriesContext(connection) as found:
            assert client.get(BOOKS).status_code == 200
        counted.append(len(found))
    assert counted[0] == counted[2], counted


def test_a_book_slip_by_slip(world: SimpleNamespace, book: Book) -> None:
    given = book(401, 410)
    enter(world, "WJG-0402")
    spoil(world, given, "403", "打湿")
    page = client_of(world.supervisor).get(f"{BOOKS}{given.pk}/").content.decode()
    for words in ("李小华", "打湿", "▲ 缺号", "□ 未用"):
        assert words in page
    assert "登记作废" not in page, "the supervisors only look"
    assert_valid_html(client_of(world.officer).get(f"{BOOKS}{given.pk}/").content)


# -------------------------------------------------------------------------------------------------------- giving out


def book_form(**more: str) -> dict[str, str]:
    values = {"id": str(new_id()), "prefix": "wjg-", "first": "１", "last": "50", "digits": "4", "group": ""}
    return {**values, "issued_to": "李组长", "issued_on": "2026-11-20", **more}


def test_a_book_is_given_out_once_however_often_the_form_is_sent(world: SimpleNamespace) -> None:
    client, form = client_of(world.officer), book_form(group=str(world.groups[1].pk))
    for _press in range(2):
        answer = client.post(f"{BOOKS}new/", form, follow=True)
        assert "已登记：WJG-0001–WJG-0050" in answer.content.decode()
    [given] = SlipBook.objects.all()
    assert (given.prefix, given.first, given.last, given.group, given.size) == ("WJG-", 1, 50, world.groups[1], 50)
    page = client.get(f"{BOOKS}new/").content.decode()
    assert 'value="51"' in page and 'value="100"' in page, "the next book follows"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"prefix": "2026"}, "以字母或短横结尾"),
        ({"first": "0"}, "起号不能小于 1"),
        ({"first": "x"}, "请填整数"),
        ({"last": "0"}, "止号不能小于起号"),
        ({"last": "201"}, "一本最多 200 张"),
        ({"last": "9999999999"}, "请填整数"),
        ({"digits": "9"}, "1 到 8"),
        ({"issued_to": " "}, "请填写这一项"),
        ({"issued_on": "2026-11-23"}, "今天或更早"),
        ({"first": "50", "last": "60"}, "已在一本申报单里"),
        ({"group": str(new_id())}, "请在列出的选项里选"),
    ],
)
def test_a_wrong_book_is_refused_beside_its_field(
    world: SimpleNamespace, book: Book, typed: dict[str, str], words: str
) -> None:
    book(40, 50)
    form = book_form(**{"last": "39", **typed})
    page = client_of(world.officer).post(f"{BOOKS}new/", form).content.decode()
    assert words in page and SlipBook.objects.count() == 1
    assert_valid_html(page)


def test_a_book_of_which_nothing_came_back_can_be_struck_off(world: SimpleNamespace, book: Book) -> None:
    given, client = book(401, 450), client_of(world.officer)
    spoil(world, given, "401")
    enter(world, "WJG-0402")
    address = f"{BOOKS}{given.pk}/change/"
    assert "不能撤销" in client.post(address, {"act": "strike"}, follow=True).content.decode()
    Claim.objects.get().delete()
    assert "已撤销" in client.post(address, {"act": "strike"}, follow=True).content.decode()
    assert not SlipBook.objects.exists() and not SpoiledSlip.objects.exists()
    assert client.post(address, {"act": "strike"}).status_code == 404


# ------------------------------------------------------------------------------------------------------- spoiled slips


def test_spoiled_slips_are_recorded_with_their_reason_and_taken_back(world: SimpleNamespace, book: Book) -> None:
    given, client = book(401, 450), client_of(world.officer)
    address = f"{BOOKS}{given.pk}/change/"
    form = {"act": "spoil", "numbers": "４０３、 405 - 407", "reason": "写错"}
    assert "已登记作废：WJG-0403、WJG-0405–0407" in client.post(address, form, follow=True).content.decode()
    assert client.post(address, form).status_code == 302, "once more changes nothing"
    assert SpoiledSlip.objects.count() == 4
    client.post(address, {"act": "unspoil", "number": "406"})
    client.post(address, {"act": "unspoil", "number": "99999999999999"})
    assert sorted(SpoiledSlip.objects.values_list("number", flat=True)) == [403, 405, 407]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"numbers": "四百"}, "看不懂"),
        ({"numbers": "410-401"}, "看不懂"),
        ({"numbers": "1-999999"}, "看不懂"),
        ({"numbers": "451"}, "不在这一本里"),
        ({"numbers": "402"}, "已经录入"),
        ({"numbers": ","}, "哪几张"),
        ({"reason": " "}, "请填写这一项"),
    ],
)
def test_what_cannot_be_spoiled_says_why(world: SimpleNamespace, book: Book, typed: dict[str, str], words: str) -> None:
    given = book(401, 450)
    enter(world, "WJG-0402")
    form = {"act": "spoil", "numbers": "401", "reason": "写错", **typed}
    page = client_of(world.officer).post(f"{BOOKS}{given.pk}/change/", form).content.decode()
    assert words in page and not SpoiledSlip.objects.exists()
    assert_valid_html(page)


# ------------------------------------------------------------------------------ numbers outside the books, when entered


OUTSIDE = [
    ("WJG-0999", 0, "不在本村的任何一本"),
    ("AB", 0, "不在本村的任何一本"),
    ("WJG-403", 0, "写作 WJG-0403"),
    ("WJG-0405", 0, "已登记作废（打湿）"),
    ("WJG-0404", 1, "不在这个组"),
]


@pytest.mark.parametrize(("slip", "household", "words"), OUTSIDE)
def test_refused_where_the_village_settled_so(
    world: SimpleNamespace, book: Book, slip: str, household: int, words: str
) -> None:
    spoil(world, book(401, 450, rule=SlipBooks.REFUSE), "405", "打湿")
    with pytest.raises(DomainError) as refused:
        enter(world, slip, household)
    assert words in str(refused.value) and refused.value.field == "slip_number"
    sheet = Sheet(client_of(world.officer))
    sheet.line(world.households[household].number, "1", "20", slip_number=slip)
    answer = sheet.look()
    assert answer["state"] == "bad" and words in answer["html"]
    assert enter(world, "WJG-0401").slip_number == "WJG-0401" and enter(world, "").slip_number == ""


@pytest.mark.parametrize(("slip", "household", "words"), OUTSIDE)
def test_pointed_out_where_it_settled_so(
    world: SimpleNamespace, book: Book, slip: str, household: int, words: str
) -> None:
    spoil(world, book(401, 450), "405", "打湿")
    sheet = Sheet(client_of(world.officer))
    number = world.households[household].number
    sheet.line(number, "1", "20", slip_number=slip)
    answer = sheet.look()
    assert answer["state"] == "good" and words in answer["html"]
    form = {"id": str(new_id()), "household": number, "item": "1", "day": "2026-11-20", "quantity": "1"}
    page = sheet.client.post("/v/wjg/work/claims/new/", {**form, "slip_number": slip}, follow=True)
    assert words in page.content.decode() and Claim.objects.get().slip_number == slip


def test_a_shared_deed_and_an_older_claim(world: SimpleNamespace, book: Book) -> None:
    older = enter(world, "ALT-77")
    book(401, 450, rule=SlipBooks.REFUSE)
    claims.send_up(village=world.village, claim_ids=[older.pk], by=world.officer, at=NOW)
    households = tuple(row.pk for row in world.households[:2])
    deed = DeedInput(item_id=world.award.pk, day=date(2026, 11, 19), household_ids=households, slip_number="ALT-78")
    with pytest.raises(DomainError):
        claims.enter_deed(village=world.village, data=deed, by=world.officer, at=NOW)
    assert not Deed.objects.exists(), "and of many groups: the book's own group is not asked"


# --------------------------------------------------------------------------------------------------- the square code


def test_where_the_code_of_a_slip_leads(world: SimpleNamespace, book: Book, client: Any) -> None:
    book(401, 450)
    address = "/v/wjg/slips/WJG-0402/"
    page = client.get(address)
    assert page.status_code == 200 and "登录录入" in page.content.decode()
    officer = client_of(world.officer)
    answer = officer.get(address, follow=True)
    assert answer.redirect_chain == [("/v/wjg/work/claims/new/?slip=WJG-0402", 302)]
    assert 'value="WJG-0402"' in answer.content.decode()
    claim = enter(world, "WJG-0402")
    assert client.get(address).content == page.content, "nobody learns from it that the slip has been entered"
    answer = officer.get(address, follow=True)
    assert answer.redirect_chain[0][0] == f"/v/wjg/work/claims/{claim.pk}/" and "已经录入" in answer.content.decode()
    for unknown in ("none", "WJG-0999", "WJG-402", "ü\0", "9" * 40):
        assert client.get(f"/v/wjg/slips/{unknown}/").status_code == 404
    Membership.objects.filter(user=world.villager).update(active=True)
    assert client_of(world.villager).get(address).status_code == 200
