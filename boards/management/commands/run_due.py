"""manage.py run_due [--on DATE]: what beat would have done by now, or by a day still to come."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.services import due
from points.models import Village
from points.services import site
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Do everything that is due in all villages: posting, closing, rankings, board drafts, end dates. With --on the "
        "whole site's day moves forward to DATE first (only where the site runs for trying out). Twice gives the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="move the whole site's day forward to this day")

    def handle(self, *args: Any, on: str | None, **options: Any) -> None:
        clock.refresh()
        before = clock.today()
        if on is not None:
            try:
                site.move_day(to=_day(on))
            except DomainError as error:
                raise CommandError(str(error)) from error
        villages = list(Village.objects.order_by("slug"))
        done = due.run_days(villages, before, clock.now())
        site.job_finished(name="run_due", at=clock.now())
        if clock.offset():
            self.stdout.write(_("Today is %(day)s on this site.") % {"day": clock.today().isoformat()})
        for village in villages:
            self.stdout.write(
                _("%(village)s: %(done)s") % {"village": f"{village.name} ({village.slug})", "done": done[village.slug]}
            )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("“%(text)s” is no day. Write it as year-month-day, for example 2026-11-08.") % {"text": text}
        ) from error
