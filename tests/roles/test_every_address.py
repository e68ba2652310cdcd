"""Everybody at every address: one table. A new address without a line in it fails.

Pages of the admin have their own walk in tests/admin.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from points.models import Claim
from tests import stage
from tests.faults.injection import undone
from tests.roles import scene as scenes
from tests.roles.scene import DAY, NOW, Scene
from villagegov.kernel import clock

STAFF = {"officer", "committee", "supervisor", "administrator"}
FAR = {"far villager", "far officer", "far committee", "far administrator"}
PEOPLE = {"anonymous", "villager", *STAFF, "grid", "town", "superuser", *FAR}
OFFICE = {"officer", "administrator"}
TELLERS = {"officer", "committee", "administrator"}
VILLAGER, SUPERVISOR = {"villager"}, {"supervisor"}

LOGIN, WORK, HOME, BACK = "login", "to the work list", "to the first page", "back"


@dataclass(frozen=True)
class Page:
    """An address, who may open it, and what people get: those who may, those who are not signed in, the others.

    Nobody is told more by one refusal than by another: 403 is for the role, 404 for what is not there.
    """

    #: What follows the village in the address: names of ``Scene.ids``, or values.
    args: tuple[Any, ...] = ()
    may: frozenset[str] = frozenset(PEOPLE)
    get: Any = 200
    #: An empty form; 405 where the address only reads.
    post: Any = 405
    stranger: Any = LOGIN
    #: An address of the whole site, without a village in it.
    site: bool = False


def page(*args: Any, may: set[str] = PEOPLE, **more: Any) -> Page:
    return Page(args, frozenset(may), **more)


def site(may: set[str] = PEOPLE, **more: Any) -> Page:
    return Page((), frozenset(may), site=True, **more)


PAGES: dict[str, Page] = {
    # the site
    "points:home": site(),
    "about_site": site(),
    "healthz": site(),
    "login": site(post=200),
    "logout": site(get=405, post=HOME),
    "language": site(get=405, post=HOME),
    "large_text": site(get=405, post=HOME),
    "password_change": site(may=PEOPLE - {"anonymous"}, post=200),
    # a village, in public
    "boards:village": page(),
    "boards:board": page(),
    "boards:board_month": page("2026-10"),
    "boards:standing": page(),
    "councils:publicity": page(),
    "councils:publicity_print": page(),
    "councils:feedback": page(post=200),
    "councils:feedback_thanks": page(),
    "points:about": page(),
    "points:rules": page(),
    # a household
    "points:my": page(may=VILLAGER),
    "councils:object": page("listed", may=VILLAGER, post=200),
    "points:photo": page("photo", "small", may={"villager", *STAFF, "superuser"}),
    # the office
    "points:claim_list": page(may=OFFICE),
    "points:claim_new": page(may=OFFICE, post=200),
    "points:claim_look": page(may=OFFICE, stranger=401),
    "points:claim_find": page(may=OFFICE, stranger=401),
    "points:claim_send": page(may=OFFICE, get=WORK, post=WORK),
    "points:claim_edit": page("draft", may=OFFICE, post=200),
    "points:claim_delete": page("draft", may=OFFICE, post=WORK),
    "points:claim_withdraw": page("waiting", may=OFFICE, post=WORK),
    "points:deed_new": page(may=OFFICE, post=200),
    "points:batch": page("batch", may=STAFF),
    "councils:tellings": page(may=TELLERS),
    "councils:tell": page("untold", may=TELLERS, post=200),
    "councils:telling_letter": page("untold", may=TELLERS),
    # the supervisors
    "councils:objections": page(may=SUPERVISOR),
    "councils:objection": page("objection", may=SUPERVISOR, post=200),
}
IN_A_VILLAGE = [name for name, row in PAGES.items() if not row.site]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """One scene for the module; what a request writes is taken back, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            found = scenes.build()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def address(scene: Scene, name: str, ids: dict[str, Any] | None = None, slug: str = "") -> str:
    row = PAGES[name]
    if row.site:
        return reverse(name)
    values = [(scene.ids if ids is None else ids).get(part, part) for part in row.args]
    return reverse(name, args=[slug or scene.cast.village.slug, *values])


def ask(scene: Scene, person: str, method: str, url: str) -> Any:
    """One request, whose writes and cookies are forgotten. An exception in a view comes through and fails the test."""
    client = scene.clients[person]
    cookies = client.cookies.copy()
    with undone():
        answer = getattr(client, method)(url)
    client.cookies = cookies
    return answer


def said(scene: Scene, answer: Any) -> Any:
    """The status, or where it leads, in the table's words."""
    if answer.status_code != 302:
        return answer.status_code
    work = reverse("points:claim_list", args=[scene.cast.village.slug])
    return {"/login/": LOGIN, "/": HOME, work: WORK}.get(answer.url.split("?")[0], answer.url)


