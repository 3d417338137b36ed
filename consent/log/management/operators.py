"""Who is at the terminal: what the log writes down beside an act on itself."""

import getpass
import os

from django.core.management.base import CommandParser

LONGEST = 64


def add_operator(parser: CommandParser) -> None:
    """This function will add ``--operator``; without it the account on the machine is named."""
    parser.add_argument(
        "--operator",
        default=_account(),
        type=_named,
        help="who does this, as it is to stand in the log (default: the account on this machine)",
    )


def _account() -> str:
    try:
        return getpass.getuser()[:LONGEST]
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def _named(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise ValueError("an operator has a name of up to 64 characters")
    return name
