"""The steps of which every operation consists, written once and run by a blocking and by an asynchronous client.

An operation is a generator: it yields a step, is sent what came of it, and returns its result. It opens no socket,
sleeps nowhere and holds no lock, so there is one place for each rule whoever runs it.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services.sdk.errors import BadAnswer
from services.sdk.strict_json import parse_object

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request. A body may hold a national id, so it is never shown.

    ``idempotency_key`` stays the same however often the call is sent. ``waits`` are seconds that the ledger may take
    beyond the usual; ``largest`` is the longest answer that is read.
    """

    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    with_token: bool = True
    idempotency_key: str = ""
    expects: frozenset[int] = frozenset({200})
    waits: float = 0.0
    largest: int = 64 * 1024

    @property
    def repeatable(self) -> bool:
        """Whether sending it again does no harm, even when the first one arrived."""
        return self.method == "GET" or bool(self.idempotency_key)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the bytes that came with it."""

    status: int
    content_type: str
    body: bytes
    retry_after: str = ""

    def json(self, *kinds: str) -> dict[str, Any]:
        """This function will return the body as a JSON object. Raises BadAnswer for any other type or form."""
        if self.kind not in (kinds or ("application/json",)):
            raise BadAnswer(f"The answer is not {(kinds or ('application/json',))[0]}.")
        return parse_object(self.body)

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class TokenWanted:
    """Come back with an access token; whoever runs the steps sees to it that one at a time is fetched."""


@dataclass(frozen=True, slots=True)
class Act:
    """Call something of the service's own, and wait for it where it is asynchronous."""

    work: Callable[[], Any]


Step = Call | Pause | TokenWanted | Act
Steps = Generator[Step, Any, T]
