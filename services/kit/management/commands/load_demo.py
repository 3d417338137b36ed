"""Fills the service modules' own tables with the demo city."""

from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.kit.apps import ServiceConfig
from services.kit.extract import ExtractError, read_extract


class Command(BaseCommand):
    """Reads the demo extract and lets each module build its customers from it. A second run adds nothing."""

    help = "Fill the service modules with the demo city (needs the extract that demo_city writes)."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the modules to fill; all of them when none is named."""
        parser.add_argument("modules", nargs="*", metavar="MODULE")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will fill the modules. Raises CommandError outside a demo, or without an extract."""
        if not settings.DEMO:
            raise CommandError("Demo data is loaded only in demo mode (DEMO=1).")
        known = {config.module_name: config for config in apps.get_app_configs() if isinstance(config, ServiceConfig)}
        wanted = options["modules"] or sorted(known)
        if unknown := sorted(set(wanted) - set(known)):
            raise CommandError(f"No such service module: {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
        try:
            extract = read_extract(Path(settings.DEMO_EXTRACT))
        except ExtractError as fault:
            raise CommandError(str(fault)) from fault
        # On the error stream, so that a pipe gets the results alone; silent when that is not a terminal.
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, disable=options["verbosity"] == 0 or not console.is_terminal) as bar:
            for module in wanted:
                task = bar.add_task(f"{module}: demo data", total=len(extract.people))
                added = known[module].load_demo(extract, partial(bar.advance, task))
                if options["verbosity"]:
                    self.stdout.write(f"{module}: {added} rows added")
