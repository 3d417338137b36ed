"""Recomputes the permissions from their changes and repairs those that differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from consent.ledger.rebuild import rebuild_permissions


class Command(BaseCommand):
    """Safe to run beside a living city and to repeat; exit 1 when something had to be repaired."""

    help = "Recompute every permission from its recorded changes; exit 1 when one differed and was repaired."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will rebuild, tell what differed, and fail when anything did."""
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Permissions", total=None)
            rebuilt = rebuild_permissions(lambda done: progress.advance(task, done))
        self.stdout.write(f"{rebuilt.permissions} permissions equal their changes.")
        if rebuilt.repaired:
            for subject, activity in rebuilt.repaired:
                self.stderr.write(f"repaired: {activity} of subject {subject}")
            raise CommandError(f"{len(rebuilt.repaired)} permissions differed from their changes and were repaired.")
