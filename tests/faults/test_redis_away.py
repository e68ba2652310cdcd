"""Redis stops while people work: they notice nothing. A real Redis of the test's own is started and killed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from boards.services import due
from councils.models import Feedback, Vote
from points.enums import ClaimState, EntryKind
from points.models import Claim, Entry
from points.queries import ledger_check
from tests import stage
from tests.factories import PASSWORD, Cast
from villagegov.celery import SWEEP, app
from villagegov.db.keys import new_id
from villagegov.embedded import places, programs
from villagegov.embedded.redis import Redis
from villagegov.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
#: A page waits for a dead Redis no longer than this, on a busy machine.
MOST_SECONDS = 5.0
PUBLIC = (
    "",
    "about/",
    "rules/",
    "board/",
    "board/2026-10/",
    "standing/",
    "publicity/",
    "publicity/print/",
    "feedback/",
)


@pytest.fixture
def redis(settings: Any) -> Iterator[Redis]:
    """A Redis of this test alone, and the site's cache on it."""
    var = places.temporary_var()
    place = places.prepare(var, temporary=True)
    server = Redis(place)
    server.start(programs.find(place))
    caches = deepcopy(settings.CACHES)
    caches["default"]["LOCATION"] = settings.REDIS_URL = server.environment()["REDIS_URL"]
    settings.CACHES = caches
    yield server
    server.stop()


def signed_in(user: Any) -> Client:
    """Through the log-in page, as everybody: log-ins and their count live in Postgres."""
    client = Client()
    answer = client.post("/login/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302, "the log-in works"
    return client


def quickly(client: Client, path: str) -> Any:
    begun = time.monotonic()
    answer = client.get(path)
    assert time.monotonic() - begun < MOST_SECONDS, f"{path} waited for Redis"
    return answer


def enter_and_send_up(cast: Cast, client: Client) -> Claim:
    work = f"/v/{cast.village.slug}/work/claims/"
    assert quickly(client, f"{work}new/").status_code == 200
    number = new_id()
    form = {"id": str(number), "household": cast.households[0].number, "item": str(cast.award.code), "quantity": "1"}
    form |= {"day": stage.DEED_DAY.isoformat(), "note": "夜里巡逻", "act": "save", "photos": stage.picture()}
    assert client.post(f"{work}new/", form).status_code == 302
    claim = Claim.objects.get(village=cast.village, pk=number)
    assert claim.photos.filter(village=cast.village).count() == 1
    assert client.post(f"{work}send/", {"claims": [str(number)], "act": "send"}).status_code == 302
    assert Claim.objects.get(village=cast.village, pk=number).state == ClaimState.SUBMITTED
    return claim


def approve(claim: Claim, client: Client) -> None:
    assert quickly(client, "/admin/points/claim/").status_code == 200
    form = {"claim": str(claim.pk), "decision": "approve", "confirmed": "1", "note": ""}
    assert client.post("/admin/points/claim/decide/", form).status_code == 302


def test_people_enter_review_and_read_while_redis_is_away(redis: Redis) -> None:
    cast = stage.village()
    stage.black_public(cast)
    public, at = Client(), clock.moment(date(2026, 11, 15), 10)
    front = f"/v/{cast.village.slug}/"
    with clock.frozen(at):
        cache.set("there", 1)
        assert cache.get("there") == 1, "the site's cache is this Redis"
        assert public.get("/healthz").json()["redis"] == "ok"
        before = {tail: public.get(front + tail).content for tail in PUBLIC[:-1]}
        officer = signed_in(cast.officer)

        redis.stop()

        assert cache.get("there") is None, "a cache error is a miss"
        health = quickly(public, "/healthz")
        assert (health.status_code, health.json()["redis"], health.json()["status"]) == (200, "down", "degraded")
        for tail in PUBLIC:
            answer = quickly(public, front + tail)
            assert answer.status_code == 200, tail
            assert tail not in before or answer.content == before[tail], f"{tail} says the same without its cache"
        claim = enter_and_send_up(cast, officer)
        for member in (cast.branch, cast.supervision):
            approve(claim, signed_in(member))
        claim.refresh_from_db()
        assert claim.state == ClaimState.PUBLICISED and Vote.objects.filter(claim=claim).count() == 2
        assert "公示" in quickly(signed_in(cast.villager), f"{front}my/").content.decode()
        assert public.post(f"{front}feedback/", {"text": "路灯坏了", "contact": ""}).status_code == 302
        assert Feedback.objects.get(village=cast.village).text == "路灯坏了"

    # What is due needs no queue either: `manage.py run_due` does it, and a worker that comes back finds it done.
    with clock.frozen(clock.moment(date(2026, 11, 23), 9)):
        call_command("run_due", stdout=StringIO())
        assert Entry.objects.filter(village=cast.village, claim=claim, kind=EntryKind.CLAIM).count() == 1
        assert not due.run_village(cast.village, clock.now())
    assert ledger_check.problems(cast.village) == []


def test_redis_that_comes_back_is_used_again(redis: Redis) -> None:
    client = Client()
    redis.stop()
    assert client.get("/healthz").json()["redis"] == "down"
    redis.start(programs.find(redis.places))
    assert client.get("/healthz").json()["redis"] == "ok"
    cache.set("there", 2)
    assert cache.get("there") == 2


def test_sending_a_task_to_a_dead_redis_is_nothing_a_page_does() -> None:
    """``.delay()`` waits for seconds when Redis is down: no view, admin page, form or service may call it."""
    import re
    from pathlib import Path

    from django.conf import settings

    calls = re.compile(r"\.(delay|apply_async|send_task)\(")
    for app_name in ("points", "councils", "boards", "villagegov"):
        for path in (Path(settings.BASE_DIR) / app_name).rglob("*.py"):
            if path.name in ("tasks.py", "celery.py"):
                continue
            assert not calls.search(path.read_text()), f"{path} sends a task"
    assert app.conf.task_ignore_result and app.conf.beat_schedule["sweep"]["task"] == SWEEP
