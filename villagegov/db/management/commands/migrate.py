"""``manage.py migrate`` as the owner of the tables, unless told otherwise."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand

from villagegov.db.rendering import sparing


class Command(DjangoCommand):
    help = DjangoCommand.help

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if options["database"] not in settings.DATABASES:
            raise CommandError(
                "OWNER_DATABASE_URL is not set. Set it to the Postgres login that owns the tables: "
                "postgres://OWNER:PASSWORD@HOST/NAME"
            )
        with sparing():
            return super().execute(*args, **options)
