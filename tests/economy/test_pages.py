"""Pages of dividends, legal service, profile and pairs: who reads what, the part off, other villages, the price."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Dividend, DividendLine, LegalLecture, Pairing, Project, VillagePicture, Visit
from councils.services import legal, pairings, profile
from councils.services.dividends import correcting
from points.models import Household, Photo, Village
from tests import stage
from tests.economy.support import NOW, TODAY, checked, corrected, drafted, fresh, keys, lines, paid, published, table
from tests.factories import Cast, make_village
from tests.support import assert_valid_html
from villagegov.db.keys import new_id


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(cast: Cast, rest: str) -> str:
    return f"/v/{cast.village.slug}/{rest}"


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert_valid_html(answer.content)
    return answer.content.decode()


# -------------------------------------------------------------------------------------------------------- dividends


def test_from_the_profit_to_the_signed_line_by_the_pages(cast: Cast) -> None:
    for household, number in zip(cast.households, (4, 3, 2, 1), strict=True):
        Household.objects.filter(pk=household.pk).update(members=number)
    office, supervisor = signed_in(cast.administrator), signed_in(cast.supervisor)
    form = {
        "id": str(new_id()), "year": 2025, "profit": "760", "share_percent": "60", "basis": "heads",
        "entitled_on": "2025-12-31", "decided": "村民代表会议", "step": "1",
    }  # fmt: skip
    wrong = office.post(address(cast, "work/dividends/new/"), {**form, "profit": "0"}).content.decode()
    assert "请填利润" in wrong and "村民代表会议" in wrong  # what was typed stays
    office.post(address(cast, "work/dividends/new/"), form)
    office.post(address(cast, "work/dividends/new/"), form)
    made = Dividend.objects.get(village=cast.village)
    page = address(cast, f"work/dividends/{made.pk}/")
    assert 'value="60"' in read(office, address(cast, "work/dividends/new/"))  # the share of the year before
    first = cast.households[0]
    listed = office.post(page + "list/?group=1", {str(first.pk): "5", str(cast.households[2].pk): "2"})
    assert listed.status_code == 302 and fresh(made).units == 11
    refused = office.post(page + "list/?group=1", {str(first.pk): "-5", str(cast.households[2].pk): "2"})
    assert refused.status_code == 200 and fresh(made).units == 11
    upload = {"table": "1", "file": stage.ContentFile("户号,人数\n001,4\n".encode(), name="人数.csv")}
    office.post(page + "list/", upload)
    assert fresh(made).units == 10 and "45.60" in read(office, page)
    supervisor.post(page, {"act": "send_back", "words": "2号户多一人"})
    assert "2号户多一人" in read(office, page)
    supervisor.post(page, {"act": "check"})
    office.post(page, {"act": "publish"})
    everybody = read(Client(), address(cast, "dividends/"))
    assert "182.40" in everybody and first.head_name not in everybody
    own = read(signed_in(cast.villager), address(cast, "my/dividends/"))
    assert "182.40" in own and "未领" in own
    clerk = signed_in(cast.officer)
    assert first.head_name in read(clerk, page + "print/")
    nothing = clerk.post(page + "pay/?group=1", {"paid_on": TODAY.isoformat()}).content.decode()
    assert "请勾选已签领的农户" in nothing
    for group in (1, 2):
        rows = [str(line.pk) for line in lines(made) if line.household.group.number == group]
        clerk.post(page + f"pay/?group={group}", {"paid_on": TODAY.isoformat(), "lines": rows})
    clerk.post(page, {"act": "finish"})
    assert fresh(made).state == "paid" and "已签领" in read(Client(), address(cast, "dividends/2025/"))
    clerk.post(page + "pay/?group=1", {"untick": str(keys(made)[0])})
    assert fresh(made).state == "published"


def test_a_correction_by_the_pages(cast: Cast) -> None:
    made = paid(cast)
    office, supervisor = signed_in(cast.administrator), signed_in(cast.supervisor)
    page = address(cast, f"work/dividends/{made.pk}/")
    form = {"id": str(new_id()), "household": "002", "units": "1", "reason": "left_out"}
    assert "减不了" in office.post(page + "correct/", {**form, "units": "-9"}).content.decode()
    office.post(page + "correct/", form)
    line = DividendLine.objects.get(village=cast.village, number=1)
    assert "漏列" in read(supervisor, page)
    supervisor.post(page, {"act": "check_line", "line": str(line.pk)})
    assert "182.40" in read(Client(), address(cast, "dividends/"))  # three people and one more
    supervisor.post(page, {"act": "drop_line", "line": str(line.pk)})
    assert DividendLine.objects.filter(pk=line.pk).exists()
    assert supervisor.post(page, {"act": "check_line", "line": "x"}).status_code == 404


def test_a_picture_that_is_refused_leaves_no_file_without_a_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep of unused photos finds rows, not files."""
    monkeypatch.setattr(profile, "MOST_PICTURES", 0)
    client = signed_in(cast.administrator)
    answer = client.post(address(cast, "work/profile/pictures/"), {"photo": stage.picture(), "alt": "李花开了"})
    assert "最多0张" in answer.content.decode()
    assert Photo.objects.filter(village=cast.village).count() == 1 and not VillagePicture.objects.exists()


