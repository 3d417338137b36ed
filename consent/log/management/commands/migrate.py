"""Django's migrate, run as the owner role and followed by the grants of the other roles."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from consent.log.roles import apply_grants


class Command(DjangoMigrate):
    """Migrates with the role that owns the tables, so that the app's role never needs to."""

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will make the owner's database the default one, when there is one."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will migrate and then grant."""
        super().handle(*args, **options)
        apply_grants(connections[options["database"]])
