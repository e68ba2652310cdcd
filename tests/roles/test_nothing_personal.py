"""No page that anybody may open carries a name, a note or a log-in name: walked link by link, as a robot would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from boards.models import BoardEntry
from councils.services import feedback, objections, tellings
from points.models import Household, User
from points.services import life
from tests import stage
from tests.roles import scene as scenes
from tests.roles.scene import (
    ADDRESS,
    ASKED,
    ASSESSED,
    BREACH_FACTS,
    BREACH_REPLY,
    CHANNEL_KEY,
    CONTACT,
    EVENT_NOTE,
    FOUND_WORDS,
    HEADS,
    HELPER,
    HOUSE_NOTE,
    HOUSE_PHONE,
    LISTED,
    MARK_NOTE,
    NEWCOMER,
    NOTE,
    NOW,
    OBJECTION,
    PAPER,
    PHONE,
    REPLY,
    STAR_WORDS,
    USERNAME,
    Scene,
)
from villagegov.kernel import clock
from villagegov.kernel.masking import mask_name

#: People of the office: their names stand on no public page either; but the supervisor's, to whom one objects.
OFFICE_NAMES = ("诸葛打字", "百里表决", "端木经办")
WITNESSES = ("皇甫见证", "尉迟在场")
VOTE_NOTE, RETURN_NOTE = "表决时说的话", "退回时写的话"
#: Agreed to be named in public; the others did not.
CONSENTED = HEADS[1]
SECRET = {*HEADS, *OFFICE_NAMES, *WITNESSES, PHONE, NOTE, EVENT_NOTE, MARK_NOTE, PAPER, REPLY, OBJECTION, CONTACT,
          USERNAME, VOTE_NOTE, RETURN_NOTE, ASSESSED, "ZZ-4711", HOUSE_PHONE, ADDRESS, HOUSE_NOTE, HELPER,
          NEWCOMER, STAR_WORDS, CHANNEL_KEY, BREACH_FACTS, BREACH_REPLY, ASKED, LISTED,
          FOUND_WORDS} - {CONSENTED}  # fmt: skip
LINK = re.compile(r'(?:href|src|action)="([^"#]+)')


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.frozen(NOW):
            found = scenes.build()
            _fill(found)
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def _fill(scene: Scene) -> None:
    """Everything that is personal, wherever a person may type it."""
    cast = scene.cast
    for user, name in zip((cast.officer, cast.branch), OFFICE_NAMES, strict=False):
        User.objects.filter(pk=user.pk).update(name=name)
    Household.objects.filter(village=cast.village, head_name=CONSENTED).update(names_public=True)
    more = {"day": scenes.DAY, "at": NOW, "vouched_name": OFFICE_NAMES[2]}
    data = [stage.draft(cast, n, cast.deduction if n == 2 else None, **more) for n in range(4)]
    type(data[0]).objects.filter(pk__in=[claim.pk for claim in data]).update(note=f"{NOTE}{PHONE}")
    stage.send(cast, *data, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, *data, note=VOTE_NOTE, at=NOW)
    tellings.tell(
        claim=stage.fresh(data[2]), way="witnessed", told_on=clock.local_day(NOW), witnesses=WITNESSES, reply=REPLY,
        by=cast.officer, at=NOW,
    )  # fmt: skip
    objections.object_to(claim=stage.fresh(data[3]), text=OBJECTION, by=cast.villager, at=NOW)
    returned = stage.draft(cast, 1, **more)
    stage.send(cast, returned, at=NOW)
    stage.vote(cast, cast.branch, returned, decision="return", note=RETURN_NOTE, at=NOW)
    feedback.leave(village=cast.village, text=f"{NOTE}，{PHONE}", contact=CONTACT, at=NOW)
    BoardEntry.objects.filter(village=cast.village).exclude(reply="").update(reply=REPLY)
    BoardEntry.objects.filter(village=cast.village, colour="black").update(
        reply=REPLY, witnesses="、".join(WITNESSES), decision_note=VOTE_NOTE
    )


def walk(client: Client, start: str, most: int = 400) -> dict[str, str]:
    """Every page that can be reached from a start by links, with its text."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting and len(found) < most:
        url = waiting.pop()
        if url in found:
            continue
        answer = client.get(url)
        assert answer.status_code < 500, url
        is_text = not answer.streaming and answer.get("Content-Type", "").startswith("text/")
        text = unescape(answer.content.decode()) if is_text else ""
        found[url] = text
        if answer.status_code == 302:
            waiting.append(urljoin(url, answer.url))
        for link in LINK.findall(text):
            parts = urlsplit(urljoin(url, unescape(link)))
            if not parts.netloc and not parts.scheme and not parts.path.startswith(("/static/", "/admin/")):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def nothing_personal(pages: dict[str, str]) -> None:
    for url, text in pages.items():
        for secret in SECRET:
            assert secret not in text, f"{url} shows “{secret}”"