@pytest.mark.parametrize("make", [drafted, checked])
def test_what_is_not_published_is_read_by_nobody_outside(cast: Cast, make: Any) -> None:
    make(cast)
    assert "45.60" not in read(Client(), address(cast, "dividends/"))
    assert Client().get(address(cast, "dividends/2025/")).status_code == 404
    assert "45.60" not in read(signed_in(cast.villager), address(cast, "my/dividends/"))


def test_a_correction_that_waits_is_read_by_the_office_alone(cast: Cast) -> None:
    made = published(cast)
    as_published = read(Client(), address(cast, "dividends/"))
    line = corrected(cast, made)
    assert read(Client(), address(cast, "dividends/")) == as_published
    correcting.check(line=line, by=cast.supervisor, at=NOW)
    assert read(Client(), address(cast, "dividends/")) != as_published


def test_households_who_agreed_are_named(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[1].pk).update(names_public=True)
    published(cast)
    page = read(Client(), address(cast, "dividends/"))
    assert cast.households[1].head_name in page and cast.households[0].head_name not in page


def test_pages_cost_the_same_for_one_and_three(cast: Cast) -> None:
    """Households on the lists, and pairs."""
    more = make_village(households=12, modules=["demands", "economy"])
    costs: list[list[int]] = []
    for one in (cast, more):
        for household in one.households:
            Household.objects.filter(pk=household.pk).update(members=2)
            pairings.pair(
                village=one.village, pair=pairings.Pair(household, "李党员", 30, date(2026, 10, 1)),
                by=one.administrator, at=NOW,
            )  # fmt: skip
        made = published_of(one)
        client, admin = signed_in(one.officer), signed_in(one.administrator)
        spent = []
        for page in ("dividends/", f"work/dividends/{made.pk}/", f"work/dividends/{made.pk}/print/", "work/pairs/",
                     f"work/dividends/{made.pk}/pay/", "work/visits/", "about/"):  # fmt: skip
            with CaptureQueriesContext(
                connection,
            ) as taken:
                read(admin if page == "work/pairs/" else client, address(one, page))
            spent.append(len(taken))
        costs.append(spent)
    assert costs[0] == costs[1]


def published_of(cast: Cast) -> Dividend:
    from councils.services.dividends import drafting, steps
    from tests.economy.support import said

    made = drafting.draft(village=cast.village, data=said(), by=cast.administrator, at=NOW)
    steps.check(dividend=fresh(made), by=cast.supervisor, at=NOW)
    return fresh(steps.publish(dividend=fresh(made), by=cast.administrator, at=NOW))


PAGES = ("dividends/", "my/dividends/", "work/dividends/", "work/dividends/new/", "legal/", "work/legal/",
         "work/legal/room/", "work/legal/lectures/new/")  # fmt: skip
PAIR_PAGES = ("work/pairs/", "work/pairs/new/", "work/pairs/import/", "work/pairs/hand-over/")


@pytest.mark.parametrize("page", [*PAGES, *PAIR_PAGES])
def test_where_the_part_is_off_the_page_says_so(cast: Cast, page: str) -> None:
    client = signed_in(cast.villager if page.startswith("my/") else cast.administrator)
    read(client, address(cast, page))
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    off = read(client, address(cast, page))
    assert ("诉求与走访" if page in PAIR_PAGES else "分红与法律服务") in off and 'class="sheet"' not in off


