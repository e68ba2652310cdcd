"""The office's pages of cards: the list, what ends by printing, the sheets, taking a card away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.enums import HouseholdState
from points.models import AuditRow, HouseholdCard, VillageSettings
from points.services import cards
from tests import stage
from tests.factories import Cast, HouseholdFactory
from tests.phone.conftest import HERE, NOW, log_in, opened, printed
from tests.phone.support import address, client_of, hidden, text
from villagegov.kernel.errors import DomainError


def codes(page: str) -> list[str]:
    return [code.replace(" ", "") for code in re.findall(r'class="digits num">([\d ]+)<', page)]


def test_the_list_says_how_things_stand_and_leads_to_printing(cast: Cast) -> None:
    opened(cast, 1)
    printed(cast, 2)
    printed(cast, 3, at=NOW - timedelta(days=40))
    officer = client_of(cast.officer)
    page = text(officer.get(address(cast, "cards")))
    assert "共4户：1户在用，2户没有能用的卡" in page
    for words in ("还没有卡", "已打印，还没用", "在用", "过期没用"):
        assert words in page
    assert "1组" in page and "给没有卡的打印" in page
    assert "农户卡" in text(officer.get(address(cast, "work")))
    only = text(officer.get(address(cast, "cards") + "?state=used&text=002"))
    assert cast.households[1].head_name in only and cast.households[3].head_name not in only
    assert "没有这个户号" in text(officer.get(address(cast, "cards") + "?text=无此人"))


def test_tick_read_what_ends_print(cast: Cast) -> None:
    opened(cast, 1)
    officer = client_of(cast.officer)
    url = address(cast, "cards_print")
    ids = [str(cast.households[number].pk) for number in (1, 2)]
    question = officer.post(url, {"households": ids})
    words = text(question)
    assert "2张卡" in words and "A4纸1张" in words and "有1户已经在用" in words
    assert HouseholdCard.objects.filter(replaced_at=None).count() == 1, "nothing is printed by asking"
    form = {"households": hidden(question, "households"), "seed": hidden(question, "seed")[0]}
    sheet = officer.post(url, form)
    words, page = text(sheet), sheet.content.decode()
    assert len(codes(page)) == 2 and page.count("<svg") == 2 and "no-store" in sheet.headers["Cache-Control"]
    assert cast.households[2].head_name in words and f"{cast.village.slug}/card/" in words
    assert codes(officer.post(url, form).content.decode()) == codes(page), "a reload prints the same"
    assert AuditRow.objects.filter(action="card.printed").count() == 3
    with pytest.raises(DomainError):
        log_in(cast)
    assert {cards.find(code=code, address=HERE, at=NOW).household_id for code in codes(page)} == {
        cast.households[1].pk,
        cast.households[2].pk,
    }


def test_a_group_or_all_without_a_card(cast: Cast) -> None:
    opened(cast, 1)
    printed(cast, 3, at=NOW - timedelta(days=40))
    officer, url = client_of(cast.officer), address(cast, "cards_print")
    group = officer.post(url, {"whole": "1"})
    assert set(hidden(group, "households")) == {str(cast.households[0].pk), str(cast.households[2].pk)}
    everybody = officer.post(url, {"whole": "all"})
    assert set(hidden(everybody, "households")) == {str(cast.households[n].pk) for n in (0, 2, 3)}
    assert "已经在用" not in text(everybody)
    assert officer.post(url, {"whole": "x"}).status_code == 404


def test_what_is_refused_is_said(cast: Cast) -> None:
    officer, url, far = client_of(cast.officer), address(cast, "cards_print"), stage.village()
    for data in ({}, {"households": "x"}, {"households": str(far.households[0].pk)}):
        assert "至少勾选一户" in text(officer.post(url, data, follow=True))
    seed = {"seed": "s" * 32, "households": str(far.households[0].pk)}
    assert "没有这一户" in text(officer.post(url, seed, follow=True))
    cast.households[0].state = HouseholdState.CLOSED
    cast.households[0].save()
    assert "已经销户" in text(officer.post(url, {**seed, "households": str(cast.households[0].pk)}, follow=True))
    assert not HouseholdCard.objects.exists()


def test_a_card_is_taken_away_after_one_question(cast: Cast) -> None:
    opened(cast, 1)
    officer = client_of(cast.administrator)
    url = address(cast, "card_withdraw", cast.households[1].pk)
    assert "密码作废" in text(officer.get(url))
    assert "已收回" in text(officer.post(url, follow=True))
    with pytest.raises(DomainError):
        log_in(cast)
    assert "这一户没有农户卡" in text(officer.get(url, follow=True))
    far = stage.village().households[0]
    assert officer.get(address(cast, "card_withdraw", far.pk)).status_code == 404


def test_a_village_without_accounts_says_so_to_the_office(cast: Cast) -> None:
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    officer = client_of(cast.officer)
    for name, method in (("cards", "get"), ("cards_print", "post")):
        words = text(getattr(officer, method)(address(cast, name)))
        assert "没有开通农户账号" in words and "村级设置" in words
    assert "没有开通农户账号" in text(officer.get(address(cast, "card_withdraw", cast.households[1].pk)))
    assert address(cast, "cards") not in officer.get(address(cast, "work")).content.decode()


def test_the_list_takes_the_same_queries_for_many_as_for_one(cast: Cast) -> None:
    officer, counted = client_of(cast.officer), []
    for number in (50, 51, 52):
        household = HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"{number:03d}")
        cards.issue(village=cast.village, household_ids=[household.pk], seed=str(number) * 20, by=cast.officer, at=NOW)
        with CaptureQueriesContext(connection) as found:
            assert officer.get(address(cast, "cards")).status_code == 200
        counted.append(len(found))
    assert counted[0] == counted[2], counted
