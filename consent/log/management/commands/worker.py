"""Command ``worker``: the city's background process, which runs jobs and sequences the log."""

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from consent.log.loops import registered_loops
from consent.log.sequencer import Sequencer
from consent.log.witness_rounds import WitnessRounds

LAST_BATCH_SECONDS = 10.0


class Command(BaseCommand):
    """Jobs run in the main thread; the sequencer, witnesses and rooms' loops each have a thread and a connection."""

    help = "Run jobs and sequence the log, until SIGTERM or Ctrl-C. Several may run: one of them sequences."

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will work until it is stopped, and then let the batch at hand end."""
        sequencer = Sequencer()
        # A daemon: when jobs fail for good, the process ends, and whoever supervises it starts both anew.
        thread = threading.Thread(target=sequencer.run, name="sequencer", daemon=True)
        thread.start()
        rounds = WitnessRounds()
        threading.Thread(target=rounds.run, name="witnesses", daemon=True).start()
        loops = {name: make() for name, make in registered_loops().items()}
        for name, loop in loops.items():
            threading.Thread(target=loop.run, name=name, daemon=True).start()
        try:
            call_command("procrastinate", "worker")
        finally:
            for loop in loops.values():
                loop.stop()
            rounds.stop()
            sequencer.stop()
            thread.join(LAST_BATCH_SECONDS)
