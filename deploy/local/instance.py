"""What is known about the city that `make run` serves from a home: its addresses and its processes."""

import json
import signal
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.local import processes
from deploy.local.files import write_private

RECORD = "instance.json"
DEFAULT_PORT = 8000


@dataclass
class Instance:
    """One supervisor, its two ports, and its children by name: (pid, identity)."""

    port: int = DEFAULT_PORT
    api_port: int = DEFAULT_PORT + 1
    supervisor: tuple[int, str] | None = None
    children: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where people open the city."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """Where the departments' services ask."""
        return f"http://127.0.0.1:{self.api_port}"

    def is_running(self) -> bool:
        """This function will tell whether the recorded supervisor is alive."""
        return self.supervisor is not None and processes.identity(self.supervisor[0]) == self.supervisor[1]

    def leftovers(self) -> list[int]:
        """This function will return the recorded children that are still alive."""
        return [pid for pid, identity in self.children.values() if processes.identity(pid) == identity]

    def save(self, home: Path) -> None:
        """This function will write the record."""
        write_private(home / RECORD, json.dumps(asdict(self)))


def load_instance(home: Path) -> Instance:
    """This function will read the record of the last supervisor; without one it is the city on the usual ports."""
    try:
        record = json.loads((home / RECORD).read_text(encoding="utf-8"))
        return Instance(
            port=int(record["port"]),
            api_port=int(record["api_port"]),
            supervisor=tuple(record["supervisor"]) if record["supervisor"] else None,
            children={name: (pid, identity) for name, (pid, identity) in record["children"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Instance()


def end_leftovers(instance: Instance) -> bool:
    """
    This function will end the programs that a supervisor left when it was killed outright, and all their workers.

    :return: whether there were any.
    """
    left = instance.leftovers()
    for pid in left:
        processes.send(pid, signal.SIGKILL, group=True)
    processes.wait_until(lambda: not instance.leftovers(), 5.0)
    return bool(left)
