"""Locks between processes. The kernel frees them when a process ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path


class FileLock:
    """One lock on one file, exclusive or shared; not inherited by programs that are started."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self, *, shared: bool = False, wait: float = 0.0) -> bool:
        """
        This function will take the lock, or turn the one held into the other kind.

        :param wait: how many seconds to try; 0 tries once.
        :return: whether the lock is held now.
        """
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)

    def release(self) -> None:
        """This function will give the lock back; releasing twice does no harm."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
