"""Making a cluster's data directory, and judging one that is there."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.local.binaries import Binaries
from deploy.local.errors import ADVICE_HOME, DataUnusable, WrongVersion, require_space
from deploy.local.files import make_directory
from deploy.local.roles import SUPERUSER
from deploy.local.server import explain
from deploy.local.server_user import ServerUser

ROOM_MB = 150


def initialise(binaries: Binaries, user: ServerUser, directory: Path, password: str, *, durable: bool) -> None:
    """
    This function will make `directory/data`; when it is interrupted nothing half-made is left under that name.

    :param password: of the superuser.
    :param durable: whether to wait for the disk.
    :raises DiskFull: when there is no room.
    :raises LocalError: with what initdb said, for any other reason.
    """
    require_space(directory, ROOM_MB)
    new = directory / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    make_directory(new, 0o700, user.owner)
    with tempfile.NamedTemporaryFile("w", dir=directory, prefix=".pw-") as password_file:  # made with mode 600
        password_file.write(password)
        password_file.flush()
        if user.owner:
            shutil.chown(password_file.name, *user.owner)
        command = [
            *(str(binaries.directory / "initdb"), "-D", str(new), "-U", SUPERUSER, f"--pwfile={password_file.name}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", *_locale(binaries)),
            *(() if durable else ("--no-sync",)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, **user.popen_options())
    if done.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise explain((done.stdout + done.stderr).strip(), directory)
    new.rename(directory / "data")


def examine(binaries: Binaries, user: ServerUser, data: Path) -> None:
    """
    This function will refuse a data directory that this server cannot or must not open.

    :raises WrongVersion: when another major version made it.
    :raises DataUnusable: when it is no data directory, or another account owns it.
    """
    try:
        made_by = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
        owner = data.stat().st_uid
    except OSError as error:
        raise DataUnusable(f"{data} is not a data directory of PostgreSQL ({error.strerror}).", ADVICE_HOME) from error
    if made_by != binaries.major:
        raise WrongVersion(
            f"{data} was made by PostgreSQL {made_by}; the programs found here are {binaries.version}.",
            f"Nothing was changed. Bring PostgreSQL {made_by} back (git checkout the requirements.txt you had), "
            "or throw this demo city away and make a new one: make clean && make run",
        )
    if owner != user.uid:
        raise DataUnusable(f"{data} belongs to uid {owner}; the server runs as uid {user.uid}.", ADVICE_HOME)


def _locale(binaries: Binaries) -> tuple[str, ...]:
    if int(binaries.major) >= 17:  # built in: the same order and case on every machine
        return "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"
    return ("--locale=C.UTF-8",)
