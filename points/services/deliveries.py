"""Saying outside that there is something new: made in one transaction, sent in none, tried again later and later.

What leaves the site is one sentence and the address of the inbox: no name, no item, no number. A receiver that is dead
holds up nothing else, and after the last try it is left alone.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from points.enums import DeliveryState
from points.models import Membership, Notice, NoticeChannel, NoticeDelivery, Village
from points.queries.channels import allowed, target_of
from points.services import senders

logger = logging.getLogger("points.deliveries")

#: After each failed try; after the last of them it is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 120, 360, 1440))
#: One run sends so many at most, so that a village with dead receivers ends too.
AT_ONCE = 20
KEPT = timedelta(days=90)


def run(*, village: Village, at: datetime) -> int:
    """Make what is new into messages and send what is due; returns how many were taken."""
    if not settings.NOTICE_HOSTS:
        return 0
    plan(village=village, at=at)
    sent = 0
    for _number in range(AT_ONCE):
        delivery = claim_next(village=village, at=at)
        if delivery is None:
            break
        sent += _send(delivery, at)
    return sent


@transaction.atomic
def plan(*, village: Village, at: datetime) -> int:
    """One message for each channel that has something new for its people; notices count once."""
    channels = list(NoticeChannel.objects.filter(village=village, active=True).order_by("pk"))
    if not channels:
        return 0
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(village=village, announced=False)
    new = list(waiting.order_by("pk").values_list("pk", "user_id"))
    roles: dict[uuid.UUID, set[str]] = {}
    rows = Membership.objects.filter(village=village, active=True, user__in={user for _pk, user in new})
    for user, role in rows.values_list("user_id", "role"):
        roles.setdefault(user, set()).add(role)
    made = [
        NoticeDelivery(village=village, channel=channel, notices=count, made_at=at, next_try_at=at)
        for channel in channels
        if (count := sum(1 for _pk, user in new if roles.get(user, set()) & set(channel.audience)))
    ]
    NoticeDelivery.objects.bulk_create(made)
    Notice.objects.filter(village=village, pk__in=[pk for pk, _user in new]).update(announced=True)
    NoticeDelivery.objects.filter(village=village, ended_at__lt=at - KEPT).delete()
    return len(made)


@transaction.atomic
def claim_next(*, village: Village, at: datetime) -> NoticeDelivery | None:
    """The next message that is due, counted as tried and set aside for a while: killed half-way, it comes again."""
    due = NoticeDelivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("channel")
    found = (
        due.filter(village=village, state=DeliveryState.WAITING, next_try_at__lte=at).order_by("made_at", "pk").first()
    )
    if found is None:
        return None
    found.village = village
    found.attempts += 1
    found.next_try_at = at + WAITS[min(found.attempts, len(WAITS)) - 1]
    found.save(update_fields=["attempts", "next_try_at"])
    return found


def _send(delivery: NoticeDelivery, at: datetime) -> bool:
    """Try once, outside any transaction, and write down what came of it."""
    channel = delivery.channel
    if not channel.active:
        trouble = "switched_off"
    elif not allowed(target_of(channel)):
        trouble = "not_allowed"
    else:
        trouble = senders.send(channel, *message(delivery.village))
    note(delivery=delivery, trouble=trouble, at=at)
    if trouble:
        logger.warning("delivery failed", extra={"village": delivery.village.slug, "trouble": trouble})
    return not trouble


@transaction.atomic
def note(*, delivery: NoticeDelivery, trouble: str, at: datetime) -> None:
    """What came of a try: taken, to be tried again, or given up."""
    final = trouble in ("switched_off", "not_allowed") or delivery.attempts > len(WAITS)
    ended = not trouble or final
    state = DeliveryState.WAITING if not ended else DeliveryState.GIVEN_UP if trouble else DeliveryState.SENT
    rows = NoticeDelivery.objects.filter(village=delivery.village_id, pk=delivery.pk, state=DeliveryState.WAITING)
    times = {"ended_at": at, "next_try_at": None} if ended else {}
    rows.filter(Q(attempts=delivery.attempts)).update(state=state, trouble=trouble, **times)


def message(village: Village) -> tuple[str, str]:
    """Title and text, in the site's first language. The address needs a log-in."""
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("points:inbox", kwargs={"slug": village.slug})
        title = _("Something new in villagegov")
        return title, _("There is something new for you. Log in and open the inbox: %(address)s") % {
            "address": f"{settings.SITE_URL}{path}"
        }
