"""Household cards: printed, opened once, logged in with; expired, replaced, guessed at, shut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from points.enums import HouseholdState, Role
from points.models import AuditRow, HouseholdCard, Membership, User, VillageSettings, WrongTry
from points.queries import access
from points.queries import cards as queries
from points.services import cards, pins, tries
from tests import stage
from tests.factories import Cast, member
from tests.phone.conftest import ELSEWHERE, HERE, NOW, PIN, SEED, TODAY, log_in, opened, printed
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


def find(code: str, address: str = HERE, at=NOW) -> HouseholdCard:
    return cards.find(code=code, address=address, at=at)


def refusal(act: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value


# --------------------------------------------------------------------------------------------------------- printing


def test_a_printed_card_has_ten_digits_that_stand_nowhere(cast: Cast) -> None:
    one, two = printed(cast, 1, 0)
    assert [row.card.household.number for row in (one, two)] == ["001", "002"], "in the order of the register"
    assert one.code.isdigit() and len(one.code) == 10 and one.code != two.code
    assert one.grouped.replace(" ", "") == one.code and len(one.grouped.split()) == 3
    row = HouseholdCard.objects.get(pk=one.card.pk)
    assert one.code not in str(row.__dict__) and row.expires_on == TODAY + timedelta(days=30)
    assert AuditRow.objects.filter(action="card.printed", by=cast.officer).count() == 2


def test_the_same_form_again_gives_the_same_sheet(cast: Cast) -> None:
    first, again = printed(cast, 1, 2), printed(cast, 1, 2)
    assert [one.code for one in first] == [one.code for one in again]
    assert HouseholdCard.objects.count() == 2
    assert printed(cast, 1, seed="another form")[0].code != first[0].code


def test_who_prints(cast: Cast) -> None:
    assert printed(cast, 1, by=cast.administrator)
    for name in ("villager", "branch", "supervisor", "superuser"):
        with pytest.raises(NotAllowed):
            printed(cast, 2, by=getattr(cast, name))
    with pytest.raises(NotAllowed):
        printed(cast, 2, by=stage.village().officer)


def test_what_is_not_printed(cast: Cast) -> None:
    nobody = refusal(lambda: cards.issue(village=cast.village, household_ids=[], seed=SEED, by=cast.officer, at=NOW))
    assert (nobody.field, nobody.code) == ("households", "no_household")
    far = stage.village().households[0]
    stranger = refusal(
        lambda: cards.issue(village=cast.village, household_ids=[far.pk], seed=SEED, by=cast.officer, at=NOW)
    )
    assert "没有这一户" in str(stranger)
    cast.households[1].state = HouseholdState.CLOSED
    cast.households[1].save()
    assert "002户已经销户" in str(refusal(lambda: printed(cast, 0, 1)))
    assert not HouseholdCard.objects.exists()


# ------------------------------------------------------------------------------------------------------ the one code


def test_from_the_code_to_an_account(cast: Cast) -> None:
    [one] = printed(cast, 1)
    spoken = " ".join(chr(ord(digit) + 0xFEE0) for digit in one.code[:5]) + "-" + one.code[5:]
    card = find(spoken)
    assert card == one.card and card.used_at is None
    user = cards.redeem(card=card, pin="２７ ０９３５", at=NOW)
    assert user.username == f"{cast.village.slug}-002" and user.name == cast.households[1].head_name
    assert not user.has_usable_password() and access.own_households(user, cast.village) == {cast.households[1].pk}
    assert Membership.objects.get(user=user).role == Role.VILLAGER
    row = HouseholdCard.objects.get(pk=card.pk)
    assert (row.user, row.used_at) == (user, NOW) and PIN not in row.pin and row.pin
    assert log_in(cast) == log_in(cast, "2") == log_in(cast, "００２户", pin="270 935") == user
    used = refusal(lambda: cards.redeem(card=card, pin="604172", at=NOW))
    assert (used.code, used.field) == ("card_used", "code")
    assert log_in(cast) == user, "the PIN is still the first one"


@pytest.mark.parametrize("text", ["", "12345", "12345678901", "abcdefghij", "一二三四五六七八九十", "0" * 4000])
def test_what_is_no_code_costs_no_try(cast: Cast, text: str) -> None:
    error = refusal(lambda: find(text))
    assert (error.field, error.code) == ("code", "wrong_code") and "10位数字" in str(error)
    assert not WrongTry.objects.exists()


def test_a_code_ends_with_its_days_and_with_the_next_card(cast: Cast) -> None:
    [old] = printed(cast, 1)
    last_day, day_after = (clock.moment(old.card.expires_on + timedelta(days=more), 23) for more in (0, 1))
    assert find(old.code, at=last_day)
    for act in (lambda: find(old.code, at=day_after), lambda: cards.redeem(card=old.card, pin=PIN, at=day_after)):
        assert refusal(act).code == "card_expired"
    [new] = printed(cast, 1, seed="lost")
    for act in (lambda: find(old.code), lambda: cards.redeem(card=old.card, pin=PIN, at=NOW)):
        assert refusal(act).code == "card_replaced"
    assert find(new.code) == new.card


def test_a_new_card_ends_the_pin_and_every_log_in_and_opens_the_same_account(cast: Cast) -> None:
    opened(cast)
    user = User.objects.get(username=f"{cast.village.slug}-002")
    phone = Client()
    phone.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert who(phone) == user
    [new] = printed(cast, 1, seed="lost")
    assert not who(phone).is_authenticated, "whoever found the telephone is out"
    assert refusal(lambda: log_in(cast)).code == "wrong_pin"
    assert cards.redeem(card=new.card, pin="604172", at=NOW) == user
    assert log_in(cast, pin="604172") == user and refusal(lambda: log_in(cast)).code == "wrong_pin"
    assert AuditRow.objects.filter(action="card.replaced", by=cast.officer).count() == 1


def who(client: Client):
    request = RequestFactory().get("/")
    request.session = client.session
    return get_user(request)


def test_a_card_is_taken_away(cast: Cast) -> None:
    one = opened(cast)
    with pytest.raises(NotAllowed):
        cards.withdraw(card=one.card, by=cast.branch, at=NOW)
    cards.withdraw(card=one.card, by=cast.officer, at=NOW)
    assert refusal(lambda: log_in(cast)).code == "wrong_pin" and refusal(lambda: find(one.code)).code == "card_replaced"
    assert refusal(lambda: cards.withdraw(card=one.card, by=cast.officer, at=NOW)).code == "card_ended"


def test_names_that_are_taken(cast: Cast) -> None:
    member(cast.village, Role.OFFICER, username=f"{cast.village.slug}-002")
    opened(cast)
    assert User.objects.filter(username=f"{cast.village.slug}-002-2").exists()


# -------------------------------------------------------------------------------------------------------------- PINs


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        *((pin, "pin_shape") for pin in ("", "12345", "1234567", "27o935", "二七零九三五")),
        *((pin, "pin_number") for pin in ("000037", "037000", "037037", "370000", "373737")),
        *((pin, "pin_easy") for pin in ("123456", "654321", "012345", "987654", "111111", "121212", "270270")),
        *((pin, "pin_easy") for pin in ("112233", "888999", "123321", "168168", "520131")),
    ],
)
def test_weak_pins_are_refused_in_words(cast: Cast, pin: str, code: str) -> None:
    error = refusal(lambda: pins.check(pin, "037"))
    assert (error.field, error.code) == ("pin", code) and str(error)


def test_a_weak_pin_uses_nothing_up(cast: Cast) -> None:
    [one] = printed(cast, 1)
    assert "全村人都知道" in str(refusal(lambda: cards.redeem(card=one.card, pin="000002", at=NOW)))
    assert not User.objects.filter(username__endswith="-002").exists()
    assert cards.redeem(card=find(one.code), pin=PIN, at=NOW)


def test_another_pin(cast: Cast) -> None:
    card = opened(cast).card
    change = {"card": card, "address": HERE, "at": NOW}
    assert refusal(lambda: cards.change_pin(old="111222", new="604172", **change)).field == "old"
    assert refusal(lambda: cards.change_pin(old=PIN, new="123456", **change)).field == "pin"
    phone = Client()
    phone.force_login(User.objects.get(username__endswith="-002"), backend="django.contrib.auth.backends.ModelBackend")
    user = cards.change_pin(old=PIN, new="604172", **change)
    assert not who(phone).is_authenticated
    assert log_in(cast, pin="604172") == user and refusal(lambda: log_in(cast)).code == "wrong_pin"


# ------------------------------------------------------------------------------------------------- those who guess


def test_five_wrong_pins_lock_the_household_from_that_place_for_a_quarter_of_an_hour(cast: Cast) -> None:
    opened(cast)
    said = [str(refusal(lambda: log_in(cast, pin="999000"))) for _try in range(5)]
    assert "再错" not in said[0] and "还可以试2次" in said[2] and "15分钟后再试" in said[4]
    for pin in ("999000", PIN):
        error = refusal(lambda pin=pin: log_in(cast, pin=pin))
        assert error.code == "too_many_tries" and "15分钟" in str(error)
    assert log_in(cast, address=ELSEWHERE), "at home it goes on"
    assert log_in(cast, at=NOW + timedelta(minutes=15))


def test_twenty_wrong_pins_from_anywhere_lock_it_for_a_day_and_a_new_card_opens_it(cast: Cast) -> None:
    opened(cast)
    for number in range(20):
        refusal(lambda number=number: log_in(cast, pin="999000", address=f"10.1.0.{number}"))
    assert "24小时" in str(refusal(lambda: log_in(cast, address=ELSEWHERE)))
    [new] = printed(cast, 1, seed="again")
    user = cards.redeem(card=new.card, pin="604172", at=NOW)
    assert log_in(cast, pin="604172", address=ELSEWHERE) == user


def test_a_right_pin_strikes_the_wrong_ones_out(cast: Cast) -> None:
    opened(cast)
    for _round in range(3):
        for _try in range(4):
            refusal(lambda: log_in(cast, pin="999000"))
        assert log_in(cast)


def test_it_is_not_told_which_households_have_cards(cast: Cast) -> None:
    opened(cast)
    printed(cast, 2)
    said = {
        number: str(refusal(lambda number=number: log_in(cast, number, "999000"))) for number in ("002", "003", "777")
    }
    assert len(set(said.values())) == 1


def test_codes_cannot_be_tried_out(cast: Cast) -> None:
    [one] = printed(cast, 1)
    prefix = one.code[:3]
    wrong = [f"{prefix}{number:07d}" for number in range(10) if f"{prefix}{number:07d}" != one.code]
    for number, code in enumerate(wrong):
        assert refusal(lambda code=code, number=number: find(code, f"10.1.0.{number}")).code == "wrong_code"
    refusal(lambda: find(f"{prefix}9999999", "10.1.0.99"))
    assert refusal(lambda: find(one.code, "10.2.0.1")).code == "too_many_tries", "ten of one beginning, from anywhere"
    assert find(one.code, "10.2.0.1", at=NOW + timedelta(hours=1))
    WrongTry.objects.all().delete()
    for number in range(20):
        refusal(lambda number=number: find(f"{number:03d}0000000"))
    assert refusal(lambda: find(one.code)).code == "too_many_tries", "twenty from one address"
    assert find(one.code, ELSEWHERE)


def test_nothing_of_an_address_or_a_number_is_kept_in_clear(cast: Cast) -> None:
    opened(cast)
    refusal(lambda: log_in(cast, pin="999000", address="192.168.77.5"))
    kept = str(list(WrongTry.objects.values()))
    assert (
        WrongTry.objects.count() == 3
        and "192.168" not in kept
        and "002" not in [row.key for row in WrongTry.objects.all()]
    )
    assert tries.tidy(before=NOW + timedelta(days=3)) == 3


# ---------------------------------------------------------------------------------------------- villages without


def test_a_village_without_accounts(cast: Cast) -> None:
    one, [other] = opened(cast), printed(cast, 2)
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    user = User.objects.get(username__endswith="-002")
    assert access.roles_of(user, cast.village) == frozenset() == access.roles_of(cast.villager, cast.village)
    assert access.roles_of(cast.officer, cast.village) == {Role.OFFICER}
    for act in (
        lambda: log_in(cast),
        lambda: find(other.code),
        lambda: cards.redeem(card=other.card, pin=PIN, at=NOW),
        lambda: printed(cast, 3),
    ):
        error = refusal(act)
        assert error.code == "no_accounts" and "没有开通农户账号" in str(error)
    assert queries.villages_with_accounts(TODAY) == []
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=True)
    assert log_in(cast) == HouseholdCard.objects.get(pk=one.card.pk).user, "nothing was lost"


def test_a_closed_household_logs_in_no_more(cast: Cast) -> None:
    opened(cast)
    cast.households[1].state = HouseholdState.CLOSED
    cast.households[1].save()
    assert "已经销户" in str(refusal(lambda: log_in(cast)))


# ------------------------------------------------------------------------------------------------------- the office


def test_the_offices_lists(cast: Cast, django_assert_num_queries) -> None:
    opened(cast, 1)
    printed(cast, 2)
    printed(cast, 3, at=NOW - timedelta(days=40))
    with django_assert_num_queries(1):
        groups = queries.by_group(cast.village, TODAY)
    assert [(row.number, row.households, row.none, row.printed, row.used, row.expired) for row in groups] == [
        (1, 2, 1, 1, 0, 0),
        (2, 2, 0, 0, 1, 1),
    ]
    with django_assert_num_queries(1):
        rows = list(queries.with_card(cast.village, TODAY))
    assert [(row.number, row.card_state) for row in rows] == [
        ("001", "none"),
        ("003", "printed"),
        ("002", "used"),
        ("004", "expired"),
    ]
