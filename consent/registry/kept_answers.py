"""The answers kept for repeated requests: one a client and idempotency key, for thirty days."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import orjson
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection

from consent import clock
from consent.core.errors import Conflict
from consent.core.keys import derive, seal, unseal
from consent.registry.models import KeptAnswer

KEPT_FOR = timedelta(days=30)
_LABEL = "mydata/kept-answer/v1"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request under one key: the client's number, the key's digest, and the digest of all that was sent."""

    client: int
    key: bytes
    fingerprint: bytes

    @property
    def bound(self) -> bytes:
        """What the sealed answer is bound to: it opens for this client, key and request only."""
        return b"%d:" % self.client + self.key + self.fingerprint


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, the headers that belong to it, and the bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def answer_before(asked: Asked) -> Answer | None:
    """This function will wait its turn, then return what was answered to the same request, or None when it is new.

    Until the caller's transaction ends nobody else is told that it is new. Raises ``Conflict`` when the key served
    another request (code ``idempotency-key-reused``), or its answer is sealed under a key that is gone
    (``idempotency-answer-lost``).
    """
    with connection.cursor() as cursor:
        turn = hashlib.sha256(asked.key + b"%d" % asked.client).digest()
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(turn[:8], signed=True)])
    row = KeptAnswer.objects.filter(client=asked.client, key=asked.key, kept_at__gt=clock.now() - KEPT_FOR).first()
    if row is None:
        return None
    if bytes(row.fingerprint) != asked.fingerprint:
        raise Conflict("idempotency-key-reused", "This key served another request: use a new one for each.")
    try:
        opened = unseal(_key(settings.ROOT_KEY), bytes(row.sealed), asked.bound)
    except InvalidTag:
        raise Conflict("idempotency-answer-lost", "This was done, but its answer can no longer be opened.") from None
    headers, content = opened.split(b"\n", 1)
    return Answer(row.status, orjson.loads(headers), content)


def keep_answer(asked: Asked, answer: Answer) -> None:
    """This function will keep an answer. Call it inside the transaction of what the request did."""
    written = orjson.dumps(dict(answer.headers)) + b"\n" + answer.content
    # What stands there, if anything, is past its period: the worker has not come round yet.
    KeptAnswer.objects.update_or_create(
        client_id=asked.client,
        key=asked.key,
        defaults={
            "fingerprint": asked.fingerprint,
            "status": answer.status,
            "sealed": seal(_key(settings.ROOT_KEY), written, asked.bound),
            "kept_at": clock.now(),
        },
    )


def forget_answers() -> int:
    """This function will delete the answers that are past their period and return how many (GDPR 5(1)(e))."""
    deleted, _ = KeptAnswer.objects.filter(kept_at__lte=clock.now() - KEPT_FOR).delete()
    return deleted


@lru_cache(maxsize=4)
def _key(root: bytes) -> bytes:
    return derive(root, _LABEL)
