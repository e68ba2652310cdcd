"""Messages that go outside: a job of its own, so that a dead receiver holds up no posting and no board."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings

from points.models import NoticeChannel, Village
from points.services import deliveries
from villagegov.kernel import clock

logger = logging.getLogger("points.tasks")


@shared_task(name="points.tasks.deliver")
def deliver() -> None:
    """Every ten minutes: one job for each village that has a channel switched on."""
    if not settings.NOTICE_HOSTS:
        return
    for village_id in (
        NoticeChannel.objects.filter(active=True).order_by().values_list("village_id", flat=True).distinct()
    ):
        deliver_village.delay(str(village_id))


@shared_task(name="points.tasks.deliver_village")
def deliver_village(village_id: str) -> None:
    """What is new, and what is to be tried again, in one village."""
    village = Village.objects.get(pk=village_id)
    sent = deliveries.run(village=village, at=clock.now())
    if sent:
        logger.info("messages taken: %d", sent, extra={"village": village.slug, "job": "deliver_village"})