def test_what_anybody_may_read(scene: Scene) -> None:
    slug = scene.cast.village.slug
    pages = walk(Client(), "/")
    tails = ("", "about/", "rules/", "board/2026-10/", "standing/", "publicity/", "publicity/print/", "feedback/")
    for tail in tails:
        assert f"/v/{slug}/{tail}" in pages, f"the walk came by {tail or 'the front page'}"
    nothing_personal(pages)
    board, listed = pages[f"/v/{slug}/board/2026-10/"], pages[f"/v/{slug}/publicity/"]
    assert mask_name(HEADS[0]) in board and mask_name(HEADS[2]) in board, "named, and masked"
    assert CONSENTED in listed, "who agreed is named"
    assert mask_name(HEADS[0]) in listed


def test_a_closed_household_stands_on_no_page_that_anybody_may_read(scene: Scene) -> None:
    """Not even masked: boards, rankings, publicity, decisions, whatever comes to be linked."""
    slug, cast = scene.cast.village.slug, scene.cast
    shown = [mask_name(name) for name in HEADS if name != CONSENTED] + [CONSENTED]
    with transaction.atomic():
        before = " ".join(walk(Client(), f"/v/{slug}/").values())
        assert any(name in before for name in shown)
        for household in cast.households:
            Household.objects.filter(pk=household.pk).update(members=1)
            life.die_out(household=stage.fresh(household), day=clock.local_day(NOW), by=cast.officer, at=NOW)
        for url, text in walk(Client(), f"/v/{slug}/").items():
            for name in shown:
                assert name not in text, f"{url} shows {name}"
        transaction.set_rollback(True)


def test_addresses_nobody_links_to(scene: Scene) -> None:
    slug, client = scene.cast.village.slug, Client()
    board = ("board/1999-01/", "board/2026-13/", "board/x/", "standing/?kind=year", "standing/?group=999")
    more = (
        *board,
        "publicity/?page=2",
        "feedback/thanks/",
        "my/",
        "work/claims/",
        f"photos/{scene.ids['photo']}/small/",
    )
    nothing_personal({tail: client.get(f"/v/{slug}/{tail}").content.decode() for tail in more})


@pytest.mark.parametrize("person", ["far villager", "far officer", "far committee", "far administrator", "town"])
def test_what_people_of_other_villages_may_read(scene: Scene, person: str) -> None:
    """Signed in, and strangers here all the same."""
    client, slug = scene.clients[person], scene.cast.village.slug
    pages = walk(client, f"/v/{slug}/publicity/")
    here = {url: text for url, text in pages.items() if url.startswith(f"/v/{slug}/")}
    assert len(here) > 8
    nothing_personal(here)


def test_who_objected_is_told_to_nobody(scene: Scene) -> None:
    """The household reads that it was objected to, the supervisors read the words; nobody reads whose they are."""
    slug = scene.cast.village.slug
    for person in ("anonymous", "officer", "committee"):
        assert OBJECTION not in scene.clients[person].get(f"/v/{slug}/publicity/").content.decode(), person
    work = scene.clients["supervisor"].get(f"/v/{slug}/work/objections/{scene.ids['objection']}/").content.decode()
    assert OBJECTION in work


def test_a_black_entry_is_gone_after_its_last_day_though_no_sweep_came_by(scene: Scene) -> None:
    slug, entry = scene.cast.village.slug, stage.entry(scene.cast)
    assert entry.until is not None
    for day, named in ((entry.until, True), (entry.until + timedelta(days=1), False)):
        with clock.frozen(clock.start_of(day)):
            page = Client().get(f"/v/{slug}/board/2026-10/").content.decode()
        assert (mask_name(HEADS[2]) in page) == named, day
