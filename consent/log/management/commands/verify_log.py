"""Recomputes the whole log from stored bytes and names the first place that is not as it was signed."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from consent.log.verification.run import SinceRefused, verify_everything
from consent.log.verification.verdict import Verdict


class Command(BaseCommand):
    """Reads one moment of the database beside a living city and writes nothing; exit 1 when the log is not whole."""

    help = "Recompute everything in the log from stored bytes; exit 1 and the first bad index when it is not whole."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will add the form of the answer, where to begin and how many processes may work."""
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument(
            "--since",
            type=Path,
            metavar="CHECKPOINT_FILE",
            help="trust this signed checkpoint: prove that the log continues it and recompute only what came later",
        )
        parser.add_argument(
            "--processes", type=int, help="how many processes work (default: as many as there are cores)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will verify, tell what it found, and fail when anything is wrong."""
        since = None
        if options["since"] is not None:
            try:
                since = options["since"].read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as reason:
                raise CommandError(f"{options['since']} cannot be read: {reason}") from None
        columns = (TextColumn("Leaves"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=None)
            try:
                verdict = verify_everything(
                    since=since,
                    processes=options["processes"],
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
            except SinceRefused as refused:
                raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_data(), indent=2))
        else:
            self.stdout.write(_told(verdict))
        if not verdict.whole:
            raise SystemExit(1)


def _told(verdict: Verdict) -> str:
    said = verdict.as_data()
    lines = [
        f"{said['verified']} of {said['leaves']} leaves recomputed in {said['seconds']} s"
        f" ({said['leaves_per_second']} a second), {said['checkpoints']} checkpoints,"
        f" {said['cosignatures']} cosignatures."
    ]
    if said["erased"]:
        lines.append(f"{said['erased']} leaves: content erased by design, commitment whole.")
    if said["erasure_unfinished"]:
        lines.append(f"{said['erasure_unfinished']} erased payloads are still to be deleted.")
    if said["pending"] or said["unsigned"]:
        lines.append(f"{said['pending']} events wait for their index, {said['unsigned']} leaves for a checkpoint.")
    if said["lost"]:
        lines.append(f"{said['lost']} leaves of an earlier log were lost; its successor says so.")
    if not verdict.guarded:
        lines.append("The fork guard could not be asked: GUARD_DIR is not set for this process.")
    if verdict.whole:
        lines.append(f"The log is whole up to its signed size {said['size']}.")
        return "\n".join(lines)
    lines.append(f"THE LOG IS NOT WHOLE: {verdict.fault_count} faults. The first:")
    for fault in verdict.faults[:10]:
        where = "at no leaf" if fault.index is None else f"index {fault.index}"
        if fault.until is not None:
            where = f"one of the leaves {fault.index} to {fault.until - 1}"
        log = f"log {fault.log}, " if len(verdict.logs) > 1 and fault.log else ""
        event = f", event {fault.event_id}" if fault.event_id is not None else ""
        lines.append(f"  {log}{where}{event}: {fault.kind.value}: {fault.message}")
    return "\n".join(lines)
