"""A household's own way in, page by page: the code, the PIN, logging in, another PIN; refusals in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from points.enums import HouseholdState, Module
from points.models import HouseholdCard, User, Village, VillageSettings
from tests import stage
from tests.factories import PASSWORD, Cast
from tests.phone.conftest import NOW, PIN, opened, printed
from tests.phone.support import address, client_of, text
from villagegov.kernel import clock

OTHER_PIN = "604172"


def enter(cast: Cast, client: Client, code: str, **more: Any) -> Any:
    return client.post(address(cast, "card"), {"code": code}, **more)


def come_in(cast: Cast, client: Client, number: str = "2", pin: str = PIN, **more: Any) -> Any:
    return client.post(address(cast, "pin"), {"number": number, "pin": pin, **more})


def twice(pin: str, **more: str) -> dict[str, str]:
    return {"pin": pin, "again": pin, **more}


def test_from_the_card_to_the_passbook(cast: Cast) -> None:
    [one] = printed(cast, 1)
    phone = Client()
    page = phone.get(address(cast, "card"))
    assert "10位开通码" in text(page) and "card.js" in page.content.decode()
    found = enter(cast, phone, one.grouped)
    assert found.url == address(cast, "card_pin")
    assert one.code not in found.url
    words = text(phone.get(found.url))
    assert cast.households[1].head_name in words and "002" in words
    assert "两遍不一样" in text(phone.post(found.url, {"pin": PIN, "again": OTHER_PIN}))
    assert "太好猜" in text(phone.post(found.url, twice("123456")))
    done = phone.post(found.url, twice(PIN), follow=True)
    assert done.redirect_chain == [(address(cast, "my"), 302)] and "以后用户号002和密码登录" in text(done)
    assert phone.session.get_expiry_age() <= 2 * 3600, "on a phone of others one is logged out by itself"
    assert phone.get(found.url).url == address(cast, "card"), "the code is used up"
    used = enter(cast, Client(), one.code)
    assert "已经用过" in text(used)


def test_codes_that_open_nothing_say_why(cast: Cast) -> None:
    [old] = printed(cast, 1)
    assert "请对着卡再看一遍" in text(enter(cast, Client(), "123"))
    assert "请填卡上的10位数字" in text(enter(cast, Client(), ""))
    assert "没有这个开通码" in text(enter(cast, Client(), "0000000000"))
    printed(cast, 1, seed="another one of some length")
    assert "新" in text(enter(cast, Client(), old.code))
    [late] = printed(cast, 2)
    with clock.frozen(NOW + timedelta(days=31)):
        assert "已经过期" in text(enter(cast, Client(), late.code))
    cast.households[2].state = HouseholdState.CLOSED
    cast.households[2].save()
    assert "已经销户" in text(enter(cast, Client(), late.code))


def test_twenty_wrong_codes_from_one_phone_are_enough(cast: Cast) -> None:
    [one] = printed(cast, 1)
    phone = Client()
    answers = [enter(cast, phone, f"{number:03d}0000000") for number in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {200} and answers[20].status_code == 429
    assert "15分钟后再试" in text(answers[20])
    assert enter(cast, phone, one.code).status_code == 429
    assert enter(cast, phone, one.code, REMOTE_ADDR="10.9.9.9").status_code == 302


def test_the_pin_page_is_for_who_has_just_shown_the_code(cast: Cast) -> None:
    [one] = printed(cast, 1)
    phone = Client()
    assert phone.get(address(cast, "card_pin")).url == address(cast, "card")
    enter(cast, phone, one.code)
    far = stage.village()
    assert phone.get(address(far, "card_pin")).url == address(far, "card")
    with clock.frozen(NOW + timedelta(minutes=31)):
        assert phone.post(address(cast, "card_pin"), twice(PIN)).url == address(cast, "card")
    printed(cast, 1, seed="another one of some length")
    assert phone.get(address(cast, "card_pin")).url == address(cast, "card"), "replaced meanwhile"
    assert HouseholdCard.objects.filter(used_at__isnull=False).count() == 0


def test_a_card_of_another_village_leads_to_its_own_village(cast: Cast) -> None:
    [one] = printed(cast, 1)
    far, phone = stage.village(), Client()
    assert enter(far, phone, one.code).url == address(cast, "card_pin")
    assert phone.get(address(cast, "card_pin")).status_code == 200


def test_household_number_and_pin(cast: Cast) -> None:
    opened(cast)
    phone = Client()
    asked = phone.get(address(cast, "my"))
    assert asked.url == f"{address(cast, 'pin')}?next={address(cast, 'my')}"
    page = phone.get(asked.url)
    assert "户号" in text(page) and "村里工作人员用登录名和密码登录" in text(page)
    come = phone.post(asked.url, {"number": "０02户", "pin": PIN, "next": address(cast, "my") + "?year=2026"})
    assert come.url == address(cast, "my") + "?year=2026"
    assert phone.session.get_expiry_age() <= 2 * 3600
    phone.post("/logout/")
    assert come_in(cast, phone, stay="on").url == address(cast, "my")
    assert phone.session.get_expiry_age() > 13 * 24 * 3600
    for evil in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert come_in(cast, Client(), next=evil).url == address(cast, "my")


def test_wrong_pins_say_how_many_tries_are_left_and_then_how_long_to_wait(cast: Cast) -> None:
    opened(cast)
    phone = Client()
    said = [text(come_in(cast, phone, pin="999000")) for _try in range(5)]
    assert all("户号或密码不对" in words for words in said)
    assert "还可以试2次" in said[2] and "15分钟后再试" in said[4]
    locked = come_in(cast, phone)
    assert locked.status_code == 429 and "15分钟后再试" in text(locked)
    unknown = [text(come_in(cast, Client(), number="777", REMOTE_ADDR="10.1.1.1")) for _try in range(1)]
    assert "户号或密码不对" in unknown[0]
    assert "请填户号" in text(come_in(cast, Client(), number="", pin=""))


def test_the_login_page_of_the_site_leads_there(cast: Cast) -> None:
    page = Client().get("/login/?next=" + address(cast, "my")).content.decode()
    assert f"{address(cast, 'pin')}?next={address(cast, 'my')}" in page
    assert address(cast, "pin") in Client().get("/login/").content.decode(), "the only village there is"
    stage.village()
    assert "/households/" in Client().get("/login/").content.decode()
    assert address(cast, "pin") in Client().get("/households/").content.decode()
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    assert address(cast, "pin") not in Client().get("/households/").content.decode()
    assert "/households/" not in Client().get("/login/?next=" + address(cast, "my")).content.decode()


def test_another_pin(cast: Cast) -> None:
    opened(cast)
    phone, other = Client(), Client()
    come_in(cast, phone, stay="on")
    come_in(cast, other)
    assert phone.get("/password/").url == address(cast, "pin_change")
    url = address(cast, "pin_change")
    assert "户号或密码不对" in text(phone.post(url, {"old": "999000", **twice(OTHER_PIN)}))
    assert "太好猜" in text(phone.post(url, {"old": PIN, **twice("111111")}))
    done = phone.post(url, {"old": PIN, **twice(OTHER_PIN)}, follow=True)
    assert "密码已修改" in text(done) and phone.session.get_expiry_age() > 13 * 24 * 3600
    assert other.get(address(cast, "my")).status_code == 302, "the other phone is out"
    assert come_in(cast, Client(), pin=OTHER_PIN).url == address(cast, "my")


def test_who_logs_in_with_a_password_changes_that(cast: Cast) -> None:
    client = client_of(cast.villager)
    assert client.get(address(cast, "pin_change")).url == "/password/"
    assert client.get("/password/").status_code == 200
    assert PASSWORD not in client.get("/password/").content.decode()


def test_a_village_without_accounts_says_so_everywhere(cast: Cast) -> None:
    opened(cast)
    phone = Client()
    come_in(cast, phone)
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    for name in ("card", "card_pin", "pin", "my", "pin_change", "boards:my_statement"):
        for client in (phone, Client()):
            answer = client.get(address(cast, name))
            assert "没有开通农户账号" in text(answer), name
    assert "没有开通农户账号" in text(come_in(cast, Client()))


def test_a_village_without_points_has_cards_too(cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False, modules=[Module.DEMANDS])
    [one] = printed(cast, 1)
    office = client_of(cast.officer)
    assert "农户卡" in text(office.get(address(cast, "cards"))) and "农户卡" in text(office.get(address(cast, "work")))
    phone, demands = Client(), address(cast, "councils:my_demands")
    asked = phone.get(demands)
    assert asked.url == f"{address(cast, 'pin')}?next={demands}", "a household is never sent to the office’s log-in"
    enter(cast, phone, one.code)
    phone.post(address(cast, "card_pin"), twice(PIN))
    other = Client()
    assert come_in(cast, other, next=demands).url == demands
    for client in (phone, other):
        assert "我家的诉求" in text(client.get(demands))
    assert text(other.get(address(cast, "pin_change")))
    assert address(cast, "pin") in Client().get("/households/").content.decode()
    nav = office.get(address(cast, "work")).content.decode()
    assert address(cast, "claim_new") not in nav, "nothing is entered where there are no points"
    for user in (cast.officer, cast.supervisor):
        data = {"username": user.username, "password": PASSWORD}
        assert Client().post("/login/", data).url == address(cast, "work")


def test_nothing_secret_stands_in_an_address_or_a_cache(cast: Cast) -> None:
    [one] = printed(cast, 1)
    phone = Client()
    for name in ("card", "pin"):
        answer = phone.get(address(cast, name))
        assert "no-store" in answer.headers["Cache-Control"]
    enter(cast, phone, one.code)
    assert one.code not in str(dict(phone.session.items()))
    page = phone.get(address(cast, "card_pin"))
    assert one.code not in page.content.decode()
    refused = phone.post(address(cast, "card_pin"), twice("111111")).content.decode()
    assert "111111" not in refused and re.search(r'type="password"', refused)
    assert not User.objects.filter(username__endswith="-002").exists()
