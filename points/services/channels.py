"""The village's channels 消息通道: set up by its administrator, inside what the operator of the site allows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import CHANNEL_AUDIENCE, ChannelKind, DeliveryState, Role
from points.models import Notice, NoticeChannel, NoticeDelivery, User, Village
from points.queries import access
from points.queries.channels import allowed, target_of
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Gone, Problems

#: Kinds that name a host of their own; the robots have theirs.
WITH_HOST = (ChannelKind.EMAIL, ChannelKind.WEBHOOK)
KEY = re.compile(r"[A-Za-z0-9_-]{8,120}")
MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,80}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,98}[A-Za-z0-9])?")
PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
MOST_CHANNELS = 10


@dataclass(frozen=True)
class ChannelInput:
    name: str
    kind: ChannelKind
    audience: Collection[Role]
    host: str = ""
    port: int | None = None
    secure: bool = True
    path: str = ""
    account: str = ""
    recipients: str = ""
    #: Empty leaves the one that is kept.
    secret: str = ""


@transaction.atomic
def save_channel(
    *, village: Village, data: ChannelInput, channel: NoticeChannel | None = None, by: User, at: datetime
) -> NoticeChannel:
    """A new channel, switched off; or another target for one, which switches it off until it is switched on again.

    Raises :class:`Problems` naming each field.
    """
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    row = _locked(channel) if channel else NoticeChannel(village=village)
    before = target_of(row) if channel else ""
    row.name, row.kind = " ".join(data.name.split()), data.kind
    row.audience = [role.value for role in CHANNEL_AUDIENCE if role in set(data.audience)]
    own_host = data.kind in WITH_HOST
    row.host, row.port = (data.host.strip().lower(), data.port) if own_host else ("", None)
    row.secure, row.path = data.secure, data.path.strip() if data.kind == ChannelKind.WEBHOOK else ""
    mail = data.kind == ChannelKind.EMAIL
    row.account = data.account.strip() if mail else ""
    row.recipients = ", ".join(MAIL.findall(data.recipients)) if mail else ""
    Problems.raise_if(_mistakes(row, data, before))
    row.secret = data.secret.strip() or row.secret
    row.active, row.changed_at = row.active and target_of(row) == before, at
    row.save(force_insert=channel is None)
    action = "channel.changed" if channel else "channel.added"
    audit.record(by=by, at=at, action=action, subject=row, after={"kind": row.kind, "active": row.active})
    return row


@transaction.atomic
def switch(*, channel: NoticeChannel, on: bool, by: User, at: datetime) -> NoticeChannel:
    """Switched on, it tells of what comes from now on; switched off, what waits for it is given up."""
    access.require(by, channel.village, Role.ADMINISTRATOR)
    row = _locked(channel)
    if on and not allowed(target_of(row)):
        raise DomainError(_not_allowed(), code="host_not_allowed")
    if on and not NoticeChannel.objects.filter(village=row.village_id, active=True).exists():
        Notice.objects.filter(village=row.village_id, announced=False).update(announced=True)
    row.active, row.changed_at = on, at
    row.save(update_fields=["active", "changed_at"])
    if not on:
        waiting = NoticeDelivery.objects.filter(village=row.village_id, channel=row, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.GIVEN_UP, next_try_at=None, ended_at=at, trouble="switched_off")
    audit.record(by=by, at=at, action="channel.switched", subject=row, after={"active": on})
    return row


@transaction.atomic
def remove(*, channel: NoticeChannel, by: User, at: datetime) -> None:
    """The channel, its secret and its log go."""
    access.require(by, channel.village, Role.ADMINISTRATOR)
    row = _locked(channel)
    audit.record(by=by, at=at, action="channel.removed", subject=row, before={"kind": row.kind})
    row.delete()


@transaction.atomic
def try_out(*, channel: NoticeChannel, by: User, at: datetime) -> NoticeDelivery:
    """A message for trying; it goes out with the next run, and its fate stands in the log."""
    access.require(by, channel.village, Role.ADMINISTRATOR)
    row = _locked(channel)
    if not row.active:
        raise DomainError(_("Switch the channel on first."), code="channel_off")
    made = NoticeDelivery.objects.create(village=row.village, channel=row, notices=0, made_at=at, next_try_at=at)
    audit.record(by=by, at=at, action="channel.tried", subject=row)
    return made


def _locked(channel: NoticeChannel) -> NoticeChannel:
    rows = NoticeChannel.objects.select_for_update(of=("self",)).select_related("village")
    found = rows.filter(village=channel.village_id, pk=channel.pk).first()
    if found is None:
        raise Gone(_("This channel is no longer there. Load the page anew."), code="channel_gone")
    return found


def _not_allowed() -> str:
    return _("The operator of this site does not allow messages to this host. Ask the operator to allow it.")


def _mistakes(row: NoticeChannel, data: ChannelInput, before: str) -> list[DomainError]:
    found = []

    def wrong(field: str, sentence: Any, code: str) -> None:
        found.append(DomainError(sentence, field=field, code=code))

    others = NoticeChannel.objects.filter(village=row.village_id).exclude(pk=row.pk)
    if not row.name or len(row.name) > 40 or others.filter(name=row.name).exists():
        wrong("name", _("A short name of its own."), "name")
    if not row.audience:
        wrong("audience", _("Choose at least one."), "audience")
    if others.count() >= MOST_CHANNELS:
        wrong("name", _("At most %(most)s channels.") % {"most": MOST_CHANNELS}, "too_many")
    if row.kind in WITH_HOST and not HOST.fullmatch(row.host):
        wrong("host", _("A host name, without https:// and without a path."), "host")
    elif not allowed(target_of(row)):
        wrong("host" if row.kind in WITH_HOST else "kind", _not_allowed(), "host_not_allowed")
    if not PATH.fullmatch(row.path):
        wrong("path", _("Begins with / and has letters, digits, dots and hyphens."), "path")
    if row.kind == ChannelKind.EMAIL and not row.recipients:
        wrong("recipients", _("At least one address."), "recipients")
    kept = row.secret if target_of(row) == before else ""
    robots = row.kind not in WITH_HOST
    if robots and not KEY.fullmatch(data.secret.strip() or kept):
        wrong("secret", _("The robot’s key, as the group’s settings show it at the end of the address."), "secret")
    return found
