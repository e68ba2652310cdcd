"""Pages of volunteers and activities: who reads what, the module off, other villages, and the price of a list."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Activity, Demand, ServiceRecord, ServiceSignature, SignIn, Volunteer, VolunteerPost
from councils.services.volunteers import posts
from points.models import Household
from tests import stage
from tests.factories import Cast
from tests.support import assert_valid_html
from tests.volunteers import support
from tests.volunteers.support import NOW, TODAY

PAGES = ("volunteers/", "my/service/", "work/volunteers/", "work/volunteers/new/", "work/volunteers/strengths/",
         "work/volunteers/rota/print/", "work/volunteers/posts/new/", "work/volunteers/hours/",
         "work/volunteers/claims/", "work/activities/", "work/activities/new/")  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(cast: Cast, rest: str) -> str:
    return f"/v/{cast.village.slug}/{rest}"


def furnished(cast: Cast) -> dict[str, Any]:
    """A bit of everything."""
    who = support.volunteer(cast, 0, "李热心", [support.strength(cast, "水电维修", "water")], public_since=TODAY)
    hidden = support.volunteer(cast, 1, "王低调")
    post = support.post(cast, who, hidden, mode="shifts")
    posts.plan_rota(post=post, first=TODAY, weeks=3, each=1, by=cast.officer, at=NOW)
    support.service(cast, who, post, helped=support.home(cast, 1))
    support.service(cast, who, post, signed_by=cast.administrator)
    held, today = support.held(cast), support.activity(cast, 2)
    support.signed_in(cast, held, 2)
    support.counts_for(cast, service=17, evening=28)
    demand = support.handed(cast, who, household=2)
    return {"who": who, "post": post, "held": held, "today": today, "demand": demand}


def more_pages(made: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"activities/{made['held'].pk}/",
        f"work/volunteers/{made['who'].pk}/",
        f"work/volunteers/posts/{made['post'].pk}/",
        f"work/volunteers/posts/{made['post'].pk}/pledges/",
        f"work/activities/{made['held'].pk}/",
        f"work/activities/{made['today'].pk}/",
        f"work/activities/{made['today'].pk}/sheet/",
        f"work/activities/{made['today'].pk}/print/",
    )


def test_pages_are_valid_and_off_where_the_module_is_off(cast: Cast) -> None:
    pages = (*PAGES, *more_pages(furnished(cast)))
    villager, office = signed_in(cast.villager), signed_in(cast.administrator)
    for page in pages:
        answer = (villager if page.startswith("my/") else office).get(address(cast, page))
        assert answer.status_code == 200, page
        assert_valid_html(answer.content)
    cast.village.modules = []
    cast.village.save(update_fields=["modules"])
    for page in pages:
        off = (villager if page.startswith("my/") else office).get(address(cast, page)).content.decode()
        assert "志愿服务与活动" in off and "李热心" not in off and 'class="sheet"' not in off, page
    assert "志愿" not in office.get(address(cast, "work/")).content.decode()
    assert "我的服务" not in villager.get(address(cast, "my/")).content.decode()


def test_without_points_nothing_speaks_of_them(cast: Cast) -> None:
    furnished(cast)
    cast.village.points_on = False
    cast.village.save(update_fields=["points_on"])
    office = signed_in(cast.administrator)
    assert "拟申报" not in office.get(address(cast, "work/")).content.decode()
    page = office.get(address(cast, "work/volunteers/claims/")).content.decode()
    assert "没有实行积分制" in page and "防诈骗夜校" not in page
    assert "积分项目" not in office.get(address(cast, "work/volunteers/posts/new/")).content.decode()
    assert signed_in(cast.villager).get(address(cast, "my/service/")).status_code == 200


def test_in_public_are_counts_and_the_names_of_those_who_agreed(cast: Cast) -> None:
    made = furnished(cast)
    page = Client().get(address(cast, "volunteers/")).content.decode()
    assert "李热心" in page and "王低调" not in page and "志愿者2人" in page and "1.5小时" in page
    assert "防诈骗夜校" in page and "水电维修岗" in page and "给老人换了水龙头" not in page
    held = Client().get(address(cast, f"activities/{made['held'].pk}/")).content.decode()
    assert "来的人多" in held and made["held"].code not in held and made["today"].code not in page


def test_pictures_without_consent_are_found_by_nobody(cast: Cast) -> None:
    held = support.held(cast)
    photo = stage.photo(cast)
    kept = held.photos.create(village=cast.village, photo=photo)
    url = address(cast, f"activities/pictures/{kept.pk}/small/")
    assert Client().get(url).status_code == 404
    kept.agreed = True
    kept.save(update_fields=["agreed"])
    assert Client().get(url).headers["Cache-Control"] == "no-store"
    kept.agreed = False
    kept.save(update_fields=["agreed"])
    assert Client().get(url).status_code == 404
    assert Client().get(url.replace("small", "huge")).status_code == 404


def test_from_the_demand_to_two_signatures(cast: Cast) -> None:
    """Handed by strength on the demand's page, done and entered on the phone, signed by who was helped."""
    who = support.volunteer(cast, 0, "李热心", [support.strength(cast, "水电维修", "water")], on_call=True)
    support.volunteer(cast, 3, "吴闲人")
    demand = support.handed(cast, support.volunteer(cast, 2, "先接手"), household=1, kind="problem")
    office, phone = signed_in(cast.officer), signed_in(cast.villager)
    page = address(cast, f"work/demands/{demand.pk}/")
    said = office.get(page).content.decode()
    assert said.index("李热心 · 水电维修 · 随叫随到") < said.index("吴闲人")
    office.post(page, {"act": "hand", "volunteer": str(who.pk), "words": "去看看"})
    assert Demand.objects.get(pk=demand.pk).helper == "李热心"
    mine = address(cast, "my/service/")
    assert "水管漏水" in phone.get(mine).content.decode()
    wrong = phone.post(mine, {"act": "done", "demand": str(demand.pk), "words": ""}).content.decode()
    assert "水管漏水" in wrong and "还没有保存" in wrong
    done = phone.post(mine, {"act": "done", "demand": str(demand.pk), "words": "换了接头"}, follow=True)
    assert "由村里答复农户" in done.content.decode()
    assert "李热心说办好了" in office.get(page).content.decode()
    form = {
        "act": "enter", "id": str(support.new_id()), "volunteer": str(who.pk), "day": TODAY.isoformat(),
        "quarters": "6", "purpose": f"demand:{demand.pk}", "what": "换接头",
    }  # fmt: skip
    phone.post(mine, form)
    phone.post(mine, form)
    record = ServiceRecord.objects.get(village=cast.village)
    assert record.helped_id == cast.households[1].pk
    helped = signed_in(cast.neighbour)  # type: ignore[attr-defined]
    assert "换接头" in helped.get(mine).content.decode()
    helped.post(mine, {"act": "sign", "record": str(record.pk)})
    assert ServiceSignature.objects.get(record=record).as_who == "helped"
    assert "1.5小时（两人签字）" in phone.get(mine).content.decode()


