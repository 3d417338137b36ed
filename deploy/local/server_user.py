"""Who the embedded server runs as: PostgreSQL refuses root, so for root it is `nobody`."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import Any

from deploy.local.errors import LocalError


@dataclass(frozen=True)
class ServerUser:
    """The system account of the server; `switches` when it is not the one we run as."""

    uid: int
    gid: int
    switches: bool

    @property
    def owner(self) -> tuple[int, int] | None:
        """The uid and gid that the server's files must get, None when they are right without more ado."""
        return (self.uid, self.gid) if self.switches else None

    def popen_options(self) -> dict[str, Any]:
        """This function will return how to start a program as this account, far from our terminal and directory."""
        options: dict[str, Any] = {"cwd": "/", "start_new_session": True, "stdin": subprocess.DEVNULL}
        options["env"] = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}
        if self.switches:
            options.update(user=self.uid, group=self.gid, extra_groups=[], umask=0o077)
        return options


def server_user() -> ServerUser:
    """
    This function will return the account the server runs as.

    :raises LocalError: as root on a system without the account `nobody`.
    """
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), switches=False)
    try:
        account = pwd.getpwnam("nobody")
    except KeyError:
        raise LocalError(
            "PostgreSQL does not run as root, and this system has no account `nobody` to run it as.",
            "Work as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
        ) from None
    return ServerUser(account.pw_uid, account.pw_gid, switches=True)
