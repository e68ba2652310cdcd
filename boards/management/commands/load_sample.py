"""Load the sample: four villages, one of them with a year of history."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.sample.loader import MONTHS, QUICK_MONTHS, load
from points.sample.villages import VILLAGES
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


class Command(BaseCommand):
    help = gettext_lazy("Load the sample villages once, with a year of invented history up to today.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        slugs = [village.slug for village in VILLAGES]
        parser.add_argument("--villages", nargs="+", choices=slugs, default=slugs, metavar="SLUG", help=" ".join(slugs))
        parser.add_argument("--quick", action="store_true", help="two months of history instead of twelve")
        parser.add_argument("--force", action="store_true", help="into a site that is not the embedded default")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED and not options["force"]:
            raise CommandError(
                _(
                    "This is no trial installation. Invented people do not belong among real ones; --force loads them "
                    "all the same."
                )
            )
        clock.refresh()
        started = time.monotonic()
        plans = [village for village in VILLAGES if village.slug in options["villages"]]
        months = QUICK_MONTHS if options["quick"] else MONTHS
        try:
            made = load(plans, now=clock.now(), months=months, say=self._say)
        except DomainError as error:
            raise CommandError(" ".join(str(problem) for problem in error)) from error
        if made:
            self._say(_("Sample loaded in %(seconds).0f seconds.") % {"seconds": time.monotonic() - started})

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