def test_signing_in_on_the_phone_and_ticking_at_the_office(cast: Cast) -> None:
    made = support.activity(cast)
    mine = address(cast, "my/service/")
    phone, office = signed_in(cast.villager), signed_in(cast.officer)
    assert (
        "今天没有这个签到码" in phone.post(mine, {"act": "sign_in", "code": "999999", "people": "1"}).content.decode()
    )
    assert "今天的活动签到" in phone.get(mine).content.decode()
    phone.post(mine, {"act": "sign_in", "code": "０００００１", "people": "2"})
    assert "今天的活动签到" not in phone.get(mine).content.decode()  # once is enough
    sheet = address(cast, f"work/activities/{made.pk}/sheet/")
    second, third = cast.households[1].pk, cast.households[2].pk
    assert "手机签到，2人" in office.get(sheet).content.decode()
    office.post(sheet, {"households": [str(second), str(third)], f"people_{second}": "3", f"people_{third}": ""})
    found = dict(SignIn.objects.filter(activity=made).values_list("household_id", "people"))
    assert found == {cast.households[0].pk: 2, second: 3, third: 1}
    back = office.post(sheet, {"households": [str(second)], f"people_{second}": "99"})
    assert "请填1到20人" in back.content.decode() and 'value="99"' in back.content.decode()


