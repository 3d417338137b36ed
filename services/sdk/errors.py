"""What can go wrong between a service and the ledger. No message ever carries personal data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What a problem document said (RFC 9457): the ledger's own words, which never repeat the input."""

    code: str
    status: int
    detail: str = ""


class ConsentError(Exception):
    """Any fault on the way to an answer. A caller that catches this one shows no data.

    ``problem`` is what the ledger said of it, if it did. ``idempotency_key`` is that of a write of which nobody knows
    whether it was done: the same write with the same key is done once, however often it is sent.
    """

    problem: Problem | None = None
    idempotency_key: str = ""


class Unreachable(ConsentError):
    """The ledger did not answer in time, could not be reached or said that it cannot answer now.

    ``status`` is 0 when no answer came. ``sent`` is false when the question surely never left. ``retry_after`` are the
    seconds that the ledger asked to wait, if it did.
    """

    def __init__(self, words: str, *, status: int = 0, sent: bool = True, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.status, self.sent, self.retry_after = status, sent, retry_after


class TooManyRequests(Unreachable):
    """This client asks more than it may; ``retry_after`` says when it may ask again."""


class BadAnswer(ConsentError):
    """The ledger answered something the contract does not allow, so the answer counts for nothing."""


class BadQuestion(ConsentError):
    """The ledger could not accept the question, for example a malformed national id."""


class NotConnected(ConsentError):
    """This service has no credentials, or the ledger does not accept the ones it has."""


class NotFound(ConsentError):
    """There is nothing of this department under that id: never was, or it is another's."""


class Conflict(ConsentError):
    """The state of things does not admit this, as ``problem.code`` says; asking again changes nothing."""


class UntrueToken(ConsentError):
    """A signed token is not what it must be. ``err`` is the code by which a receiver refuses it (RFC 8935 §2.4)."""

    def __init__(self, err: str, words: str) -> None:
        super().__init__(words)
        self.err = err


class PermitError(Exception):
    """A read was tried that no permit unlocks."""


class NoPermit(PermitError):
    """What was shown as a permit is not one that the client made."""


class PermitExpired(PermitError):
    """The permit was good and no longer is; ask again."""


class PermitSpent(PermitError):
    """The signed permit was good and was taken before; it is good once."""


class WrongSubject(PermitError):
    """The permit is about another person."""


class WrongActivity(PermitError):
    """The permit was asked for another purpose than this reading serves."""


class WrongRecipient(PermitError):
    """The permit was asked for another department than the one that is to get the data."""


class CategoryNotCovered(PermitError):
    """The permit does not name the category of the data."""
