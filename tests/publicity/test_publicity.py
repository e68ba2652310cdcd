"""The public list: how much of a claim whom is shown, on the screen and on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.queries import publicity
from councils.services import tellings
from points.enums import ClaimState, Role
from tests.factories import HouseholdFactory, make_village, member
from tests.publicity.conftest import TODAY, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NOTE = "夜里十点多，李大爷家门口"


def page(scene: Scene, user=None, tail: str = "publicity/", **query) -> str:
    response = client_of(user).get(scene.url(tail), query)
    assert response.status_code == 200
    assert_valid_html(response.content)
    return text_of(response)


def test_the_public_reads_masked_name_item_wording_points_and_days_left(scene: Scene) -> None:
    scene.publicise(scene.cast.households[0])
    html = page(scene)
    for shown in ("李*华户", "1组", "治安巡防", "参加一次", "+10", "10月16日", "还剩 4 天", "加分1条"):
        assert shown in html, shown
    for hidden in ("李小华", "001", NOTE, "提异议<"):
        assert hidden not in html, hidden


def test_the_signed_in_of_the_village_read_who_and_why(scene: Scene) -> None:
    scene.publicise(scene.cast.households[0])
    for user in (scene.neighbour, scene.cast.officer, scene.cast.supervisor):
        html = page(scene, user)
        assert "李小华户" in html and "001" in html and NOTE in html


def test_strangers_read_as_the_public_does(scene: Scene) -> None:
    scene.publicise(scene.cast.households[0])
    for user in (make_village().villager, scene.cast.superuser):
        html = page(scene, user)
        assert "李*华户" in html and "李小华" not in html and NOTE not in html


def test_a_household_that_agreed_is_named(scene: Scene) -> None:
    household = scene.cast.households[0]
    household.names_public = True
    household.save()
    scene.publicise(household)
    html = page(scene)
    assert "李小华户" in html and NOTE not in html


@pytest.mark.parametrize("who", [None, "neighbour", "officer"])
@pytest.mark.parametrize("tail", ["publicity/", "publicity/print/"])
def test_category_only_shows_nobody_the_item(scene: Scene, who: str | None, tail: str) -> None:
    scene.publicise(scene.cast.households[2], scene.health)
    user = {None: None, "neighbour": scene.neighbour, "officer": scene.cast.officer}[who]
    html = page(scene, user, tail)
    assert "维护社会治安" in html and "+10" in html
    assert "照护失能家人" not in html and NOTE not in html and "10月10日发生" not in html


@pytest.mark.parametrize("who", [None, "neighbour", "officer"])
@pytest.mark.parametrize("tail", ["publicity/", "publicity/print/"])
def test_not_public_at_all_is_only_counted(scene: Scene, who: str | None, tail: str) -> None:
    for household in scene.cast.households[1:3]:
        scene.publicise(household, scene.informant)
    scene.publicise(scene.cast.households[3])
    user = {None: None, "neighbour": scene.neighbour, "officer": scene.cast.officer}[who]
    html = page(scene, user, tail)
    assert "另有2条按规定不公开" in html
    for hidden in ("举报违法行为", "欧阳", "李华", "李*户"):
        assert hidden not in html, hidden


def test_ones_own_line_is_shown_in_full_and_marked(scene: Scene) -> None:
    scene.publicise(scene.cast.households[0], scene.health)
    html = page(scene, scene.cast.villager)
    assert "照护失能家人" in html and 'class="mine"' in html


def test_only_what_is_in_publicity_or_held_stands_on_the_list(scene: Scene) -> None:
    names = []
    for number, state in enumerate(ClaimState):
        name = f"张{'甲乙丙丁戊己庚辛壬'[number]}红"
        household = HouseholdFactory(village=scene.village, group=scene.cast.groups[0], head_name=name)
        claim = scene.publicise(household)
        type(claim).objects.filter(pk=claim.pk).update(
            state=state, posted_at=clock.now() if state == ClaimState.POSTED else None
        )
        if state in (ClaimState.PUBLICISED, ClaimState.HELD):
            names.append(household.head_name)
    html = page(scene, scene.neighbour)
    assert re.findall(r"<b>(张.红)户</b>", html) == names
    assert html.count("核查中") == 1


def test_days_left(scene: Scene) -> None:
    cases = {TODAY: "今天截止", TODAY + timedelta(days=1): "还剩 1 天", TODAY - timedelta(days=1): "期满待计分"}
    for until in cases:
        scene.publicise(scene.cast.households[0], until=until)
    html = page(scene)
    for words in cases.values():
        assert html.count(words) == 1, words


def test_the_households_reply_stands_beside_its_deduction_for_the_village_alone(scene: Scene) -> None:
    claim = scene.to_tell(scene.cast.households[0], note="三社田边")
    assert "焚烧秸秆" not in page(scene, scene.neighbour), "not before the household was told"
    tellings.tell(claim=claim, way="phone", told_on=TODAY, reply="火是隔壁的。", by=scene.cast.officer, at=clock.now())
    assert "该户说法：火是隔壁的。" in page(scene, scene.neighbour)
    public, paper = page(scene), page(scene, scene.cast.officer, "publicity/print/")
    for html in (public, paper):
        assert "焚烧秸秆" in html and "火是隔壁的" not in html and "三社田边" not in html


# ------------------------------------------------------------------------------------------------------------- find


def test_find_by_group_and_name(scene: Scene) -> None:
    for household in scene.cast.households:
        scene.publicise(household)

    def found(user=None, **query) -> list[str]:
        return re.findall(r'<span class="who"><b>(.+?)户</b>', page(scene, user, **query))

    assert found(group="2") == ["李*", "陈*英"]
    # For the public a name finds everybody who is masked alike, so searching tells nothing that the list does not.
    assert found(name="李小华") == found(name="李大华") == found(name="李*华") == ["李*华"]
    assert found(name="李华") == found(name="李明") == ["李*"]
    assert found(name="李") == ["李*华", "李*"]
    assert found(name="欧阳明") == found(name="欧阳芳") == ["欧阳*"]
    assert found(name="003") == found(name="%") == found(name="(") == found(name="*") == []
    # The signed-in see names and numbers anyway.
    assert found(scene.neighbour, name="小华") == ["李小华"]
    assert found(scene.neighbour, name="003") == found(scene.neighbour, name="3") == ["欧阳明"]
    assert found(scene.neighbour, name="李大华") == []
    assert "没有找到" in page(scene, name="赵")
    assert len(found(group="99")) == len(found(group="x")) == 4, "what is no group is left out"


def test_awards_first_then_by_group_and_household(scene: Scene) -> None:
    one, two, _three, four = scene.cast.households
    scene.publicise(one, scene.cast.deduction)
    for household in (four, two, one):
        scene.publicise(household)
    lines = publicity.lines(
        scene.village, publicity.listed(scene.village), reader=publicity.Reader(names=True), day=TODAY
    )
    assert [(line.household, line.points) for line in lines] == [
        ("李小华", 10),
        ("李华", 10),
        ("陈秀英", 10),
        ("李小华", -5),
    ]


def test_a_long_list_comes_in_pages(scene: Scene) -> None:
    for _number in range(101):
        scene.publicise(scene.cast.households[0])
    first, second = page(scene), page(scene, page="2")
    assert (first.count("李*华户"), second.count("李*华户")) == (100, 1)
    assert 'rel="next"' in first and 'rel="prev"' in second
    assert page(scene, page="x").count("李*华户") == 100
    paper = page(scene, scene.cast.officer, "publicity/print/")
    assert '<td class="n" data-label="序号">101</td>' in paper, "on paper the whole list"


# ------------------------------------------------------------------------------------------------------------ paper


def test_on_paper_names_are_in_full_for_those_who_post_it(scene: Scene) -> None:
    scene.publicise(scene.cast.households[0])
    cast = scene.cast
    for user in (cast.officer, cast.branch, cast.administrator):
        html = page(scene, user, "publicity/print/")
        heads = ("王家沟村积分公示", "2026年10月10日至2026年10月16日，共1条")
        for shown in (*heads, "李小华", "10月10日–10月16日", "监督员"):
            assert shown in html, shown
        assert "王家沟村村民委员会" in html and NOTE not in html
    for user in (None, cast.villager, cast.supervisor, make_village().officer):
        html = page(scene, user, "publicity/print/")
        assert "李*华" in html and "李小华</th>" not in html


# ----------------------------------------------------------------------------------------------------- cost, caching


@pytest.mark.parametrize("tail", ["publicity/", "publicity/print/"])
@pytest.mark.parametrize("who", [None, "villager", "officer"])
def test_the_same_queries_for_one_and_for_three(scene: Scene, tail: str, who: str | None) -> None:
    numbers = []
    for households in (scene.cast.households[:1], scene.cast.households[1:3]):
        for household in households:
            scene.publicise(household)
            scene.publicise(household, scene.cast.deduction)
        client = client_of(getattr(scene.cast, who) if who else None)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(scene.url(tail)).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 18
    if who is None:
        assert numbers[0] <= 9


@pytest.mark.parametrize("tail", ["publicity/", "publicity/print/", "rules/"])
def test_public_pages_are_kept_for_a_moment_and_answer_304(scene: Scene, tail: str) -> None:
    claim = scene.publicise(scene.cast.households[0])
    client = client_of(None)
    first = client.get(scene.url(tail))
    assert "public" in first["Cache-Control"] and "max-age=" in first["Cache-Control"] and "Cookie" in first["Vary"]
    again = client.get(scene.url(tail), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    if tail != "rules/":
        claim.household.names_public = True
        claim.household.save()
        changed = client.get(scene.url(tail), headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
    client.cookies["language"] = "en"
    other = client.get(scene.url(tail), headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("tail", ["publicity/", "publicity/print/", "rules/"])
def test_pages_of_the_signed_in_are_stored_nowhere(scene: Scene, tail: str) -> None:
    response = client_of(scene.cast.villager).get(scene.url(tail))
    assert response["Cache-Control"] == "private, no-store"


def test_an_empty_list_says_so(scene: Scene) -> None:
    for tail in ("publicity/", "publicity/print/"):
        assert "没有正在公示的内容" in page(scene, None, tail)


def test_a_village_without_points_says_so_plainly(scene: Scene) -> None:
    scene.village.points_on = False
    scene.village.save()
    cast = scene.cast
    claim = scene.publicise(cast.households[0])
    tails = {
        "publicity/": None,
        "publicity/print/": None,
        "rules/": None,
        "work/tellings/": cast.officer,
        "work/objections/": cast.supervisor,
        f"my/claims/{claim.pk}/object/": cast.villager,
    }
    for tail, user in tails.items():
        assert "王家沟村没有实行积分制" in page(scene, user, tail), tail
    assert "积分" not in page(scene, cast.villager, "my/").partition("<main")[2].partition("</main>")[0]


def test_a_villager_of_two_roles_still_reads_their_own_line(scene: Scene) -> None:
    both = member(scene.village, Role.OFFICER, name="两职")
    assert both.memberships.create(
        village=scene.village, role=Role.VILLAGER, household=scene.cast.households[1], user=both
    )
    scene.publicise(scene.cast.households[1])
    html = page(scene, both)
    assert 'class="mine"' in html
