"""Where decisions come from: what the protocol asks of a policy source, and the one that the settings choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Literal, Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string  # noqa: TID251  (the one back end that settings choose)

from consent.api.access.messages import Evaluation
from consent.api.access.policy_config import LEDGER
from consent.api.principal import Principal

Target = Literal["subject", "resource", "action"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A question that is not decided, and what the single endpoint would answer to it.

    ``retry_after`` (seconds) is nought where asking again is of no use.
    """

    status: HTTPStatus
    message: str
    retry_after: int = 0


class Beyond(Exception):
    """A whole request asks more than the caller may; ``failed`` is the answer to it."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.failed = failed


class Refused(Exception):
    """The caller may not ask at all; ``error`` and ``scope`` belong into the challenge (RFC 6750 §3.1)."""

    def __init__(self, *, error: str = "", scope: str = "") -> None:
        super().__init__(error)
        self.error, self.scope = error, scope


# An evaluation response as JSON values: ``decision`` and perhaps ``context``.
Answered = dict[str, Any] | Failed


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: names (ids of subjects and resources, names of actions) and where the next one begins."""

    names: Sequence[str]
    resume: str = ""


@runtime_checkable
class PolicySource(Protocol):
    """Decides what the protocol has read.

    A source must refuse rather than guess. It raises ``django.db.Error`` when it cannot decide now, and ``Refused``
    when the token is not good or lacks the scope. Nothing that it has not made durable may be returned.
    """

    def evaluate(self, token: str, asked: Sequence[Evaluation], stop_at: bool | None) -> Sequence[Answered]:
        """This function will answer ``asked`` in order, up to the first answer that is ``stop_at``.

        ``token`` is the checksum of the bearer's token, which the source judges itself, beside what it reads anyway.
        """

    def search(self, token: str, caller: Principal, of: Target, asked: Evaluation, after: str, limit: int) -> Found:
        """This function will return at most ``limit`` of those behind ``after`` for whom ``asked`` is allowed now."""


@cache
def policy_source() -> PolicySource:
    """This function will return the source that ``settings.ACCESS_POLICY_SOURCE`` (a dotted path) names, made once.

    Raises ``ImportError`` for a path that leads nowhere and ``TypeError`` for a thing that is no policy source, or not
    one that may decide about real people.
    """
    if not settings.DEMO and settings.ACCESS_POLICY_SOURCE != LEDGER:
        raise TypeError("only the ledger decides outside the demonstration")
    source = import_string(settings.ACCESS_POLICY_SOURCE)()
    if not isinstance(source, PolicySource):
        raise TypeError(f"{settings.ACCESS_POLICY_SOURCE} is no policy source")
    return source
