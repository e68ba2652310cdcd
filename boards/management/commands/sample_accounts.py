"""Print the sample's accounts, one per role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.sample.accounts import PRINTED_NAMES, table
from points.models import User


class Command(BaseCommand):
    help = gettext_lazy("Print a table of the sample's accounts, one per role.")  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(User.objects.filter(username__in=PRINTED_NAMES).values_list("username", "name"))
        if not names:
            self.stdout.write(_("No sample is loaded here: manage.py load_sample"))
            return
        self.stdout.write(table(names))
