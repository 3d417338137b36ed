"""Command ``begin_log``: begin the first log, or a successor after a loss, or give a lost guard its memory back."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.log.actions.adopt_checkpoint import adopt_checkpoint
from consent.log.actions.begin_log import begin_first_log, begin_successor
from consent.log.fork_guard import known
from consent.log.management.operators import add_operator
from consent.log.models import Log, LogBegan
from consent.log.refusals import NotLeader

PATIENCE_SECONDS = 5.0


class Command(BaseCommand):
    """Refuses when there is nothing to mend. Writes one transaction, or the guard's file, and nothing else."""

    help = "Begin a log: the first one, or a successor when the database was rewound below what had been signed."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will add the checkpoint files and the operator's name."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--after", metavar="CHECKPOINT", type=Path, help="a signed checkpoint that somebody has kept"
        )
        which.add_argument(
            "--adopt",
            metavar="CHECKPOINT",
            type=Path,
            help="the fork guard is lost: believe this, the newest checkpoint that anybody has",
        )
        add_operator(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will begin or adopt, and say what follows. Raises ``CommandError`` with advice."""
        operator = options["operator"]
        try:
            if options["adopt"]:
                self._adopt(operator, _read(options["adopt"]))
            else:
                self._begin(operator, _read(options["after"]) if options["after"] else "")
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        except (LookupError, OSError) as failure:
            raise CommandError(f"Nothing was begun: {failure}") from None

    def _adopt(self, operator: str, note: str) -> None:
        log = Log.objects.order_by("-number").first()
        if log is None:
            raise CommandError("The database has no log. Without --adopt the first one begins.")
        found = adopt_checkpoint(actor=operator, log=log, note=note)
        self.stdout.write(f"The guard is at size {found.size} of {found.origin} again. The worker goes on from there.")

    def _begin(self, operator: str, note: str) -> None:
        first = not Log.objects.exists() and not known()
        log = (
            _patiently(lambda: begin_first_log(actor=operator))
            if first
            else _patiently(lambda: begin_successor(actor=operator, known_checkpoint=note))
        )
        began = LogBegan.objects.get(log_number=log.number)
        self.stdout.write(f"The log {log.origin} has begun; the worker signs it. Operator: {operator}.")
        if not first:
            self.stdout.write(f"Its first entry names the last good checkpoint:\n{_indented(began.after)}")
            self.stdout.write(f"and the highest that was signed:\n{_indented(began.highest)}")
            self.stdout.write("What lies between them is lost. Tell the witnesses and whoever follows the log.")


def _patiently(begin: Any) -> Log:
    """A worker that refuses to go on still looks every few seconds, for some milliseconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            found: Log = begin()
        except NotLeader:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return found


def _indented(note: str) -> str:
    return "".join(f"    {line}\n" for line in note.splitlines()) or "    none\n"


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise CommandError(f"{file} cannot be read as a checkpoint: {failure}") from None
