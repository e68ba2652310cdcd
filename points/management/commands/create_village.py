"""Start a real village: its region, its address, a draft of the rules, the first administrator."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.enums import Role
from points.sample.template import scheme_template
from points.services import accounts, schemes, villages
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Make a village with default numbers, a draft of the points rules and a first administrator, whose one-time "
        "password is printed once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, metavar="省/市/县/乡镇", help="四川省/乐山市/井研县/研经镇")
        parser.add_argument("--name", required=True, help="王家沟村")
        parser.add_argument("--slug", required=True, help="wangjiagou, for /v/wangjiagou/")
        parser.add_argument("--admin", required=True, metavar="USERNAME", help="user name of the first administrator")
        parser.add_argument("--admin-name", required=True, metavar="NAME", help="that person's name")
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day; default today")
        parser.add_argument("--no-points", action="store_true", help="boards and councils only, no points")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.refresh()
        try:
            password = self._create(options)
        except DomainError as error:
            raise CommandError(" ".join(str(problem) for problem in error)) from error
        self.stdout.write(
            _("%(village)s is ready: /v/%(slug)s/") % {"village": options["name"], "slug": options["slug"]}
        )
        self.stdout.write(
            _(
                "Administrator: %(username)s, one-time password: %(password)s "
                "(shown only now; change it at the first log-in)"
            )
            % {"username": options["admin"], "password": password}
        )
        self.stdout.write(
            _(
                "Next, in the browser under /admin/: the register of households, the draft of the rules, "
                "accounts, bodies."
            )
        )

    @transaction.atomic
    def _create(self, options: dict[str, Any]) -> str:
        at = clock.now()
        village = villages.create_village(
            town=villages.ensure_region(path=options["region"].split("/")),
            name=options["name"],
            slug=options["slug"],
            points_on=not options["no_points"],
            since=options["since"] or clock.local_day(at),
            by=None,
            at=at,
        )
        if village.points_on:
            title = f"{village.name}村民积分管理办法"
            schemes.draft_from_template(village=village, template=scheme_template(title=title), by=None, at=at)
        _user, password = accounts.create_user(
            village=village,
            username=options["admin"],
            name=options["admin_name"],
            role=Role.ADMINISTRATOR,
            by=None,
            at=at,
        )
        return password
