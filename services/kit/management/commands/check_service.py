"""The contract test of service modules: `python -m services.kit.check MODULE`."""

import sys
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from services.kit.apps import ServiceConfig
from services.kit.testkit.trials import prove


class Command(BaseCommand):
    """Tries each module with a made-up person before a fake ledger; whatever is stored meanwhile is undone."""

    help = "Prove that service modules read nothing without a permit, and obey the ledger in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the modules to try; all of them when none is named."""
        parser.add_argument("modules", nargs="*", metavar="MODULE")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will print each proof and a verdict, and exit with 1 when a module does not stand one."""
        # The fake ledger takes the real one's place in this process: never beside people.
        if not settings.DEMO:
            raise CommandError("Modules are tried in demo mode only (DEMO=1).")
        known = {config.module_name: config for config in apps.get_app_configs() if isinstance(config, ServiceConfig)}
        wanted = options["modules"] or sorted(known)
        if unknown := sorted(set(wanted) - set(known)):
            raise CommandError(f"No such service module: {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
        try:
            fallen = [name for name in wanted if not self._try(known[name])]
        except DatabaseError:
            raise CommandError("The tables are not there: run `python manage.py migrate` (make run does).") from None
        if fallen:
            self.stdout.write(f"\nNot safe to use: {', '.join(fallen)}.")
            sys.exit(1)
        self.stdout.write(f"\nSafe to use: {', '.join(wanted)}.")

    def _try(self, config: ServiceConfig) -> bool:
        self.stdout.write(f"\n{config.module_name}")
        whole = True
        for proof in prove(config):
            self.stdout.write(f"  {'✗' if proof.against else '✓'} {proof.title}")
            for each in proof.against[:20]:
                self.stdout.write(f"      {each}")
            whole = whole and not proof.against
        return whole
