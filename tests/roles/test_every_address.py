"""Everybody at every address: one table. A new address without a line in it fails.

Pages of the admin have their own walk in tests/admin.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from boards.services import due
from councils.models import SampledClaim
from points.models import Claim
from points.services.due import run_points
from tests import stage
from tests.contests import scene as contests
from tests.economy import scene as economy
from tests.faults.injection import undone
from tests.roles import scene as scenes
from tests.roles.addresses import (
    ACTIVITY,
    BOARDS,
    BODY,
    BOOK,
    BREACH,
    CARDS,
    CARRYING,
    CODE,
    CONTESTS,
    DESK,
    ENTRY,
    HOME,
    INBOX,
    LOGIN,
    MATTER,
    OWN,
    PAGES,
    PASSBOOK,
    PASSWORD,
    PEOPLE,
    PIN,
    SHEET,
    STAFF,
    STAR,
    STARS,
    TITLES,
    VILLAGE_RULES,
    WORK,
)
from tests.roles.scene import DAY, NOW, Scene
from villagegov.kernel import clock

IN_A_VILLAGE = [name for name, row in PAGES.items() if not row.site]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """One scene for the module; what a request writes is taken back, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            found = scenes.build()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def there(scene: Scene) -> dict[str, Any]:
    """Ids of another village in which the same has happened; made once, as it takes longer than all that is asked."""
    with clock.frozen(NOW):
        return elsewhere_ids()


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
    slug = scene.cast.village.slug
    if answer.url.startswith(reverse("points:scheme_list", args=[slug])):
        return DESK
    if answer.url.startswith(reverse("councils:village_rules_desk", args=[slug])):
        return VILLAGE_RULES
    known = {
        "/login/": LOGIN,
        "/": HOME,
        "/password/": PASSWORD,
        reverse("points:pin", args=[slug]): PIN,
        reverse("points:card", args=[slug]): CODE,
        reverse("points:cards", args=[slug]): CARDS,
        reverse("points:my_claim", args=[slug, scene.ids["own claim"]]): OWN,
        reverse("points:claim_list", args=[slug]): WORK,
        reverse("boards:contest_desk", args=[slug]): CONTESTS,
        reverse("boards:contest_titles", args=[slug]): TITLES,
        reverse("points:claim_new", args=[slug]): ENTRY,
        reverse("boards:desk", args=[slug]): BOARDS,
        reverse("councils:matter", args=[slug, scene.ids["matter"]]): MATTER,
        reverse("points:claim_sheet", args=[slug]): SHEET,
        reverse("points:slip_book", args=[slug, scene.ids["book"]]): BOOK,
        reverse("boards:my_stars", args=[slug]): STARS,
        reverse("points:inbox", args=[slug]): INBOX,
        reverse("points:my", args=[slug]): PASSBOOK,
        reverse("councils:breach", args=[slug, scene.ids["breach"]]): BREACH,
        reverse("councils:carrying_matter", args=[slug, scene.ids["carried out"]]): CARRYING,
        reverse("boards:star_award", args=[slug, scene.ids["plated"]]): STAR,
        reverse("councils:body", args=[slug, scene.ids["settlement body"]]): BODY,
        reverse("councils:activity", args=[slug, scene.ids["activity"]]): ACTIVITY,
    }
    return known.get(answer.url.split("?")[0], answer.url)


@pytest.mark.parametrize("name", PAGES)
def test_everybody_at_every_address(scene: Scene, name: str) -> None:
    row, url = PAGES[name], address(scene, name)
    for method, wanted in (("get", row.get), ("post", row.post)):
        for person in sorted(PEOPLE):
            refused = row.stranger if person == "anonymous" else 403
            theirs = wanted[person] if isinstance(wanted, dict) else wanted
            expected = theirs if person in row.may or wanted == 405 else refused
            assert said(scene, ask(scene, person, method, url)) == expected, f"{method} {url} as {person}"


def test_who_is_sent_to_the_login_comes_back(scene: Scene) -> None:
    for name, row in PAGES.items():
        if row.stranger == LOGIN and "anonymous" not in row.may and row.get != 405:
            url = address(scene, name)
            assert ask(scene, "anonymous", "get", url).url == f"/login/?next={url}"
        if row.stranger == PIN and row.get != 405:
            url, pin = address(scene, name), reverse("points:pin", args=[scene.cast.village.slug])
            assert ask(scene, "anonymous", "get", url).url == f"{pin}?next={url}"