def test_another_villages_rows_are_not_found(cast: Cast) -> None:
    far = make_village(households=4, modules=["economy", "demands"])
    made, client = published(far), signed_in(cast.administrator)
    for rest in ("", "edit/", "list/", "pay/", "print/", "correct/"):
        assert client.get(address(cast, f"work/dividends/{made.pk}/{rest}")).status_code == 404
    project = profile.save_project(
        village=far.village, data=profile.ProjectInput("路", "修路", TODAY, "支书"), by=far.administrator, at=NOW
    )
    assert client.get(address(cast, f"projects/{project.pk}/")).status_code == 404
    assert client.get(address(cast, f"work/profile/projects/{project.pk}/")).status_code == 404


# ------------------------------------------------------------------------------------------- legal service, profile


def test_small_numbers_of_people_are_held_back_and_leaflets_are_not(cast: Cast) -> None:
    numbers = {"consultation": 4, "mediation": 5, "leaflet": 3}
    legal.save_month(village=cast.village, month=TODAY, numbers=numbers, by=cast.officer, at=NOW)
    page = read(Client(), address(cast, "legal/"))
    assert "不足5" in page and ">5<" in page and ">3<" in page and ">4<" not in page


def test_legal_service_by_the_pages(cast: Cast) -> None:
    office = signed_in(cast.administrator)
    office.post(address(cast, "work/legal/room/"), {"place": "村委会一楼", "hours": "周三上午", "adviser": "周律师",
                                                    "phone": "0833-1234567"})  # fmt: skip
    office.post(address(cast, "work/legal/"), {"consultation": "12", "leaflet": ""})
    refused = office.post(address(cast, "work/legal/lectures/new/"), {
        "day": TODAY.isoformat(), "topic": "帮13812345678讨薪", "listeners": "30"})  # fmt: skip
    assert "手机号不能公开" in refused.content.decode()
    office.post(address(cast, "work/legal/lectures/new/"), {
        "day": TODAY.isoformat(), "topic": "民法典", "listeners": "30"})  # fmt: skip
    page = read(Client(), address(cast, "legal/"))
    assert "周律师" in page and "12" in page and "民法典" in page
    lecture = LegalLecture.objects.get(village=cast.village)
    office.post(address(cast, f"work/legal/lectures/{lecture.pk}/"), {"remove": "1"})
    assert not LegalLecture.objects.filter(village=cast.village).exists()


def test_the_profile_by_the_pages(cast: Cast) -> None:
    office = signed_in(cast.administrator)
    office.post(address(cast, "work/profile/figures/2025/"), {
        "name_1": "茶园", "value_1": "800.5", "unit_1": "亩", "name_2": "户籍人口", "value_2": "1288", "unit_2": "人",
    })  # fmt: skip
    half = office.post(address(cast, "work/profile/figures/2024/"), {"name_1": "茶园", "value_1": "", "unit_1": ""})
    assert "请填数值" in half.content.decode()
    form = {"id": str(new_id()), "name": "产业路", "about": "硬化2公里", "starts_on": "2026-03-01", "stage": "running",
            "answers": "支部书记"}  # fmt: skip
    office.post(address(cast, "work/profile/projects/new/"), form)
    office.post(address(cast, "work/profile/projects/new/"), form)
    project = Project.objects.get(village=cast.village)
    own = address(cast, f"work/profile/projects/{project.pk}/")
    signed_in(cast.officer).post(own, {"id": str(new_id()), "day": TODAY.isoformat(), "text": "路基完成"})
    office.post(address(cast, "work/profile/pictures/"), {"photo": stage.picture(), "alt": "李花开了"})
    office.post(
        address(cast, "work/profile/pictures/"), {"photo": stage.ContentFile(b"x", name="x.jpg"), "alt": "坏的"}
    )
    about = read(Client(), address(cast, "about/"))
    assert (
        "800.5" in about
        and "1,288" in about
        and "产业路" in about
        and 'alt="李花开了"' in about
        and "坏的" not in about
    )
    source = about.split('<img src="')[1].split('"')[0]
    assert Client().get(source).headers["Content-Type"] == "image/jpeg"
    assert "路基完成" in read(Client(), address(cast, f"projects/{project.pk}/"))
    read(office, own)
    read(office, address(cast, "work/profile/"))
    read(office, address(cast, "work/profile/pictures/"))


