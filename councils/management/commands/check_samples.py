"""Draw every sample anew and say what differs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from councils.models import Sample
from councils.queries import samples
from points.models import Village


class Command(BaseCommand):
    help = "Draw every month's sample of the supervisors anew from the ledger; exit 1 where one differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="one village; all without it")

    def handle(self, *args: Any, **options: Any) -> None:
        villages = Village.objects.filter(slug=options["slug"]) if options["slug"] else Village.objects.all()
        if options["slug"] and not villages:
            raise CommandError(f"There is no village {options['slug']}.")
        wrong = 0
        for village in villages.order_by("slug"):
            found = samples.problems(village)
            wrong += len(found)
            drawn = Sample.objects.filter(village=village).count()
            self.stdout.write(f"{village.slug}: {drawn} drawn, {f'{len(found)} wrong' if found else 'in order'}")
            for sentence in found:
                self.stderr.write(f"  {sentence}")
        if wrong:
            raise SystemExit(1)
