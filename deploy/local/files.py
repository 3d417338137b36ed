"""Files and directories with explicit modes, whatever the umask says."""

import os
import tempfile
from pathlib import Path


def make_directory(path: Path, mode: int, owner: tuple[int, int] | None = None) -> None:
    """
    This function will make a directory with exactly this mode and owner; one that exists is left as it is.

    :param owner: uid and gid, only possible for root.
    """
    if path.is_dir():
        return
    path.mkdir()
    os.chmod(path, mode)
    if owner:
        os.chown(path, *owner)


def write_private(path: Path, text: str) -> None:
    """This function will replace a file as a whole; only its owner can read it (mode 600)."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp makes mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