@pytest.mark.parametrize("name", PAGES)
def test_everybody_at_every_address(scene: Scene, name: str) -> None:
    row, url = PAGES[name], address(scene, name)
    for method, wanted in (("get", row.get), ("post", row.post)):
        for person in sorted(PEOPLE):
            refused = row.stranger if person == "anonymous" else 403
            expected = wanted if person in row.may or wanted == 405 else refused
            assert said(scene, ask(scene, person, method, url)) == expected, f"{method} {url} as {person}"


def test_who_is_sent_to_the_login_comes_back(scene: Scene) -> None:
    for name, row in PAGES.items():
        if row.stranger == LOGIN and "anonymous" not in row.may and row.get != 405:
            url = address(scene, name)
            assert ask(scene, "anonymous", "get", url).url == f"/login/?next={url}"


@pytest.mark.parametrize("name", IN_A_VILLAGE)
def test_a_village_that_is_not_there(scene: Scene, name: str) -> None:
    for person in ("anonymous", "officer", "superuser"):
        answer = ask(scene, person, "get", address(scene, name, slug="nowhere"))
        expected = 401 if PAGES[name].stranger == 401 and person == "anonymous" else 404
        assert answer.status_code == expected, f"{name} as {person}"


WITH_IDS = [name for name, row in PAGES.items() if row.args]


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_is_not_there_is_not_found(scene: Scene, name: str) -> None:
    """By those who may open the page: an id of nothing, and the id of a row of another village."""
    nothing = {key: uuid.uuid4() for key in scene.ids} | {"batch": 999_999_999_999, "2026-10": "1999-01"}
    there = elsewhere_ids() | {"2026-10": "2026-13"}
    for ids in (nothing, there):
        for person in sorted(PAGES[name].may & {"villager", *STAFF, "anonymous"}):
            for method in ("get", "post") if PAGES[name].post != 405 else ("get",):
                answer = ask(scene, person, method, address(scene, name, ids))
                assert answer.status_code == 404, f"{method} {name} as {person}"


def elsewhere_ids() -> dict[str, Any]:
    """Ids of another village in which the same has happened."""
    cast = stage.village()
    claim = stage.draft(cast, photos=(stage.photo(cast).pk,))
    untold, listed = stage.approved(cast, 3, cast.deduction), stage.approved(cast, 1)
    objection = stage.objection(cast, stage.approved(cast, 2))
    waiting = stage.submitted(cast, 0)
    photo = claim.photos.get(village=cast.village).photo_id
    ids = {"draft": claim.pk, "waiting": waiting.pk, "untold": untold.pk, "listed": listed.pk}
    return {**ids, "objection": objection.pk, "photo": photo, "batch": 77}


def count(scene: Scene) -> int:
    return Claim.objects.filter(village=scene.cast.village).count()


def test_a_row_of_another_village_named_in_a_form_is_refused(scene: Scene) -> None:
    """Households, items, photos and claims by their ids in fields."""
    with undone():
        far = stage.village()
        far_photo, far_draft = stage.photo(far), stage.draft(far)
        client, cast, before = scene.clients["officer"], scene.cast, count(scene)
        single = {"id": str(uuid.uuid4()), "household": cast.households[1].number, "item": str(cast.award.code)}
        common = {"day": DAY.isoformat(), "quantity": "1", "act": "save"}
        new, deed = address(scene, "points:claim_new"), address(scene, "points:deed_new")
        refused = (
            (new, {**single, **common, "household": "", "household_pick": str(far.households[0].pk)}),
            (new, {**single, **common, "household": str(far.households[0].pk)}),
            (new, {**single, **common, "item": "", "item_pick": str(far.award.pk)}),
            (deed, {**single, **common, "households": str(far.households[0].pk)}),
            (deed, {**single, **common, "whole_groups": str(far.groups[0].pk)}),
        )
        for url, form in refused:
            assert client.post(url, form).status_code == 200, "the form again, with what is wrong"
            assert count(scene) == before, form
        client.post(new, {**single, **common, "kept_photos": str(far_photo.pk)})
        assert not far_photo.claims.filter(village=cast.village).exists()
        client.post(address(scene, "points:claim_send"), {"claims": str(far_draft.pk), "act": "send"})
        assert stage.fresh(far_draft).state == "draft"


# ------------------------------------------------------------------------------------------------- nothing forgotten


def addresses(resolver: Any, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif not namespace.startswith("admin"):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def test_every_address_has_its_line() -> None:
    known = {*PAGES, "admin/login/"}  # leads to the log-in page; tests/web
    assert set(addresses(get_resolver())) == known
