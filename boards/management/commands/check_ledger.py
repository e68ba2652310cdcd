"""manage.py check_ledger [slug]: recompute every invariant; exit 1 naming what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.queries import checks
from points.models import Village
from points.queries import ledger_check


class Command(BaseCommand):
    help = "Recomputes every invariant of the ledger and of the boards that stand on it. Exit 1 where one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="one village; without it, all")

    def handle(self, *args: Any, slug: str | None, **options: Any) -> None:
        villages = Village.objects.filter(slug=slug) if slug else Village.objects.order_by("slug")
        if slug and not villages:
            raise CommandError(f"There is no village {slug}.")
        wrong = 0
        for village in villages:
            found = ledger_check.problems(village) + checks.problems(village)
            wrong += len(found)
            self.stdout.write(f"{village.slug}: {'in order' if not found else f'{len(found)} wrong'}")
            for sentence in found:
                self.stderr.write(f"  {sentence}")
        if wrong:
            raise SystemExit(1)
