"""What is written for the whole site: its moved day, and when a job last came to its end."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from points.models import JobRun, SiteClock
from points.services import tries
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


@transaction.atomic
def move_day(*, to: date) -> None:
    """Move the whole site's day forward to ``to``; the time of day goes on as it was. Today again changes nothing.

    Raises :class:`DomainError` for a day that is past and where the clock may not be moved (production).
    """
    if not settings.VILLAGEGOV_MOVABLE_CLOCK:
        raise DomainError(
            _("The day can be moved only where the site runs for trying out (make run). Here it is today."),
            code="clock_fixed",
        )
    clock.refresh()
    today = clock.today()
    if to < today:
        raise DomainError(
            _("It is %(today)s on this site already; the day moves forward only. To begin anew: make reset")
            % {"today": today.isoformat()},
            code="backwards",
        )
    if to > today:
        SiteClock.objects.update_or_create(id=1, defaults={"offset": clock.offset() + (to - today)})
        clock.refresh()


@transaction.atomic
def tidy() -> None:
    """Remove log-in sessions that have ended (they hold what was typed when a log-in expired), and old wrong tries."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    tries.tidy(before=clock.now() - tries.KEPT)


def job_finished(*, name: str, at: datetime) -> None:
    """Remembered for the health page."""
    JobRun.objects.update_or_create(name=name, defaults={"finished_at": at})
