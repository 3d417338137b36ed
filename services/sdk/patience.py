"""When a call is sent again: never where an answer may have begun, unless repeating it is safe."""

import secrets
from dataclasses import dataclass, replace

from services.sdk.errors import TooManyRequests, Unreachable
from services.sdk.exchange import Call, Pause, Reply, Steps, TokenWanted
from services.sdk.statuses import refuse_status
from services.sdk.tokens import TokenCache


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, and how long it may wait between two tries.

    The usual one is for a page that somebody waits for. A job of the night may have more: ``Patience(6, 30.0)``.
    """

    tries: int = 3
    longest_wait: float = 2.0
    first_wait: float = 0.1

    def wait_after(self, fault: Unreachable, call: Call, tried: int) -> float | None:
        """This function will return the seconds to wait before the next try, or None to give up.

        Sent again is what never left this machine, what the ledger put off (429, and 503 with Retry-After: it records
        nothing of what it answers so), and otherwise only a reading or a write under an idempotency key. A check that
        broke off is not sent again: the ledger may have recorded it as a use that the person sees.
        """
        put_off = isinstance(fault, TooManyRequests) or (fault.status == 503 and fault.retry_after is not None)
        broken = fault.status in (0, 502, 503, 504) and call.repeatable
        if tried >= self.tries or not (not fault.sent or put_off or broken):
            return None
        growing = self.first_wait * 2 ** (tried - 1) * (1 + secrets.randbelow(512) / 1024)
        wait = growing if fault.retry_after is None else fault.retry_after
        return wait if wait <= self.longest_wait else None


def perform(call: Call, tokens: TokenCache, patience: Patience) -> Steps[Reply]:
    """This function will have a call sent, again as long as patience has it, and return a reply of an expected status.

    A token that the ledger no longer takes is replaced once. Raises ConsentError; that of a write of which nobody
    knows whether it was done carries the key under which it may be repeated.
    """
    tried, replaced = 0, False
    while True:
        tried += 1
        try:
            token: str = (yield TokenWanted()) if call.with_token else ""
            reply: Reply = yield _carrying(call, token)
            if reply.status == 401 and token and not replaced:
                replaced, tried = True, tried - 1
                tokens.drop(token)
                continue
            refuse_status(reply, call.expects)
            return reply
        except Unreachable as fault:
            wait = patience.wait_after(fault, call, tried)
            if wait is None:
                fault.idempotency_key = call.idempotency_key
                raise
        yield Pause(wait)


def _carrying(call: Call, token: str) -> Call:
    return replace(call, headers={**call.headers, "Authorization": f"Bearer {token}"}) if token else call