# ------------------------------------------------------------------------------------------------------------- pairs


def pair(cast: Cast, household: int, user: Any) -> Pairing:
    one = pairings.Pair(stage.household(cast, household), user.name, 30, date(2026, 10, 1), user)
    return pairings.pair(village=cast.village, pair=one, by=cast.administrator, at=NOW)


def test_the_paired_person_and_the_office_see_it_and_nobody_else(cast: Cast) -> None:
    row = pair(cast, 1, cast.branch)
    own, other, office = signed_in(cast.branch), signed_in(cast.branch_two), signed_in(cast.officer)
    assert row.household.head_name in read(own, address(cast, "work/pairs/"))
    assert row.household.head_name not in read(other, address(cast, "work/pairs/"))
    visits = read(office, address(cast, "work/visits/"))
    assert "结对人branch" in visits and row.household.head_name in visits
    assert "结对" not in read(Client(), address(cast, "about/"))  # one alone is no count
    own.post(address(cast, "work/visits/new/?household=002&pair=1"), {
        "id": str(new_id()), "household": "002", "visited_on": TODAY.isoformat(), "visitors": "branch"})  # fmt: skip
    assert Visit.objects.filter(village=cast.village, household=row.household).exists()
    assert other.get(address(cast, "work/visits/new/")).status_code == 403


def test_pairs_by_the_pages(cast: Cast) -> None:
    office = signed_in(cast.administrator)
    office.post(address(cast, "work/pairs/new/"), {
        "id": str(new_id()), "household": "001", "user": "", "name": "", "days": "15", "since": TODAY.isoformat(),
    })  # fmt: skip
    assert not Pairing.objects.filter(village=cast.village).exists()
    office.post(address(cast, "work/pairs/new/"), {
        "id": str(new_id()), "household": "002", "user": str(cast.branch.pk), "name": "", "days": "15",
        "since": "2026-11-01"})  # fmt: skip
    upload = {"file": stage.ContentFile(table("户号,结对人\n003,李党员\n").read(), name="结对.csv")}
    office.post(address(cast, "work/pairs/import/"), upload)
    assert "没有这个户号" in office.post(address(cast, "work/pairs/import/"), {
        "file": stage.ContentFile("户号,结对人\n999,李党员\n".encode(), name="x.csv")}).content.decode()  # fmt: skip
    first = Pairing.objects.get(village=cast.village, user=cast.branch)
    office.post(address(cast, "work/pairs/hand-over/") + f"?like={first.pk}", {
        "keys": [str(first.pk)], "user": str(cast.branch_two.pk), "name": "", "day": TODAY.isoformat()})  # fmt: skip
    running = Pairing.objects.get(village=cast.village, until__isnull=True, household__number="002")
    assert running.user == cast.branch_two and running.days == 15
    office.post(address(cast, f"work/pairs/{running.pk}/end/"), {"day": TODAY.isoformat()})
    assert Pairing.objects.filter(village=cast.village, until__isnull=True).count() == 1


# ------------------------------------------------------------------------------------- a village without points: 我家


def test_where_there_are_no_points_the_own_page_has_what_there_is(cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    published(cast)
    pair(cast, 1, cast.villager)
    page = read(signed_in(cast.villager), address(cast, "my/"))
    assert "我家分红" in page and "182.40" in page and "您的结对户" in page and "我家的诉求" in page
    assert "不使用积分" not in page and "积分台账" not in page and "查看已计分事项" not in page
    assert "我家" in read(signed_in(cast.villager), address(cast, "dividends/"))


def test_where_there_are_no_points_there_are_no_contests(cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    for user, page in (
        (cast.administrator, "work/contests/"),
        (cast.villager, "contests/"),
        (cast.villager, "honours/"),
    ):
        assert "评比" not in read(signed_in(user), address(cast, page)).split("<main")[1]
    assert "work/contests/" not in read(signed_in(cast.administrator), address(cast, "work/"))
