"""``python manage.py witness``: runs a witness until it is stopped, with no database and no settings of the city."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from consent import clock
from consent.core.notes import NoteError
from consent.core.verifier_keys import require_name
from consent.log.witness.memory import Memory, MemoryLost, own_key
from consent.log.witness.office import Office
from consent.log.witness.server import WitnessServer


def main(arguments: Sequence[str] | None = None) -> int:
    """This function will serve until SIGTERM or Ctrl-C, and return the exit status."""
    asked = parser().parse_args(arguments)
    try:
        require_name(asked.name)
        memory = Memory(asked.state, begins=not asked.key.exists())
        key = own_key(asked.key)
        office = Office(asked.name, key, memory, asked.origin_vkey, lambda: int(clock.now().timestamp()))
        server = WitnessServer((asked.host, asked.port), office)
    except (MemoryLost, NoteError, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"{office.vkey}\n")
    sys.stdout.flush()
    sys.stderr.write(f"This witness answers on http://{asked.host}:{server.server_port}/\n")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        memory.close()
    return 0


def parser() -> argparse.ArgumentParser:
    """This function will return what the command understands."""
    found = argparse.ArgumentParser(
        prog="manage.py witness",
        description="Cosign the checkpoints of a city's log after proving that each continues the one before it "
        "(C2SP tlog-witness). The verifier key is printed first: the city names it in its LOG_WITNESS_POLICY.",
    )
    found.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    found.add_argument("--port", type=int, required=True, help="port to listen on")
    found.add_argument(
        "--state", type=Path, required=True, metavar="FILE", help="what was cosigned last; never roll back"
    )
    found.add_argument("--key", type=Path, required=True, metavar="FILE", help="private key, made at the first run")
    found.add_argument(
        "--name", default="localhost/witness", help="name of the witness, such as dpo.city.example/witness"
    )
    found.add_argument(
        "--origin-vkey",
        action="append",
        required=True,
        metavar="VKEY",
        help="a verifier key of a log to be witnessed, from the city's /log/key; may be repeated",
    )
    return found
