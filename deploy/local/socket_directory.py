"""A short directory for the server's socket: its path may have 107 bytes, so it is never under the clone."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from deploy.local.errors import explained
from deploy.local.server_user import ServerUser

_BASE = Path("/tmp")


def socket_directory(note: Path, user: ServerUser) -> Path:
    """
    This function will return the directory of a cluster's socket, the same one as long as it is ours alone.

    The name is drawn, so that nobody else on the machine can be there first; the cluster keeps it in a note.

    :param note: the file that remembers the name.
    :raises DataUnusable: when it cannot be made.
    """
    with explained(_BASE):
        known = recorded_directory(note)
        if known and not _is_ours(known, user):
            known = _make(known, user)
        if known is None:
            known = Path(tempfile.mkdtemp(prefix="mydata-", dir=_BASE))  # mode 700
            os.chown(known, user.uid, user.gid)
            note.write_text(str(known), encoding="utf-8")
    return known


def recorded_directory(note: Path) -> Path | None:
    """This function will return the directory that the note names, if there is one."""
    try:
        return Path(note.read_text(encoding="utf-8").strip() or "/nowhere")
    except OSError:
        return None


def remove_directory(note: Path) -> None:
    """This function will remove the directory and what a killed server left in it."""
    directory = recorded_directory(note)
    if directory and directory.parent == _BASE and directory.name.startswith("mydata-"):
        clear_directory(directory)
        with suppress(OSError):  # gone, or somebody else's
            directory.rmdir()


def clear_directory(directory: Path) -> None:
    """This function will remove the socket and its lock file, which a killed server leaves behind."""
    for leftover in directory.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def _is_ours(directory: Path, user: ServerUser) -> bool:
    try:
        status = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user.uid and stat.S_IMODE(status.st_mode) == 0o700


def _make(directory: Path, user: ServerUser) -> Path | None:
    """Make a directory of this very name again, so that addresses handed out stay true; None when it is taken."""
    try:
        directory.mkdir(mode=0o700)
    except OSError:
        return None
    os.chown(directory, user.uid, user.gid)
    return directory
