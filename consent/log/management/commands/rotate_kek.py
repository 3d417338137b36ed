"""Command ``rotate_kek``: wrap every data key under the newest key-encryption key."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from consent.log.keys import current_kek
from consent.log.rewrapping import rewrap_data_keys


class Command(BaseCommand):
    """Re-wraps keys only. May be stopped and run again at any time."""

    help = "Wrap every data key under the newest of KEY_ENCRYPTION_KEYS; afterwards the older ones can be destroyed."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will re-wrap and report. Raises ``CommandError`` with advice."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), TextColumn("{task.completed:.0f} keys"), TimeElapsedColumn())
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
                task = bar.add_task("Re-wrapping", total=None)
                count = rewrap_data_keys(lambda done: bar.advance(task, done))
        except LookupError as missing:
            raise CommandError(
                f"{missing}. Name it in KEY_ENCRYPTION_KEYS, or set KEY_ENCRYPTION_FROM_ROOT=1 if version 1 came from "
                "ROOT_KEY. Nothing that was wrapped under it has changed."
            ) from None
        except ImproperlyConfigured as missing_role:
            raise CommandError(str(missing_role)) from None
        self.stdout.write(
            f"{count} data keys are now wrapped under version {current_kek()}. Older versions can be destroyed once "
            "every process has been restarted with the new one, this command then finds 0, and no backup that must be "
            "readable holds keys wrapped under them."
        )
