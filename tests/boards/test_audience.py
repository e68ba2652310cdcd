"""Who sees black entries: on each page, in caches and on paper. And names: masked as soon as consent ends."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from boards.enums import MotionKind
from boards.queries import board as boards
from points.models import Consent, VillageSettings
from points.services import consents
from tests.boards.support import deed, entries, lifted, publish, small_village, sweep, with_black
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.moment(date(2026, 11, 20), 12)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def cast():
    cast = small_village(4)
    with_black(cast)
    return cast


def addresses(cast):
    """Every public page on which something of a black entry could stand."""
    slug = cast.village.slug
    return (
        reverse("boards:village", args=[slug]),
        reverse("boards:board", args=[slug]),
        reverse("boards:board_month", args=[slug, "2026-10"]),
        reverse("boards:notice", args=[slug, "2026-10"]),
    )


def audience(cast, value):
    VillageSettings.objects.filter(village=cast.village).update(black_audience=value)
    cache.clear()


def readers(cast):
    return {"anonymous": None, "villager": cast.villager, "officer": cast.officer, "committee": cast.branch}


EVERYBODY = {"anonymous", "villager", "officer", "committee"}


@pytest.mark.parametrize(
    ("value", "see"),
    [("public", EVERYBODY), ("signed_in", {"villager", "officer", "committee"}), ("paper", {"officer", "committee"})],
)
@pytest.mark.parametrize("corrected", [False, True])
def test_on_every_page(client, cast, value, see, corrected):
    words = "焚烧秸秆"
    if corrected:
        words = "查明起火的是邻村田块"
        lifted(cast, entries(cast, "black")[0], MotionKind.CORRECT, reason=words)
    audience(cast, value)
    for name, user in readers(cast).items():
        client.logout()
        if user is not None:
            client.force_login(user)
        for address in addresses(cast):
            page = client.get(address)
            assert_valid_html(page.content)
            assert (words in page.content.decode()) == (name in see), f"{address} as {name}"
            assert page.headers.get("X-Robots-Tag", "") == ("noindex, noarchive" if name in see else "")
            if name != "anonymous":
                assert "private" in page.headers["Cache-Control"]


def test_what_one_reader_was_shown_is_kept_for_no_other(client, cast):
    """The same kept board serves all; who may not see black is shown nothing of it, in either order."""
    audience(cast, "paper")
    for user in (cast.officer, None, cast.villager, cast.officer, None):
        client.logout()
        if user is not None:
            client.force_login(user)
        text = client.get(addresses(cast)[0]).content.decode()
        assert ("焚烧秸秆" in text) == (user == cast.officer)


def test_a_withdrawn_consent_masks_the_kept_page_at_once_past_issues_included(client, cast):
    red = entries(cast, "red")[0].household
    name = red.head_name
    given = consents.give(household=red, kind="names", given_on=date(2026, 11, 19), paper="夹一", by=None, at=NOW)
    deed(cast, cast.households[0], day=date(2026, 11, 12))
    with clock.frozen(clock.moment(date(2026, 12, 9), 9)):
        sweep(cast, clock.now())
        publish(cast, date(2026, 11, 1), at=clock.now())
        pages = (*addresses(cast), reverse("boards:standing", args=[cast.village.slug]))
        before = {address: client.get(address) for address in pages}
        assert name in before[pages[0]].content.decode() and name in before[pages[2]].content.decode()
        consents.withdraw(
            consent=Consent.objects.get(pk=given.pk),
            withdrawn_on=date(2026, 12, 9),
            paper="口头",
            by=None,
            at=clock.now(),
        )
        for address in pages:
            tag = before[address].headers.get("ETag")
            after = client.get(address, headers={"If-None-Match": tag} if tag else {})
            assert name not in after.content.decode()
            if name in before[address].content.decode():
                assert after.status_code == 200, "the browser's copy is no longer good"


def test_the_board_that_is_kept_holds_no_name_in_full(cast):
    found = boards.board(cast.village, None, clock.today())
    for line in (*found.red, *found.black):
        assert line.household not in {household.head_name for household in cast.households}


# -------------------------------------------------------------------------------------------------------- the notice


def notice(client, cast, month="2026-10"):
    return client.get(reverse("boards:notice", args=[cast.village.slug, month]))


def test_nothing_is_announced_before_the_committee_has_published(client):
    cast = small_village(4)
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    assert notice(client, cast).status_code == 404
    publish(cast)
    text = notice(client, cast).content.decode()
    assert "焚烧秸秆" not in text and "另有 1 户" in text, "told first"


def test_the_notice_names_who_passed_the_gate_and_nobody_after_the_end(client, cast):
    text = notice(client, cast).content.decode()
    assert "焚烧秸秆" in text and "−10" in text
    lifted(cast, entries(cast, "black")[0])
    text = notice(client, cast).content.decode()
    assert "焚烧秸秆" not in text and "目前已没有通报的户" in text


def test_a_month_without_anybody_and_a_village_without_the_rule(client):
    cast = small_village(4)
    deed(cast, cast.households[0])
    sweep(cast)
    publish(cast)
    assert "本月没有需要通报的户" in notice(client, cast).content.decode()
    VillageSettings.objects.filter(village=cast.village).update(bottom_three_rule="off")
    cache.clear()
    assert "不通报" in notice(client, cast).content.decode()
    assert notice(client, cast, "1999-01").status_code == notice(client, cast, "x").status_code == 404
