"""How messages go out, as an operator says it in the environment; read when it is first needed."""

import re
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from environ import Env, FileAwareEnv

from consent.messaging.quiet import QuietHours

_FILE_BACKEND = "consent.messaging.backends.file.FileBackend"
_HELSINKI = "consent.messaging.backends.helsinki.HelsinkiBackend"
# Backends that send nothing to anybody: for trying out, never for a city.
_FOR_TRYING = (
    "consent.messaging.backends.console.ConsoleBackend",
    _FILE_BACKEND,
    "consent.messaging.backends.memory.MemoryBackend",
)
_SHORTEST_SECRET = 32
AT_NIGHT = QuietHours(time(21), time(8))
_NUMBER_SENDER = re.compile(r"\+?[0-9]{3,15}", re.ASCII)
_NAMED_SENDER = re.compile(r"[A-Za-z0-9 .\-]{3,11}", re.ASCII)
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class MessagingConfig:
    """``backend`` is a dotted path, empty where the city sends no messages.

    ``gateway_secret`` is what the gateway shows when it calls us; ``per_second`` bounds all senders together,
    ``connections`` those of one; numbers and texts are kept for ``keep_days`` after a message has settled.
    """

    backend: str = ""
    gateway_secret: str = field(default="", repr=False)
    api_url: str = ""
    api_token: str = field(default="", repr=False)
    sender: str = ""
    per_second: int = 20
    connections: int = 8
    keep_days: int = 180
    quiet: QuietHours | None = AT_NIGHT
    file: Path | None = None

    @property
    def answerable(self) -> bool:
        """Whether the sender is a number or short code: a named one cannot be answered (Traficom 28 L/2025)."""
        return bool(_NUMBER_SENDER.fullmatch(self.sender))


def messaging_config() -> MessagingConfig:
    """This function will return what is in force: ``settings.MESSAGING`` where there is one, else the environment."""
    given: MessagingConfig | None = getattr(settings, "MESSAGING", None)
    return given or _from_environment()[0]


def problems() -> list[str]:
    """This function will return what is wrong with the environment; nothing is sent while anything is."""
    return [] if getattr(settings, "MESSAGING", None) else _from_environment()[1]


@lru_cache(maxsize=1)
def _from_environment() -> tuple[MessagingConfig, list[str]]:
    return read(FileAwareEnv(), demo=settings.DEMO, home=settings.MYDATA_HOME)


def read(env: Env, *, demo: bool, home: Path) -> tuple[MessagingConfig, list[str]]:
    """This function will return what ``SMS_…`` say, and what is wrong with them."""
    wrong: list[str] = []
    backend = env.str("SMS_BACKEND", _FILE_BACKEND if demo else "").strip()
    config = MessagingConfig(
        backend=backend,
        gateway_secret=env.str("SMS_GATEWAY_SECRET", "").strip(),
        api_url=env.str("SMS_API_URL", "").strip().rstrip("/"),
        api_token=env.str("SMS_API_TOKEN", "").strip(),
        sender=env.str("SMS_SENDER", "16120" if demo else "").strip(),
        per_second=_number(env, "SMS_PER_SECOND", 20, 1_000, wrong),
        connections=_number(env, "SMS_CONNECTIONS", 8, 64, wrong),
        keep_days=_number(env, "SMS_KEEP_DAYS", 180, 3_650, wrong),
        quiet=_quiet(env, "none" if demo else "21-8", wrong),
        file=home / "messages" / "sms.jsonl",
    )
    if backend and not demo:
        wrong += _of_a_city(config)
    if backend == _HELSINKI:
        wrong += _of_a_provider(config, demo)
    if 0 < len(config.gateway_secret) < _SHORTEST_SECRET:
        wrong.append(f"SMS_GATEWAY_SECRET must hold at least {_SHORTEST_SECRET} random characters.")
    return config, wrong


def _of_a_city(config: MessagingConfig) -> list[str]:
    wrong = []
    if config.backend in _FOR_TRYING:
        wrong.append("SMS_BACKEND sends nothing to anybody: name one that does, or remove it.")
    if not config.gateway_secret:
        wrong.append("SMS_GATEWAY_SECRET (or SMS_GATEWAY_SECRET_FILE) is not set, so no answer could come in.")
    return wrong


def _of_a_provider(config: MessagingConfig, demo: bool) -> list[str]:
    wrong = []
    try:
        address = urlsplit(config.api_url)
        local, secure = address.hostname in _LOCAL, address.scheme == "https"
        named = bool(address.hostname) and not address.query and "@" not in address.netloc and address.port != 0
    except ValueError:
        local = secure = named = False
    if not named or not (secure or (demo and local and address.scheme == "http")):
        wrong.append("SMS_API_URL must begin with https:// and name the provider's host.")
    if not config.api_token or not config.api_token.isascii() or not config.api_token.isprintable():
        wrong.append("SMS_API_TOKEN (or SMS_API_TOKEN_FILE) is not set, or is no token.")
    if not (_NUMBER_SENDER.fullmatch(config.sender) or _NAMED_SENDER.fullmatch(config.sender)):
        wrong.append("SMS_SENDER must be a number, a short code or an authorised name of 3 to 11 characters.")
    return wrong


def _number(env: Env, name: str, default: int, highest: int, wrong: list[str]) -> int:
    text = env.str(name, str(default)).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= highest:
        wrong.append(f"{name} must be a whole number from 1 to {highest}.")
        return default
    return number


def _quiet(env: Env, default: str, wrong: list[str]) -> QuietHours | None:
    text = env.str("SMS_QUIET_HOURS", default).strip().lower()
    if text == "none":
        return None
    begin, _, end = text.partition("-")
    hours = [int(each) for each in (begin, end) if each.isascii() and each.isdigit() and len(each) < 3]
    if len(hours) != 2 or not all(0 <= hour <= 23 for hour in hours) or hours[0] == hours[1]:
        wrong.append("SMS_QUIET_HOURS must look like 21-8, or be none.")
        return AT_NIGHT
    return QuietHours(time(hours[0]), time(hours[1]))