def test_a_report_with_a_picture(cast: Cast) -> None:
    made = support.activity(cast)
    office = signed_in(cast.officer)
    page = address(cast, f"work/activities/{made.pk}/")
    office.post(page, {"act": "report", "participants": "12", "text": "讲得好", "photos": [stage.picture()],
                       "agreed_new": "1"})  # fmt: skip
    found = Activity.objects.get(pk=made.pk)
    assert found.participants == 12 and found.photos.get(village=cast.village).agreed
    assert "<img" in Client().get(address(cast, f"activities/{made.pk}/")).content.decode()


def test_ids_of_another_village_are_not_found(cast: Cast) -> None:
    far = support.stage.village()
    support.switch_on(far)
    made = furnished(far)
    office = signed_in(cast.administrator)
    for page in more_pages(made):
        assert office.get(address(cast, page)).status_code == 404, page
    record = ServiceRecord.objects.filter(village=far.village)[0]
    for act in ("sign", "take_back"):
        answer = office.post(address(cast, "work/volunteers/hours/"), {"act": act, "record": str(record.pk)})
        assert answer.status_code == 404
    answer = signed_in(cast.villager).post(
        address(cast, "my/service/"), {"act": "done", "demand": str(made["demand"].pk), "words": "x"}
    )
    assert answer.status_code == 404


#: The acts of each page that has a form.
ACTS = {
    "my/service/": ("enter", "done", "sign_in", "take_back"),
    "work/volunteers/new/": ("save", "leave"),
    "work/volunteers/strengths/": ("",),
    "work/volunteers/posts/new/": ("",),
    "work/volunteers/hours/": ("enter", "take_back", "sign"),
    "work/volunteers/claims/": ("items",),
    "work/activities/new/": ("",),
}


@pytest.mark.parametrize("typed", ["x", "9" * 400, "\x00"])
def test_nothing_typed_breaks_a_page(cast: Cast, typed: str) -> None:
    made = furnished(cast)
    office, phone = signed_in(cast.administrator), signed_in(cast.villager)
    names = ("id", "name", "household", "outsider_from", "joined_on", "strengths", "volunteer", "day", "quarters",
             "purpose", "what", "helped", "record", "reason", "term_from", "first", "weeks", "each", "week",
             "volunteers", "holder", "kind", "title", "begins", "participants", "text", "code", "people", "households",
             "service",
             "area", "places", "topics", "user", "words", "demand", "item_code", "mode", "duties")  # fmt: skip
    post, planned = more_pages(made)[2], more_pages(made)[5]
    acts = {**ACTS, post: ("save", "assign", "end", "rota", "shift"), planned: ("save", "report")}
    for page, listed in acts.items():
        client = phone if page.startswith("my/") else office
        for act in listed:
            answer = client.post(address(cast, page), {**dict.fromkeys(names, typed), "act": act})
            assert answer.status_code in (200, 404), (page, act)


@pytest.mark.parametrize("page", ["volunteers/", "my/service/", "work/volunteers/", "work/volunteers/hours/",
                                  "work/volunteers/claims/", "work/activities/"])  # fmt: skip
def test_lists_cost_the_same_for_one_and_for_three(cast: Cast, page: str) -> None:
    support.counts_for(cast, service=17, evening=28)
    client = signed_in(cast.villager if page.startswith("my/") else cast.administrator)
    counts = []
    for number in (1, 2, 3):
        _another(cast, number)
        if number == 2:
            continue
        client.get(address(cast, page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(cast, page)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _another(cast: Cast, number: int) -> None:
    """One more of all a list may show; all of them the villager's own."""
    who = support.volunteer(cast, 0, f"人{number}", [support.strength(cast, f"特长{number}")])
    post = support.post(cast, who, name=f"岗{number}")
    support.service(cast, who, post)
    support.service(cast, who, post, signed_by=cast.administrator)
    support.handed(cast, who, household=1)
    support.signed_in(cast, support.held(cast, number, title=f"夜校{number}"), number - 1)
    support.activity(cast, number + 10)
    assert Household.objects.filter(village=cast.village).exists() and isinstance(post, VolunteerPost)
    assert Volunteer.objects.filter(village=cast.village).count() == number
