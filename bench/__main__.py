"""`python -m bench [--only NAME] [--tiny] [--output FILE]`: measures, prints a table, writes bench/latest.json."""

import argparse
import logging
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench.ground import CannotMeasure, clone, own_database
from bench.results import Result, show, write
from bench.sizes import FULL, NORMAL, TINY, Sizes
from deploy.local.errors import LocalError
from deploy.local.stopping import StopAsked, ignore_signals, raise_when_asked_to_stop

NAMES = (
    "check-http",
    "check-batch",
    "check-scale",
    "token-endpoint",
    "withdrawal",
    "encoding",
    "pages",
    "log-writes",
    "log-reads",
    "large-city",
    "export",
    "campaign",
)
LATEST = Path(__file__).parent / "latest.json"


def main() -> int:
    """This function will measure and return 0 once it has, whether or not the goals hold, and 2 when it cannot."""
    parser = argparse.ArgumentParser(prog="bench", description="Measures this repository against itself.")
    parser.add_argument("--only", choices=NAMES, default=os.environ.get("ONLY") or None, metavar="NAME")
    parser.add_argument("--tiny", action="store_true", help="a moment of everything, to see that it runs")
    parser.add_argument("--output", type=Path, default=LATEST)
    options = parser.parse_args()
    if options.only not in (None, *NAMES):
        parser.error(f"there is no measurement {options.only!r}; there are {', '.join(NAMES)}")
    sizes = TINY if options.tiny else FULL if os.environ.get("FULL") == "1" else NORMAL
    console = Console(highlight=False)
    raise_when_asked_to_stop()
    began = time.monotonic()
    try:
        with own_database() as database:
            results = _measure(NAMES if options.only is None else (options.only,), sizes, console, database)
            ignore_signals()
    except StopAsked:
        return 130
    except (CannotMeasure, LocalError) as problem:
        print(problem, file=sys.stderr)
        return 2
    show(results, console)
    write(results, options.output)
    missed = sum(result.holds is False for result in results)
    console.print(f"{missed} goals missed; {time.monotonic() - began:.0f} s in all; written to {options.output}")
    return 0


def _measure(names: tuple[str, ...], sizes: Sizes, console: Console, database: str) -> list[Result]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    logging.disable(logging.INFO)  # a line for every page asked for would bury the table
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from bench.city import analyse, build_city, record_uses
    from bench.crowd import grow
    from bench.measures import (
        campaign,
        check_batch,
        check_http,
        check_scale,
        encoding,
        export,
        large_city,
        log_reads,
        log_writes,
        pages,
        token_endpoint,
        withdrawal,
    )
    from bench.scene import Scene
    from bench.server import running_server

    measures = dict(
        zip(
            NAMES,
            (
                check_http,
                check_batch,
                check_scale,
                token_endpoint,
                withdrawal,
                encoding,
                pages,
                log_writes,
                log_reads,
                large_city,
                export,
                campaign,
            ),
            strict=True,
        )
    )
    results: list[Result] = []
    end = ExitStack()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        empty = end.enter_context(clone(database, "empty"))
        with Progress(console=console, transient=True) as progress:
            enrolling = progress.add_task("A city to measure", total=sizes.residents)
            city = build_city(sizes.residents, lambda done: progress.advance(enrolling, done))
            growing = progress.add_task("More people, with ten permissions each", total=sizes.permissions)
            city = grow(city, sizes.permissions, sizes.asked_about, lambda done: progress.advance(growing, done))
            recording = progress.add_task("Uses of their data", total=sizes.uses_before)
            for part in (min(sizes.uses_before, 1_000), max(sizes.uses_before - 1_000, 0)):
                # The statistics that PostgreSQL gathers by itself within minutes; without them plans are guesses, and
                # those made for a table that was empty read all of it.
                analyse()
                record_uses(city, sizes.residents, part, lambda done: progress.advance(recording, done))
            analyse()
        with running_server(city.token) as server:
            scene = Scene(sizes, city, server, empty)
            for name in names:
                with console.status(f"Measuring {name}…"):
                    results += measures[name].measure(scene)
    finally:
        connections.close_all()
        end.close()
    return results


if __name__ == "__main__":
    sys.exit(main())
