"""Verification: a token that only says that the stream works (Shared Signals 1.0 §8.1.4)."""

import secrets
from datetime import timedelta

from django.db import transaction

from consent import clock
from consent.core.errors import DomainError
from consent.people.actors import Actor
from consent.signals.models import SecurityEvent
from consent.signals.receivers import Receiver, own_stream
from consent.signals.tokens import about_verification, key_of, opaque, token_of, txn_of
from consent.signals.vocabulary import DISABLED

MIN_INTERVAL = timedelta(seconds=30)
NAME = "verification"


class TooSoon(DomainError):
    """The last verification was asked for less than the minimum interval ago."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_soon")
        self.seconds = seconds


def verify_stream(*, actor: Actor, receiver: Receiver, stream: str, state: str | None) -> None:
    """This function will have a verification delivered, with ``state`` as the receiver gave it.

    One that still waits is replaced. Raises ``NotFound``, or ``TooSoon`` within half a minute of the last one. On a
    disabled stream nothing is delivered.
    """
    with transaction.atomic():
        row = own_stream(receiver, stream, lock=True)
        at = clock.now()
        if row.verified_at is not None and at - row.verified_at < MIN_INTERVAL:
            raise TooSoon(int((row.verified_at + MIN_INTERVAL - at).total_seconds()) + 1)
        row.verified_at = at
        row.save(update_fields=["verified_at"])
        if row.status == DISABLED:
            return
        jti = secrets.token_hex(16)
        token = token_of(
            row,
            jti=jti,
            txn=txn_of(row.department, jti),
            subject=opaque(row.pk),
            events=about_verification(state),
            at=at,
        )
        SecurityEvent.objects.filter(stream=row, name=NAME).delete()
        SecurityEvent.objects.create(stream=row, jti=jti, name=NAME, token=token, key_id=key_of(token))
