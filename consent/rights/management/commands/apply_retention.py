"""Command ``apply_retention``: let go of what has been kept long enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from consent.people.actors import Actor
from consent.rights.actions.apply_retention import apply_retention


class Command(BaseCommand):
    """Shreds every record past its class's period. May be stopped and run again at any time."""

    help = "Shred records past their retention period (GDPR 5(1)(e)); periods are RETENTION_*_YEARS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add the dry run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="count the first batch of each class, change nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """This function will apply the periods and report. Raises ``CommandError`` with advice."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), TextColumn("{task.completed:.0f} records"), TimeElapsedColumn())
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
                task = bar.add_task("Retention", total=None)
                done = apply_retention(
                    actor=Actor.system("apply_retention"),
                    dry_run=dry_run,
                    progress=lambda record_class, count: bar.update(task, description=record_class, advance=count),
                )
        except ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from None
        said = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in done.counts.items())
        self.stdout.write(f"{'Would shred at least' if dry_run else 'Shredded'}: {said}.")
