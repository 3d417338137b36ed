"""A sequencer in a process of its own that is killed at a given point: ``python -m tests.log.crashing POINT``.

The points are those where a crash can leave things half done; ``run`` is none of them: it leads until it is killed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from tests.databases import ROOT, environment_of

POINTS = ("before_a", "after_a", "before_guard", "within_guard", "after_guard", "after_b")


def crash(point: str, database: str, home: Path) -> None:
    """This function will run one batch in another process that is killed at ``point``."""
    ran = subprocess.run(command(point), cwd=ROOT, env=environment(database, home), check=False, timeout=60)
    assert ran.returncode == -signal.SIGKILL


def command(point: str) -> list[str]:
    """This function will return the command of such a process."""
    return [sys.executable, "-m", "tests.log.crashing", point]


def environment(database: str, home: Path) -> dict[str, str]:
    """This function will return its environment: the test's own database, guard and keys (``log_keys``)."""
    return environment_of(database) | {
        "DJANGO_SETTINGS_MODULE": "consent.settings",
        "LOG_ORIGIN": "city.test/log",
        "GUARD_DIR": str(home / "guard"),
        "LOG_KEYS_DIR": str(home / "log-keys"),
    }


def main(point: str) -> None:
    """This function will sequence until the point is reached."""
    import django

    django.setup()
    from consent.log import fork_guard, sequencer, signing
    from tests.log.sequencing import begun_log

    if point == "run":
        sequencer.Sequencer().run()
        return
    log, highest = begun_log()
    if point == "before_a":
        sequencer.place_pending = dying_after(sequencer.place_pending)  # type: ignore[assignment]
    elif point == "after_a":
        sequencer.sign_stored = die  # type: ignore[assignment]
    elif point == "before_guard":
        signing.fork_guard.advance = die
    elif point == "within_guard":
        fork_guard.os.fsync = die  # type: ignore[assignment]
    elif point == "after_guard":
        signing.record_checkpoint = die  # type: ignore[assignment]
    sequencer.sequence_batch(log, highest)
    die()


def die(*_: Any, **__: Any) -> NoReturn:
    """This function will kill this process as the kernel kills: nothing more runs."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def dying_after(work: Callable[..., Any]) -> Callable[..., Any]:
    """This function will return ``work``, after which the process dies."""

    def worked(*arguments: Any) -> NoReturn:
        work(*arguments)
        die()

    return worked


if __name__ == "__main__":
    main(sys.argv[1])
