"""Where the log says it is, where its fork guard lies and where its signing keys are, as an operator names them."""

from dataclasses import dataclass
from pathlib import Path

from environ import Env

DEMO_ORIGIN = "localhost/log"
LONGEST_ORIGIN = 180
NEEDS_BOTH = ("all", "worker")


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """What the settings of the same names say; None where this process has no such place."""

    origin: str
    guard: Path | None
    keys: Path | None
    key_file: Path | None


def read(env: Env, *, demo: bool, process: str, home: Path) -> tuple[LogPlaces, list[str]]:
    """This function will return the log's origin, its guard's and its keys' places, and what is wrong with them.

    Web and api neither sign nor write to the guard, so in production they may do without either place.
    """
    origin = env.str("LOG_ORIGIN", DEMO_ORIGIN if demo else "").strip()
    guard, keys, key = (env.str(name, "").strip() for name in ("GUARD_DIR", "LOG_KEYS_DIR", "LOG_SIGNING_KEY_FILE"))
    problems = []
    if not is_origin(origin):
        problems.append(
            "LOG_ORIGIN must be the log's own address without a scheme, such as mydata.city.example/log. It names the "
            "log forever: never change it once something is signed."
        )
    if not demo and process in NEEDS_BOTH:
        if not guard:
            problems.append("GUARD_DIR must name a directory on a persistent volume that no backup or restore rewinds.")
        if not keys and not key:
            problems.append("LOG_KEYS_DIR must name the directory of the log's private keys, apart from the database.")
    places = LogPlaces(
        origin=origin,
        guard=Path(guard) if guard else home / "guard" if demo else None,
        keys=Path(keys) if keys else home / "log-keys" if demo else None,
        key_file=Path(key) if key else None,
    )
    return places, problems


def is_origin(text: str) -> bool:
    """This function will tell whether a text can be an origin: a URL without scheme and final slash, and a key name."""
    printable = text.isascii() and text.isprintable() and not set(text) & {" ", "+", "?", "#"}
    return bool(text) and printable and len(text) <= LONGEST_ORIGIN and "://" not in text and not text.endswith("/")
