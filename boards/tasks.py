"""Jobs: ids in, a service called, the result logged."""

from __future__ import annotations

import logging

from celery import shared_task

from boards.services import due
from points.models import Village
from points.services import site
from villagegov.kernel import clock

logger = logging.getLogger("boards.tasks")


@shared_task(name="boards.tasks.sweep")
def sweep() -> None:
    """Every hour: one job per village, so that a village in trouble holds up no other."""
    for village_id in Village.objects.order_by("slug").values_list("pk", flat=True):
        sweep_village.delay(str(village_id))
    site.tidy()
    site.job_finished(name="sweep", at=clock.now())


@shared_task(name="boards.tasks.sweep_village")
def sweep_village(village_id: str) -> None:
    """Everything that is due in one village."""
    village = Village.objects.get(pk=village_id)
    done = due.run_village(village, clock.now())
    if done:
        logger.info(
            "swept: base %d, posted %d, closed %d, rankings %d, drafts %d, ended %d",
            done.base,
            done.posted,
            len(done.closed),
            len(done.rankings),
            len(done.drafts),
            done.expired,
            extra={"village": village.slug, "job": "sweep_village"},
        )
