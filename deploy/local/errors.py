"""What can stand in the way on somebody's machine, each with advice that can be followed at once."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LocalError(Exception):
    """Something on this machine stands in the way; `advice` says what to do about it."""

    def __init__(self, problem: str, advice: str = "") -> None:
        self.problem = problem
        self.advice = advice
        super().__init__(f"{problem}\n{advice}" if advice else problem)


class NoBinaries(LocalError):
    """There is no PostgreSQL that this machine can run."""


class WrongVersion(LocalError):
    """The data directory belongs to another major version of PostgreSQL."""


class DiskFull(LocalError):
    """There is not enough room on the disk."""


class DataUnusable(LocalError):
    """A directory cannot be written, belongs to somebody else or is damaged."""


class PortTaken(LocalError):
    """Another program listens on a port the city needs."""


class Busy(LocalError):
    """Another command of this clone is using what this one needs alone."""


class StartFailed(LocalError):
    """A program was started and did not come up."""


ADVICE_SPACE = "Free some space, or put the city's files on another disk: MYDATA_HOME=/path/with/room make run"
ADVICE_HOME = "Choose a directory you own (MYDATA_HOME=/path make run), or start afresh: make clean && make run"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """
    This function will turn the operating system's errors about a path into ones that carry advice.

    :param path: the directory being worked on.
    :raises DiskFull: when the disk or the quota is exhausted.
    :raises DataUnusable: for every other error of the file system.
    """
    try:
        yield
    except OSError as error:
        # copytree collects the errors of single files into one without a number
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or os.strerror(errno.ENOSPC) in str(error):
            raise DiskFull(f"The disk that holds {path} is full.", ADVICE_SPACE) from error
        reason = error.strerror or str(error)
        raise DataUnusable(f"{error.filename or path} cannot be used: {reason}.", ADVICE_HOME) from error


def require_space(path: Path, megabytes: int) -> None:
    """
    This function will refuse to begin what the disk has no room for.

    :param path: an existing directory on the disk in question.
    :raises DiskFull: naming what is needed and what there is.
    """
    free = shutil.disk_usage(path).free // 1_000_000
    if free < megabytes:
        raise DiskFull(f"The disk that holds {path} has {free} MB left; {megabytes} MB are needed.", ADVICE_SPACE)
