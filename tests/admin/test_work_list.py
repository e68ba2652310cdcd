"""The committee's work list, the page of a claim, the confirm page: forms are sent as they were rendered."""

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from councils.models import NearKin, Vote
from points.enums import ClaimState, Disclosure
from points.models import Batch, Claim
from tests.admin.conftest import DAY, signed_in
from tests.factories import Cast, CategoryFactory, ClaimFactory, HouseholdFactory, ItemFactory, submitted
from villagegov.kernel import clock

LIST = "/admin/points/claim/"
DECIDE = "/admin/points/claim/decide/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def english(user: Any) -> Client:
    client = signed_in(user)
    client.cookies["language"] = "en"
    return client


class _Forms(HTMLParser):
    """The forms of a page with what a browser would send, buttons apart."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.forms.append({"action": a.get("action") or "", "method": a.get("method"), "data": [], "buttons": []})
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and a.get("name") and a.get("type") not in ("submit", "checkbox"):
            form["data"].append((a["name"], a.get("value") or ""))
        if tag == "textarea" and a.get("name"):
            form["data"].append((a["name"], ""))
        if tag in ("button", "input") and a.get("type") == "submit" and a.get("name"):
            form["buttons"].append((a["name"], a.get("value") or ""))


def forms(response: HttpResponse) -> list[dict[str, Any]]:
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def send(client: Client, page: str, form: dict[str, Any], button: tuple[str, str], **typed: str) -> Any:
    """Press a button of a rendered form."""
    assert button in form["buttons"], form["buttons"]
    data: dict[str, list[str]] = {}
    for name, value in [*form["data"], button]:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(typed.get(name, value))
    return client.post(form["action"] or page, data, follow=True)


def wait(cast: Cast, household: int = 1, item: Any = None, **more: Any) -> Claim:
    return submitted(cast.village, cast.households[household], item or cast.award, cast.officer, **more)


def tick(client: Client, page: str, action: str, *claims: Claim) -> HttpResponse:
    """Tick lines of the list and press one of the three buttons."""
    form = next(form for form in forms(client.get(page)) if ("index", "0") in form["buttons"])
    actions = [value for name, value in form["data"] if name == "action"]
    index = str(actions.index(action))
    assert ("index", index) in form["buttons"]
    data = {"action": actions, "index": index, "_selected_action": [str(claim.pk) for claim in claims]}
    return client.post(page, data)


def confirm(client: Client, response: HttpResponse, **typed: str) -> Any:
    form = next(form for form in forms(response) if ("confirmed", "1") in form["buttons"])
    return send(client, DECIDE, form, ("confirmed", "1"), **typed)


def told(response: HttpResponse) -> str:
    return " ".join(str(message) for message in response.context["messages"])  # type: ignore[attr-defined]


# --------------------------------------------------------------------------------------------------------- one claim


def test_one_claim_from_its_page_to_the_message(cast: Cast) -> None:
    claim = wait(cast)
    first = english(cast.branch)
    page = f"{LIST}{claim.pk}/change/"
    form = next(form for form in forms(first.get(page)) if ("decision", "approve") in form["buttons"])
    asked = send(first, page, form, ("decision", "approve"))
    assert not Vote.objects.exists(), "asked, not done"
    assert "1 claim still waits for members of other constituencies." in asked.content.decode()
    done = confirm(first, asked, note="照片属实")
    assert told(done).startswith("Your vote is counted.")
    assert Vote.objects.get().note == "照片属实"
    second = english(cast.representative)
    asked = second.post(DECIDE, {"claim": str(claim.pk), "decision": "approve"})
    assert "in publicity from October 26 until November 1" in asked.content.decode()
    done = confirm(second, asked)
    assert "1 claim is approved" in told(done)
    claim.refresh_from_db()
    assert (claim.state, claim.publicity_from) == (ClaimState.PUBLICISED, DAY)


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_without_a_reason_the_page_comes_back_with_the_same_lines(decision: str, cast: Cast) -> None:
    claims = [wait(cast), wait(cast, household=2)]
    client = english(cast.branch)
    asked = client.post(DECIDE, {"claim": [str(c.pk) for c in claims], "decision": decision})
    again = confirm(client, asked, note="   ")
    assert again.status_code == 200 and not Vote.objects.exists()
    assert again.context["form"].errors["note"]
    done = confirm(client, again, note="请补照片")
    assert Vote.objects.count() == 2
    assert ("2 claims are returned" in told(done)) is (decision == "return")


def test_the_page_of_a_claim_tells_what_there_is_to_know(cast: Cast) -> None:
    cast.award.max_per_month, cast.award.max_per_year = 4, 10
    cast.award.save()
    earlier = wait(cast, day=date(2026, 3, 2))
    claim = wait(cast, note="夜间巡防两小时", slip_number="2026-7", vouched_name="李组长")
    last_year = wait(cast, day=date(2025, 12, 30))
    client = english(cast.branch)
    confirm(client, client.post(DECIDE, {"claim": str(claim.pk), "decision": "approve"}), note="属实")
    body = english(cast.supervision).get(f"{LIST}{claim.pk}/change/").content.decode()
    for words in ("参加一次", "夜间巡防两小时", "2026-7", "李组长", "branch committee", "属实"):
        assert words in body, words
    assert "In the month of the deed: 1 of 4 次 claimed, 3 left" in body
    assert "In the year: 2 of 10 次 claimed, 8 left" in body
    assert f"{LIST}{earlier.pk}/change/" in body and f"{LIST}{last_year.pk}/change/" not in body
    assert "voted to approve" in body, "the history"


def test_who_is_barred_reads_why_in_place_of_buttons(cast: Cast) -> None:
    claim = wait(cast)
    NearKin.objects.create(village=cast.village, user=cast.branch, household=cast.households[1], registered_on=DAY)
    response = english(cast.branch).get(f"{LIST}{claim.pk}/change/")
    assert "near kin of yours" in response.content.decode()
    assert not any(("decision", "approve") in form["buttons"] for form in forms(response))


@pytest.mark.parametrize("who", ["supervisor", "administrator", "superuser"])
def test_who_does_not_vote_has_no_buttons(who: str, cast: Cast) -> None:
    claim = wait(cast)
    client = english(getattr(cast, who))
    for page in (LIST, f"{LIST}{claim.pk}/change/"):
        buttons = [button for form in forms(client.get(page)) for button in form["buttons"]]
        assert not {name for name, _value in buttons} & {"decision", "index", "confirmed"}, page


# ------------------------------------------------------------------------------------------------------- many at once


def test_many_at_once_lists_them_and_says_which_cannot_be_and_why(cast: Cast) -> None:
    fine, deduction = wait(cast), wait(cast, item=cast.deduction, household=2)
    vouched = wait(cast, vouched_by=cast.branch, vouched_name="branch")
    voted = wait(cast, household=0)
    client = english(cast.branch)
    confirm(client, client.post(DECIDE, {"claim": str(voted.pk), "decision": "approve"}))
    response = tick(client, LIST, "approve_selected", fine, deduction, vouched, voted)
    assert response.status_code == 200
    context = response.context  # type: ignore[attr-defined]
    assert {claim.pk for claim in context["claims"]} == {fine.pk, deduction.pk}
    assert context["total"] == 5
    reasons = {claim.pk: reason for claim, reason in context["left_out"]}
    assert "vouched" in reasons[vouched.pk] and "already voted" in reasons[voted.pk]
    body = response.content.decode()
    assert cast.households[2].head_name in body and "points in total +5" in body
    done = confirm(client, response)
    assert Vote.objects.count() == 3
    assert "2 claims still wait" in told(done)


def test_a_page_of_fifty_and_all_across_pages(cast: Cast) -> None:
    claims = []
    for index in range(60):
        household = HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"9{index:02d}")
        claims.append(submitted(cast.village, household, cast.award, cast.officer))
    client = english(cast.branch)
    listed = client.get(LIST)
    assert len(listed.context["cl"].result_list) == 50
    data = {"action": ["approve_selected", "return_selected", "reject_selected"], "index": "0", "select_across": "1"}
    asked = client.post(LIST, {**data, "_selected_action": [str(claims[0].pk)]})
    assert len(asked.context["claims"]) == 60
    confirm(client, asked)
    assert Vote.objects.count() == 60


def test_what_was_decided_meanwhile_is_told_in_words(cast: Cast) -> None:
    claim, other = wait(cast), wait(cast, household=2)
    client = english(cast.branch)
    asked = tick(client, LIST, "approve_selected", claim, other)
    colleague = english(cast.supervision)
    confirm(colleague, colleague.post(DECIDE, {"claim": str(claim.pk), "decision": "return"}), note="请补照片")
    done = confirm(client, asked)
    words = told(done)
    assert "1 claim was left out and stays as it is:" in words and "returned" in words
    assert cast.households[1].head_name in words
    assert Vote.objects.filter(voter=cast.branch).count() == 1


def test_the_same_form_sent_twice_is_said_and_votes_once(cast: Cast) -> None:
    claim = wait(cast)
    client = english(cast.branch)
    asked = client.post(DECIDE, {"claim": str(claim.pk), "decision": "approve"})
    confirm(client, asked)
    again = confirm(client, asked)
    assert "already voted" in told(again)
    assert Vote.objects.count() == 1


def test_when_nothing_can_be_decided_there_is_no_button(cast: Cast) -> None:
    claim = wait(cast, vouched_by=cast.branch, vouched_name="branch")
    response = tick(english(cast.branch), LIST, "approve_selected", claim)
    assert not any(("confirmed", "1") in form["buttons"] for form in forms(response))
    assert "None of the chosen claims" in response.content.decode()


@pytest.mark.parametrize(
    "sent",
    [{}, {"decision": "approve"}, {"decision": "approve", "claim": "nonsense"}, {"decision": "burn", "claim": ""}],
)
def test_a_crooked_request_goes_back_to_the_list(sent: dict[str, str], cast: Cast) -> None:
    response = english(cast.branch).post(DECIDE, {**sent, "confirmed": "1"}, follow=True)
    assert response.redirect_chain and "Choose at least one claim" in told(response)


def test_the_filters_of_the_list_survive_the_vote(cast: Cast) -> None:
    claim = wait(cast)
    client = english(cast.branch)
    page = f"{LIST}?mine=1"
    done = confirm(client, tick(client, page, "approve_selected", claim))
    assert done.redirect_chain[-1][0].endswith("?mine=1")


# ------------------------------------------------------------------------------------------- filters, search, counts


def shown(client: Client, query: str = "") -> set[Any]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return {claim.pk for claim in response.context["cl"].result_list}


def test_the_list_begins_with_what_waits(cast: Cast) -> None:
    waiting = wait(cast)
    draft = ClaimFactory(village=cast.village, household=cast.households[0], item=cast.award, typed_by=cast.officer)
    client = english(cast.branch)
    assert shown(client) == {waiting.pk}
    assert shown(client, "?state=draft") == {draft.pk}
    assert shown(client, "?state=all") == {waiting.pk, draft.pk}
    assert shown(client, "?state=nonsense") == {waiting.pk}


def test_each_filter(cast: Cast) -> None:
    category = CategoryFactory(scheme=cast.scheme, number=2, name="倡导公益美德")
    other_item = ItemFactory(
        scheme=cast.scheme, category=category, code=16, name="义务劳动", disclosure=Disclosure.FULL
    )
    batch = Batch.objects.create(
        village=cast.village, number=7, sent_by=cast.officer, sent_at=clock.now(), claim_count=1, points_total=10
    )
    one = wait(cast, household=0, batch=batch)
    two = submitted(cast.village, cast.households[1], other_item, cast.administrator)
    mine = wait(cast, household=2, vouched_by=cast.branch, vouched_name="branch")
    client = english(cast.branch)
    assert shown(client, "?category=2") == {two.pk}
    assert shown(client, "?batch=7") == {one.pk}
    assert shown(client, f"?typist={cast.administrator.pk}") == {two.pk}
    assert shown(client, f"?household__group__id__exact={cast.groups[1].pk}") == {two.pk}
    assert shown(client, "?mine=1") == {one.pk, two.pk}
    assert shown(english(cast.supervision), "?mine=1") == {one.pk, two.pk, mine.pk}
    assert shown(client, "?day__year=2026&day__month=10&day__day=10") == {one.pk, two.pk, mine.pk}


@pytest.mark.parametrize("query", ["?category=x", "?batch=x", "?typist=x", "?mine=x", "?p=99", "?q=%00", "?o=99"])
def test_crooked_filters_are_no_error(query: str, cast: Cast) -> None:
    wait(cast)
    assert english(cast.branch).get(LIST + query).status_code in (200, 302)


@pytest.mark.parametrize("text", ["077", "孙悟", "sunwu", "swk", "2026-31", "义务", "０７７", "swk 077"])
def test_search(text: str, cast: Cast) -> None:
    household = HouseholdFactory(
        village=cast.village,
        group=cast.groups[0],
        number="077",
        head_name="孙悟空",
        pinyin="sunwukong",
        initials="swk",
    )
    item = ItemFactory(scheme=cast.scheme, category=cast.category, code=16, name="义务劳动")
    found = submitted(cast.village, household, item, cast.officer, slip_number="2026-31")
    wait(cast)
    assert shown(english(cast.branch), f"?q={text}") == {found.pk}


def test_the_list_costs_the_same_for_one_and_for_more(cast: Cast) -> None:
    client = english(cast.branch)

    def cost() -> int:
        with CaptureQueriesContext(connection) as run:
            client.get(LIST)
        return len(run)

    claims = [wait(cast)]
    confirm(client, client.post(DECIDE, {"claim": str(claims[0].pk), "decision": "approve"}))
    client.get(LIST)
    one = cost()
    for household in (0, 2):
        claims.append(wait(cast, household=household))
        for member in (cast.branch, cast.branch_two):
            other = english(member)
            confirm(other, other.post(DECIDE, {"claim": str(claims[-1].pk), "decision": "approve"}))
    assert cost() == one
    assert one < 40


def test_the_confirm_page_costs_the_same_for_one_and_for_more(cast: Cast) -> None:
    client = english(cast.branch)
    claims = [wait(cast, household=index) for index in range(3)]

    def cost(*chosen: Claim) -> int:
        with CaptureQueriesContext(connection) as run:
            client.post(DECIDE, {"claim": [str(claim.pk) for claim in chosen], "decision": "approve"})
        return len(run)

    cost(claims[0])
    assert cost(claims[0]) == cost(*claims)


def test_what_waits_for_me_stands_on_the_index_and_in_the_header(cast: Cast) -> None:
    wait(cast)
    wait(cast, household=2)
    wait(cast, vouched_by=cast.branch, vouched_name="branch")
    body = english(cast.branch).get("/admin/").content.decode()
    assert "2 wait" in body and f"{LIST}?mine=1" in body
    assert "<b>2</b>" in body, "in the header"
    assert "Nothing waits for you just now." in english(cast.supervisor).get("/admin/").content.decode()


NONSENSE = ("q=a%00b", "state=%00", "day__year=9999", "posted_at__year=0")


@pytest.mark.parametrize("address", (*(f"{LIST}?{query}" for query in NONSENSE), "/admin/boards/boardissue/?state=%00"))
def test_nonsense_in_an_address_is_no_server_error(cast: Cast, address: str) -> None:
    answer = english(cast.branch).get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?e=1")
