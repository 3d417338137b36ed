"""SQL as the superuser, through psql: no Python driver is needed to bring a server up."""

import os
import subprocess
from pathlib import Path

from deploy.local.errors import StartFailed
from deploy.local.roles import SUPERUSER


def run_sql(psql: Path, socket: Path, port: int, password: str, database: str, statements: str) -> str:
    """
    This function will run statements and return the rows of their answers, a line each, without headings.

    :raises StartFailed: with what the server answered to the first one it refused.
    """
    address = ("-h", str(socket), "-p", str(port), "-U", SUPERUSER, "-d", database)
    done = subprocess.run(
        [str(psql), "-XAtq", "-v", "ON_ERROR_STOP=1", *address],
        input=statements,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10", "LC_ALL": "C"},
        timeout=120,
    )
    if done.returncode:
        raise StartFailed(f"PostgreSQL refused: {done.stderr.strip()}")
    return done.stdout.strip()