@pytest.mark.parametrize("name", IN_A_VILLAGE)
def test_a_village_that_is_not_there(scene: Scene, name: str) -> None:
    for person in ("anonymous", "officer", "superuser"):
        method = "post" if PAGES[name].get == 405 else "get"
        answer = ask(scene, person, method, address(scene, name, slug="nowhere"))
        expected = 401 if PAGES[name].stranger == 401 and person == "anonymous" else 404
        assert answer.status_code == expected, f"{name} as {person}"


WITH_IDS = [name for name, row in PAGES.items() if row.args]


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_is_not_there_is_not_found(scene: Scene, there: dict[str, Any], name: str) -> None:
    """By those who may open the page: an id of nothing, and the id of a row of another village."""
    nothing: dict[str, Any] = {key: uuid.uuid4() for key in scene.ids}
    nothing |= {
        "meeting": 999_999_999_999,
        "affair": 999_999_999_999,
        "matter": 999_999_999_999,
        "matter to call": 999_999_999_999,
        "sitting": 999_999_999_999,
        "roll": "list",
        "item number": 999_999,
        "assessment": 999_999,
        "batch": 999_999_999_999,
        "posting": 999_999_999_999,
        "dividend year": 1977,
        "figure year": 1900,
        "2026-10": "1999-01",
        "2019-10-01": "2018-01-01",
        "red": "green",
    }
    nothing |= {2026: 1999, "2026-11-01": "2018-01-01", "2026-10-01": "2018-01-01"}
    there = there | {"2026-10": "2026-13", "2019-10-01": "2019-02-30", 2026: 99, "2026-11-01": "x", "red": "grey"}
    there["2026-10-01"] = "x"
    for ids in (nothing, there):
        for person in sorted(PAGES[name].may & {"villager", *STAFF, "anonymous"}):
            for method in [method for method in ("get", "post") if getattr(PAGES[name], method) != 405]:
                answer = ask(scene, person, method, address(scene, name, ids))
                assert answer.status_code == 404, f"{method} {name} as {person}"


def elsewhere_ids() -> dict[str, Any]:
    cast = stage.village()
    stage.october(cast)
    run_points(cast.village, stage.RELEASED)
    more = scenes.cases(cast) | scenes.stars_of(cast) | scenes.notices_of(cast) | scenes.breaches_of(cast)
    more |= scenes.bodies_of(cast)
    claim = stage.draft(cast, photos=(stage.photo(cast).pk,))
    untold, listed = stage.approved(cast, 3, cast.deduction), stage.approved(cast, 1)
    objection = stage.objection(cast, stage.approved(cast, 2))
    waiting = stage.submitted(cast, 0)
    photo = claim.photos.get(village=cast.village).photo_id
    book = stage.slip_book(cast, prefix="FAR-")
    ids: dict[str, Any] = {
        "own claim": stage.online(cast).pk,
        "told": stage.deduction(cast, 0).pk,
        "item number": 77,
        "draft": claim.pk,
        "waiting": waiting.pk,
        "untold": untold.pk,
        "listed": listed.pk,
    }
    life = scenes.life_of(cast) | scenes.rules_of(cast) | scenes.demands_of(cast)
    life |= scenes.disclosure_of(cast) | economy.economy_of(cast)
    life |= scenes.matters_of(cast) | {"matter": 77, "matter to call": 77, "sitting": 77}
    life |= scenes.volunteers_of(cast)
    life |= scenes.carried_out(cast, 171)
    stage.posted(cast, 0)
    due.run_village(cast.village, stage.ISSUE_DAY)
    sampled = SampledClaim.objects.filter(village=cast.village).first()
    ids |= {"book": book.pk, "slip": book.text(book.first)}
    ids["import"] = scenes.waiting_import(cast)
    third = stage.village()
    ids |= {"motion": stage.motion(third).pk, "entry": stage.entry(third).pk, "my entry": stage.entry(third, "red").pk}
    ids |= {**scenes.proposals_of(third), "pictured": scenes.pictured(third)}
    numbers = {"batch": 77, "assessment": 77, "meeting": 77, "posting": 77, "dividend year": 1977, "figure year": 1900}
    met = scenes.meeting_of(cast)
    ids |= contests.of_every_kind(cast) | {"certificate": "2026-077"}
    return {**more, **met, **ids, **life, "sampled": sampled.pk, "objection": objection.pk, "photo": photo, **numbers}


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
