"""A library's ledger that allows one thing about somebody, and a count of what is asked over the wire."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason

SOMEBODY, ANOTHER = "c3" * 16, "d4" * 16
DESK, TIPS, LOANS = "library-loans", "library-recommendations", "library.loans"
REFUSED, BROKEN = "refused", "broken"


@pytest.fixture
def ledger() -> FakeLedger:
    """A ledger that allows the loans desk SOMEBODY's loans."""
    fake = FakeLedger("library")
    fake.answer(DESK, LOANS, SOMEBODY, Reason.CONTRACT)
    return fake


@dataclass
class Trouble:
    """Spoils the next answers on some paths, in order, and counts what arrives there."""

    ledger: FakeLedger
    path: str
    answers: list[httpx.Response | str]
    asked: list[httpx.Request] = field(default_factory=list)
    done_before_breaking: bool = False

    def begin(self) -> None:
        """This function will put itself before the ledger."""
        self.ledger.break_with(self)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == self.path:
            self.asked.append(request)
            if self.answers:
                answer = self.answers.pop(0)
                if answer == REFUSED:
                    raise httpx.ConnectError("refused", request=request)
                if answer == BROKEN:
                    if self.done_before_breaking:
                        self._pass_on(request)
                    raise httpx.ReadError("broken", request=request)
                assert isinstance(answer, httpx.Response)
                return answer
        return self._pass_on(request)

    def _pass_on(self, request: httpx.Request) -> httpx.Response:
        self.ledger.come_back()
        try:
            return self.ledger._serve(request)
        finally:
            self.ledger.break_with(self)


@pytest.fixture
def trouble(ledger: FakeLedger) -> Callable[..., Trouble]:
    """Makes trouble on a path: `trouble(path, REFUSED, httpx.Response(503), …)`."""

    def make(path: str, *answers: httpx.Response | str, done_before_breaking: bool = False) -> Trouble:
        made = Trouble(ledger, path, list(answers), done_before_breaking=done_before_breaking)
        made.begin()
        return made

    return make


def put_off(status: int, seconds: str) -> httpx.Response:
    """This function will return an answer that says when to come again."""
    return httpx.Response(status, headers={"Retry-After": seconds})
