"""The two ports the city listens on."""

import os
import socket
from contextlib import ExitStack

from deploy.local.errors import LocalError, PortTaken
from deploy.local.instance import DEFAULT_PORT
from deploy.local.processes import wait_until

HOST = "127.0.0.1"


def chosen_ports() -> tuple[int, int]:
    """
    This function will return PORT and API_PORT as the environment names them (8000, and the next one).

    :raises LocalError: when one is no port, or both are the same.
    """
    port = _number("PORT", DEFAULT_PORT)
    api_port = _number("API_PORT", port + 1)
    if port == api_port:
        raise LocalError(f"PORT and API_PORT are both {port}.", "Choose two different ones.")
    return port, api_port


def require_free(name: str, port: int, wait: float = 0.0) -> None:
    """
    This function will see whether a port can be listened on.

    :param name: PORT or API_PORT, for the advice.
    :param wait: how many seconds to give a program that is just ending.
    :raises PortTaken: when another program listens there, or the system does not let us.
    """
    if wait_until(lambda: _obstacle(port) is None, wait):
        return
    raise PortTaken(
        f"{name} {port} cannot be used: {_obstacle(port) or 'it was taken a moment ago'}.",
        f"Stop the program that listens there, or choose another port: {name}={_other(port)} make run",
    )


def free_ports(number: int) -> list[int]:
    """This function will return so many different ports that nobody listens on just now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _obstacle(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection that just closed is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def _other(port: int) -> int:
    return port + 100 if port + 100 <= 65535 else port - 100


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:
        raise LocalError(f"{name}={text} is no port.", "Choose a number from 1024 to 65534.")
    return int(text)
