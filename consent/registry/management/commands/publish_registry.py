"""Command that loads the manifests of the city's services into the registry."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from consent.core.errors import DomainError, Invalid
from consent.people.actors import Actor
from consent.registry.actions.load_manifest import Loaded, load_manifest
from consent.registry.manifest import read_manifest

STYLES = {"new": "green", "changed": "yellow", "unchanged": "dim", "not in the manifest": "magenta"}


class Command(BaseCommand):
    """Publishes departments, data categories, activities and notices; refuses with every broken rule listed."""

    help = "Load service manifests into the registry (default: services/*/manifest.yaml). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the manifests' paths."""
        parser.add_argument("paths", nargs="*", metavar="PATH", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will load each manifest in a transaction of its own and report them all together."""
        base = Path(settings.BASE_DIR)
        paths = options["paths"] or sorted(base.glob("services/*/manifest.yaml"))
        if not paths:
            raise CommandError(f"There is no manifest under {base / 'services'}.")
        actor, loaded, refused = Actor.system("publish_registry"), [], []
        for path in paths:
            try:
                loaded.append(load_manifest(actor=actor, manifest=read_manifest(path)))
            except DomainError as error:
                refused.append((path, error.problems if isinstance(error, Invalid) else [str(error)]))
        if options["verbosity"]:
            self._show(loaded)
        if refused:
            lines = [line for path, problems in refused for line in (f"{path}:", *(f"  - {p}" for p in problems))]
            raise CommandError("\n".join(["Refused, nothing of these manifests was published:", *lines]))

    def _show(self, loaded: list[Loaded]) -> None:
        if not loaded:
            return
        table = Table("Module", "Kind", "Code", "Version", "Result")
        for outcome in loaded:
            for row in outcome.rows:
                version = "" if row.version is None else str(row.version)
                table.add_row(outcome.module, row.kind, row.code, version, row.change, style=STYLES[row.change])
        Console(file=self.stdout, highlight=False).print(table)  # type: ignore[arg-type]
        for row in (row for outcome in loaded for row in outcome.rows if row.widened):
            self.stdout.write(f"{row.code}: earlier consents no longer count ({', '.join(row.widened)}).")
