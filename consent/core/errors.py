"""Errors that a domain call raises and a face translates; none of them carries personal data."""

from collections.abc import Sequence


class DomainError(Exception):
    """Base of every refusal of a domain call; ``code`` is stable, the message is for developers."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class NotFound(DomainError):
    """The thing asked for does not exist, or must look as if it did not."""


class NotAllowed(DomainError):
    """The actor has no right to do this."""


class Conflict(DomainError):
    """The state of things has changed since the actor looked, or does not admit the act."""


class Unreachable(DomainError):
    """A register that must be asked at each act does not answer, so nobody may act."""


class Invalid(DomainError):
    """The input breaks rules; ``problems`` lists every one of them."""

    def __init__(self, code: str, problems: Sequence[str] = (), message: str = "") -> None:
        super().__init__(code, message or "; ".join(problems) or code)
        self.problems = list(problems)
