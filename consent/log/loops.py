"""Loops that the worker runs beside its jobs: rooms above the log register theirs here when Django starts."""

from collections.abc import Callable
from typing import Protocol


class Loop(Protocol):
    """Something that goes on in a thread and with a connection of its own until it is stopped."""

    def run(self) -> None:
        """This function will go on until it is stopped, whatever goes wrong."""

    def stop(self) -> None:
        """This function will end the loop soon; it may be called from another thread."""


_registered: dict[str, Callable[[], Loop]] = {}


def register_loop(name: str, make: Callable[[], Loop]) -> None:
    """This function will have every worker run what ``make`` returns, in a thread called ``name``."""
    _registered[name] = make


def registered_loops() -> dict[str, Callable[[], Loop]]:
    """This function will return what the rooms have registered, by name."""
    return dict(_registered)
