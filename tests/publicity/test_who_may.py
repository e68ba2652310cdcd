"""Every role against every address of this part; another village by address and by id; links that hold."""

from __future__ import annotations

import re
import uuid

import pytest

from councils.models import Objection
from councils.services import objections
from points.enums import ClaimState, Role
from points.models import Claim
from tests.factories import make_village, member
from tests.publicity.conftest import Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db

EVERYBODY = {"anonymous", "villager", "officer", "committee", "supervisor", "grid", "administrator", "superuser", "far"}
TELLERS = {"officer", "committee", "administrator"}
WHO_MAY = {
    "publicity/": EVERYBODY,
    "publicity/print/": EVERYBODY,
    "rules/": EVERYBODY,
    "feedback/": EVERYBODY,
    "feedback/thanks/": EVERYBODY,
    "my/": {"villager"},
    "my/claims/{listed}/object/": {"villager"},
    "work/tellings/": TELLERS,
    "work/tellings/{untold}/": TELLERS,
    "work/tellings/{untold}/letter/": TELLERS,
    "work/objections/": {"supervisor"},
    "work/objections/{objection}/": {"supervisor"},
}


def _people(scene: Scene) -> dict:
    cast = scene.cast
    return {
        "anonymous": None,
        "villager": cast.villager,
        "officer": cast.officer,
        "committee": cast.branch,
        "supervisor": cast.supervisor,
        "grid": member(scene.village, Role.GRID_OFFICER),
        "administrator": cast.administrator,
        "superuser": cast.superuser,
        #: Every role there is, in another village.
        "far": _everything_elsewhere(),
    }


def _everything_elsewhere():
    cast = make_village()
    user = member(cast.village, Role.VILLAGER, cast.households[0])
    for role in set(Role) - {Role.VILLAGER}:
        user.memberships.create(village=cast.village, user=user, role=role)
    return user


def _ids(scene: Scene) -> dict:
    listed, held = (scene.publicise(household) for household in scene.cast.households[:2])
    objection = objections.object_to(claim=held, text="不对", by=scene.neighbour, at=clock.now())
    return {"listed": listed.pk, "untold": scene.to_tell(scene.cast.households[2]).pk, "objection": objection.pk}


@pytest.mark.parametrize("tail", WHO_MAY)
def test_each_role_at_each_address(scene: Scene, tail: str) -> None:
    url = scene.url(tail.format(**_ids(scene)))
    for name, user in _people(scene).items():
        response = client_of(user).get(url)
        expected = 200 if name in WHO_MAY[tail] else 302 if user is None else 403
        assert response.status_code == expected, name
        if expected == 302:
            # households come in by number and PIN, the office by name and password
            login = scene.url("pin/") if tail.startswith("my/") else "/login/"
            assert response["Location"] == f"{login}?next={url}"
        else:
            assert_valid_html(response.content)


@pytest.mark.parametrize("tail", [tail for tail in WHO_MAY if "{" in tail])
def test_who_may_not_look_may_not_write(scene: Scene, tail: str) -> None:
    url = scene.url(tail.format(**_ids(scene)))
    form = {
        "text": "不对",
        "decision": "uphold",
        "reason": "好",
        "way": "phone",
        "told_on": "2026-10-12",
        "reply": "",
    }
    before = sorted(Claim.objects.values_list("pk", "state"))
    for name, user in _people(scene).items():
        if name not in WHO_MAY[tail]:
            assert client_of(user).post(url, form).status_code in (302, 403, 405), name
    assert sorted(Claim.objects.values_list("pk", "state")) == before
    assert Objection.objects.count() == 1


def test_another_villages_rows_are_not_found_here(scene: Scene) -> None:
    ids = _ids(scene)
    here = make_village()
    addresses = {
        f"my/claims/{ids['listed']}/object/": here.villager,
        f"work/tellings/{ids['untold']}/": here.officer,
        f"work/tellings/{ids['untold']}/letter/": here.officer,
        f"work/objections/{ids['objection']}/": here.supervisor,
    }
    for tail, user in addresses.items():
        client = client_of(user)
        for wrong in (tail, re.sub(r"[0-9a-f-]{36}", str(uuid.uuid4()), tail)):
            url = f"/v/{here.village.slug}/{wrong}"
            assert client.get(url).status_code == 404, wrong
            assert client.post(url, {"text": "不对"}).status_code in (404, 405), wrong
    assert Claim.objects.get(pk=ids["listed"]).state == ClaimState.PUBLICISED


def test_lists_and_passbook_hold_their_own_village_alone(scene: Scene) -> None:
    _ids(scene)
    here = make_village()
    users = {"publicity/": None, "work/tellings/": here.officer, "work/objections/": here.supervisor}
    for tail, user in users.items():
        html = text_of(client_of(user).get(f"/v/{here.village.slug}/{tail}"))
        assert "治安巡防" not in html and "焚烧秸秆" not in html and "<tbody>" not in html, tail


def test_an_unknown_village_is_not_found(scene: Scene) -> None:
    for tail in ("publicity/", "publicity/print/", "rules/", "feedback/", "my/", "work/tellings/", "work/objections/"):
        assert client_of(scene.cast.officer).get(f"/v/nowhere/{tail}").status_code == 404


def test_a_role_taken_away_is_gone(scene: Scene) -> None:
    client = client_of(scene.cast.villager)
    assert client.get(scene.url("my/")).status_code == 200
    scene.cast.villager.memberships.update(active=False)
    assert client.get(scene.url("my/")).status_code == 403


def test_every_link_on_these_pages_leads_somewhere(scene: Scene) -> None:
    ids = _ids(scene)
    people = _people(scene)
    for tail, who in WHO_MAY.items():
        for name in sorted(who & {"villager", "officer", "supervisor", "anonymous"}):
            client = client_of(people[name])
            html = text_of(client.get(scene.url(tail.format(**ids))))
            main = html[html.index("<main") : html.index("</main>")]
            for link in set(re.findall(r'href="(/v/[^"#]+)"', main)):
                assert client.get(link).status_code == 200, (tail, name, link)
