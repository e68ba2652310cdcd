"""Background work: one queue on Redis, one schedule.

No view sends a task (with Redis down it would wait): beat does, every hour, and what is due is read from the
database. So a task may come twice, late or be killed half-way; the next one finishes the work.
"""

import logging
import logging.config
import os
from typing import Any

from celery import Celery
from celery.exceptions import OperationalError
from celery.schedules import crontab
from celery.signals import beat_init, setup_logging, task_postrun, task_prerun

from villagegov.kernel import clock

logger = logging.getLogger(__name__)
SWEEP, SWEEP_EXPIRES = "boards.tasks.sweep", 3500  # seconds: before the next one
DELIVER, DELIVER_EXPIRES = "points.tasks.deliver", 550

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "villagegov.settings")

app = Celery("villagegov")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.update(
    timezone="Asia/Shanghai",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=30 * 60,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 5},
    beat_schedule={
        # After a night without a worker one sweep is enough: those before it have expired.
        "sweep": {"task": SWEEP, "schedule": crontab(minute=5), "options": {"expires": SWEEP_EXPIRES}},
        "deliver": {"task": DELIVER, "schedule": crontab(minute="*/10"), "options": {"expires": DELIVER_EXPIRES}},
    },
)


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery must not replace the handlers: its own lines quote task arguments."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def read_the_clock(**kwargs: Any) -> None:
    """A task works on the site's day, which a demonstration may have moved."""
    clock.refresh()


@task_postrun.connect
def log_the_task(sender: Any = None, task_id: str = "", state: str = "", **kwargs: Any) -> None:
    """Celery's own lines name the task only among their arguments, which we do not log."""
    logger.info("task", extra={"task": getattr(sender, "name", ""), "task_id": task_id, "status": state})


@beat_init.connect
def sweep_at_once(**kwargs: Any) -> None:
    """After a time without beat, what fell due meanwhile is done now and not at the next full hour."""
    try:
        app.send_task(SWEEP, expires=SWEEP_EXPIRES, retry=False)
    except OperationalError:
        logger.warning("Redis is away: the first sweep waits for its hour")
