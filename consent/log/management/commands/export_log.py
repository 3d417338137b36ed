"""Writes the log as static files that any web server can serve."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from consent.core.notes import NoteError
from consent.log.exporting import NotExported, export_log
from consent.log.models import Log
from consent.log.tree_queries import logs


class Command(BaseCommand):
    """The present log goes to the folder itself, each earlier one to a folder of its number."""

    help = "Write checkpoint, keys, tiles and entry bundles as files (C2SP tlog-tiles); may be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will add the folder."""
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="where to write; what is there is compared and kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will export every log, the present one first."""
        every = list(reversed(logs()))
        if not every:
            raise CommandError("There is no log yet: it begins when the worker first runs.")
        for place, log in enumerate(every):
            self._export(log, options["folder"] / str(log.number) if place else options["folder"])

    def _export(self, log: Log, folder: Path) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(log.origin, total=None)
            try:
                done = export_log(log, folder, lambda at, of: bar.update(task, completed=at, total=of))
            except (NotExported, NoteError, OSError, ValueError) as reason:
                raise CommandError(f"{log.origin}: {reason}") from None
        self.stdout.write(f"{log.origin}: size {done.size}, {done.written} files written, {done.kept} kept.")
