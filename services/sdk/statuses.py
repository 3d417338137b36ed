"""What an answer's status means, and what its problem document says of it."""

from services.sdk.errors import (
    BadAnswer,
    BadQuestion,
    Conflict,
    ConsentError,
    NotConnected,
    NotFound,
    Problem,
    TooManyRequests,
    Unreachable,
)
from services.sdk.exchange import Reply

PROBLEM = "application/problem+json"


def refuse_status(reply: Reply, expects: frozenset[int] = frozenset({200})) -> None:
    """This function will raise what any status means that was not expected, and return for one that was."""
    if reply.status not in expects:
        fault = _fault_of(reply)
        fault.problem = _problem_of(reply)
        raise fault


def _fault_of(reply: Reply) -> ConsentError:
    status = reply.status
    if status in (401, 403):
        return NotConnected("The ledger does not accept this service's credentials, scopes or department.")
    if status in (400, 413, 415, 422):
        return BadQuestion("The ledger could not accept the question.")
    if status == 404 and reply.kind == PROBLEM:
        return NotFound("There is nothing of this department under that id.")
    if status == 409:
        return Conflict("The state of things does not admit this.")
    if status == 429:
        return TooManyRequests("This client asks too often.", status=status, retry_after=_seconds(reply))
    if status >= 500:
        words = f"The ledger cannot answer now (status {status})."
        return Unreachable(words, status=status, retry_after=_seconds(reply))
    return BadAnswer(f"The ledger answered with status {status}.")


def _seconds(reply: Reply) -> float | None:
    said = reply.retry_after
    return float(said) if said.isascii() and said.isdecimal() and len(said) <= 6 else None


def _problem_of(reply: Reply) -> Problem | None:
    if reply.kind != PROBLEM:
        return None
    try:
        said = reply.json(PROBLEM)
    except BadAnswer:
        return None
    kind, detail = said.get("type"), said.get("detail")
    code = kind.rstrip("/").rpartition("/")[2] if isinstance(kind, str) else ""
    return Problem(code[:80], reply.status, detail[:500] if isinstance(detail, str) else "")
