"""Print the sample's accounts, one per role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.sample.accounts import PRINTED_NAMES, table
from boards.sample.phone import NEIGHBOURS, PRINTED_PINS, WANGJIAGOU, sample_pin
from points.models import User, Village


class Command(BaseCommand):
    help = gettext_lazy("Print a table of the sample's accounts, one per role.")  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(User.objects.filter(username__in=PRINTED_NAMES).values_list("username", "name"))
        if not names:
            self.stdout.write(_("No sample is loaded here: manage.py load_sample"))
            return
        self.stdout.write(table(names))
        self.stdout.write("")
        self.stdout.write(_("households with a card log in with number and PIN:"))
        here = set(Village.objects.values_list("slug", flat=True))
        for slug, number in (*((WANGJIAGOU, number) for number in PRINTED_PINS), *NEIGHBOURS.items()):
            if slug in here:
                words = {"path": f"/v/{slug}/pin/", "number": number, "pin": sample_pin(number)}
                self.stdout.write(_("%(path)s  household number %(number)s  PIN %(pin)s") % words)
