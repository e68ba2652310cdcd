"""Scenarios of inboxes and channels for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test.utils import override_settings

from points.enums import ChannelKind, NoticeKind, Role
from points.models import Notice, NoticeChannel, NoticeDelivery
from points.services import channels, deliveries, notices
from points.services.channels import ChannelInput
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
DATA = ChannelInput(
    name="值班系统", kind=ChannelKind.WEBHOOK, audience=[Role.OFFICER], host="receiver.example", path="/hook"
)
Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]


def lines(cast: Cast) -> Notice:
    """Two in the officer's inbox."""
    draft = notices.Draft(NoticeKind.CARD, [cast.officer.pk], "/")
    notices.send(village=cast.village, drafts=[draft, draft], at=NOW)
    return Notice.objects.filter(village=cast.village, user=cast.officer).latest("pk")


def saved(cast: Cast) -> NoticeChannel:
    with override_settings(NOTICE_HOSTS=[DATA.host]):
        return channels.save_channel(village=cast.village, data=DATA, by=cast.administrator, at=NOW)


def on(cast: Cast, row: NoticeChannel | None = None) -> NoticeChannel:
    row = row or saved(cast)
    with override_settings(NOTICE_HOSTS=[DATA.host]):
        return channels.switch(channel=row, on=True, by=cast.administrator, at=NOW)


def with_news(cast: Cast) -> NoticeChannel:
    row = on(cast)
    lines(cast)
    return row


def planned(cast: Cast) -> NoticeDelivery:
    with_news(cast)
    deliveries.plan(village=cast.village, at=NOW)
    return NoticeDelivery.objects.get(village=cast.village)


def claimed(cast: Cast) -> NoticeDelivery:
    planned(cast)
    found = deliveries.claim_next(village=cast.village, at=NOW)
    assert found
    return found


NOTICES: dict[str, Scenario] = {
    "points.services.notices.read": (
        lines, lambda c, w: notices.read(notice=w, by=c.officer, at=NOW)
    ),
    "points.services.notices.read_all": (
        lines, lambda c, w: notices.read_all(village=c.village, by=c.officer, at=NOW)
    ),
    "points.services.notices.drop_old": (
        lines, lambda c, w: notices.drop_old(village=c.village, at=NOW + timedelta(days=200))
    ),
    "points.services.channels.save_channel": (lambda c: c, lambda _c, w: saved(w)),
    "points.services.channels.switch": (saved, on),
    "points.services.channels.switch, off": (
        lambda c: planned(c).channel,
        lambda c, w: channels.switch(channel=w, on=False, by=c.administrator, at=NOW),
    ),
    "points.services.channels.remove": (
        saved, lambda c, w: channels.remove(channel=w, by=c.administrator, at=NOW)
    ),
    "points.services.channels.try_out": (on, lambda c, w: channels.try_out(channel=w, by=c.administrator, at=NOW)),
    "points.services.deliveries.plan": (with_news, lambda c, w: deliveries.plan(village=c.village, at=NOW)),
    "points.services.deliveries.claim_next": (planned, lambda c, w: deliveries.claim_next(village=c.village, at=NOW)),
    "points.services.deliveries.note": (claimed, lambda c, w: deliveries.note(delivery=w, trouble="", at=NOW)),
}  # fmt: skip

NOTICES_EXEMPT = {
    "notices.send": "a part of whatever it tells of",
    "notices.address": "writes nothing",
    "notices.tell_of_claims": "a part of changing a claim's state",
    "notices.tell_of_batch": "a part of sending up",
    "deliveries.run": "plan, claim_next and note, each broken by itself",
    "deliveries.message": "writes nothing",
    "senders.send": "writes nothing",
    "tell.*": "parts of the services that call them",
}
