"""Command that brings a vendor's own access log into the ledger."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from consent import clock
from consent.api.adapters.use_log import Line, NoUseLog, read
from consent.core.errors import DomainError
from consent.ledger.actions.import_uses import MOST, Outcome, import_uses
from consent.people.actors import Actor
from consent.rights import periods

ACTOR = Actor.system("import_uses")
_SYSTEM = re.compile(r"[a-z][a-z0-9-]{0,63}")


class Command(BaseCommand):
    """Imports a log; what was imported before is left as it is, so that it may be run again at any time."""

    help = "Record the uses that a vendor's own access log tells of (CSV or JSON lines), each once, as not asked first."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the file, whose it is, and what to do with bad lines."""
        parser.add_argument("file", type=Path, metavar="FILE", help="its name ends in .csv or .jsonl")
        parser.add_argument("--department", required=True, metavar="CODE")
        parser.add_argument("--system", required=True, metavar="NAME", help="which of its systems wrote the log")
        parser.add_argument("--strict", action="store_true", help="record nothing unless every line is good")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it and record nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will import, list the bad lines, and fail when there are any."""
        if not _SYSTEM.fullmatch(options["system"]):
            raise CommandError("--system takes a plain name: lower-case letters, digits and hyphens.")
        counts: Counter[Outcome] = Counter()
        bad: list[tuple[int, str]] = []
        try:
            with transaction.atomic() if options["strict"] or options["dry_run"] else nullcontext():
                self._import(options, counts, bad)
                if options["dry_run"] or (options["strict"] and bad):
                    transaction.set_rollback(True)
        except (DomainError, NoUseLog) as error:
            said = " ".join(getattr(error, "problems", ())) or str(error)
            raise CommandError(said) from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        self._tell(options, counts, bad)
        if bad:
            raise SystemExit(1)

    def _import(self, options: dict[str, Any], counts: Counter[Outcome], bad: list[tuple[int, str]]) -> None:
        not_before = periods.cut(periods.USES, clock.now())
        columns = (TextColumn("Lines"), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=None)
            for lines in _batches(read(options["file"])):
                good = [(line.number, line.told) for line in lines if line.told is not None]
                bad += [(line.number, line.problem) for line in lines if line.told is None]
                outcomes = import_uses(
                    actor=ACTOR,
                    department=options["department"],
                    system=options["system"],
                    told=[told for _, told in good],
                    not_before=not_before,
                )
                for (number, _), outcome in zip(good, outcomes, strict=True):
                    counts[outcome] += 1
                    if outcome not in (Outcome.ADDED, Outcome.KNOWN):
                        bad.append((number, outcome.value))
                bar.update(task, advance=len(lines))

    def _tell(self, options: dict[str, Any], counts: Counter[Outcome], bad: list[tuple[int, str]]) -> None:
        nothing = options["dry_run"] or (options["strict"] and bool(bad))
        told = {
            "added": 0 if nothing else counts[Outcome.ADDED],
            "would_be_added": counts[Outcome.ADDED] if nothing else 0,
            "known": counts[Outcome.KNOWN],
            "bad": [{"line": number, "problem": problem} for number, problem in sorted(bad)],
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
            return
        for number, problem in sorted(bad):
            self.stdout.write(f"line {number}: {problem}")
        added = f"{counts[Outcome.ADDED]} would be added" if nothing else f"{told['added']} added"
        self.stdout.write(f"{added}, {told['known']} known already, {len(bad)} bad.")


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    each = iter(lines)
    while batch := list(islice(each, MOST)):
        yield batch
