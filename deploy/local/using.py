"""Runs one command with a server of its own: `python -m deploy.local.using test python -m pytest`."""

import os
import signal
import subprocess
import sys

from deploy.local import processes
from deploy.local.cluster import Cluster
from deploy.local.environment import ensure_database, environment, files_home, names_a_database
from deploy.local.errors import Busy, LocalError
from deploy.local.files import make_directory
from deploy.local.instance import Instance
from deploy.local.locks import FileLock
from deploy.local.paths import home
from deploy.local.state import ensure_home
from deploy.local.stopping import StopAsked, ignore_signals, raise_when_asked_to_stop


def main() -> int:
    """This function will run the command and return its exit status; the server is stopped afterwards."""
    if len(sys.argv) < 3:
        print("usage: python -m deploy.local.using CLUSTER COMMAND…", file=sys.stderr)
        return 2
    name, command = sys.argv[1], sys.argv[2:]
    if names_a_database():
        return subprocess.run(command, check=False).returncode
    server = Cluster(home(), name)
    raise_when_asked_to_stop()
    try:
        return _with(server, command)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    except StopAsked:
        return 130
    finally:
        ignore_signals()
        server.release()


def _with(server: Cluster, command: list[str]) -> int:
    ensure_home(server.home)
    files = files_home(server.home, server.name)
    make_directory(files, 0o700)
    alone = FileLock(files / "session.lock")
    if not alone.acquire():
        raise Busy(f"Another command is using this clone's `{server.name}` database.", "Wait until it has finished.")
    server.hold()
    ensure_database(server, files)
    values = environment(files, server, Instance())
    process = subprocess.Popen(command, env={**os.environ, **values})
    try:
        return process.wait()
    except StopAsked as asked:
        if asked.number != signal.SIGINT:  # which the terminal has sent to the command too
            processes.send(process.pid, signal.SIGINT)
        try:
            return process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


if __name__ == "__main__":
    sys.exit(main())
