"""Make, change and end streams (Shared Signals 1.0 §8.1.1, §8.1.2)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from consent import clock
from consent.core.errors import Conflict, Invalid
from consent.core.keys import derive, seal
from consent.log.following import signed_end
from consent.people.actors import Actor
from consent.signals.locks import one_stream_at_a_time
from consent.signals.models import Acknowledgement, ErasureNotice, SecurityEvent, Stream
from consent.signals.pushing.addresses import allowed_address
from consent.signals.receivers import Receiver, own_stream
from consent.signals.stream_view import StreamView, view_of
from consent.signals.vocabulary import DISABLED, POLL, PUSH, STATUSES, supported

MOST_STREAMS = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """How tokens reach the receiver; an address and what it wants in ``Authorization`` only for push."""

    method: str = POLL
    endpoint_url: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a receiver may say about a stream; None leaves a member as it is, or as it is by default."""

    delivery: Delivery | None = None
    events_requested: Sequence[str] | None = None
    description: str | None = None


def create_stream(*, actor: Actor, receiver: Receiver, wishes: Wishes) -> StreamView:
    """This function will make a stream that tells of everything from now on, and return it.

    Raises ``Conflict`` (``too_many_streams``) when the department has its eight, and ``Invalid`` for an address that
    nothing may be pushed to, or an ``Authorization`` that is no header.
    """
    with transaction.atomic():
        one_stream_at_a_time(receiver.department)
        if Stream.objects.filter(department=receiver.department).count() >= MOST_STREAMS:
            raise Conflict("too_many_streams", "the department has as many streams as it may")
        end = signed_end()
        row = Stream(
            pk=secrets.token_hex(16),
            client=receiver.client,
            department=receiver.department,
            log_number=end.log,
            next_index=end.index,
        )
        _wished(row, wishes, everything=True)
        row.save(force_insert=True)
        return view_of(row)


def change_stream(*, actor: Actor, receiver: Receiver, stream: str, wishes: Wishes, replace: bool) -> StreamView:
    """This function will change what is wished, or with ``replace`` set the rest to what it is by default.

    Tokens that wait already stay as they are. Raises ``NotFound``, and ``Invalid`` as ``create_stream`` does.
    """
    with transaction.atomic():
        row = own_stream(receiver, stream, lock=True)
        _wished(row, wishes, everything=replace)
        row.save()
        return view_of(row)


def delete_stream(*, actor: Actor, receiver: Receiver, stream: str) -> None:
    """This function will end a stream; what waits for it goes, and nobody is waited for any more."""
    with transaction.atomic():
        row = own_stream(receiver, stream, lock=True)
        Acknowledgement.objects.filter(stream=row.pk, acknowledged_at=None).delete()
        row.delete()


def set_status(*, actor: Actor, receiver: Receiver, stream: str, status: str, reason: str = "") -> StreamView:
    """This function will enable, pause or disable a stream and return it.

    Paused, it is told everything later, as far as the people are still here; disabled, what happens meanwhile is never
    told, and what waited goes. Raises ``NotFound``, and ``Invalid`` for another status.
    """
    if status not in STATUSES:
        raise Invalid("status", ["The status is enabled, paused or disabled."])
    with transaction.atomic():
        row = own_stream(receiver, stream, lock=True)
        if row.status == DISABLED and status != DISABLED:
            end = signed_end()
            row.log_number, row.next_index, row.endings_told = end.log, end.index, clock.now()
        if status == DISABLED:
            SecurityEvent.objects.filter(stream=row).delete()
            ErasureNotice.objects.filter(stream=row).delete()
        row.status, row.reason = status, reason
        row.save()
        return view_of(row)


def _wished(row: Stream, wishes: Wishes, *, everything: bool) -> None:
    if wishes.delivery is not None or everything:
        _delivered(row, wishes.delivery or Delivery())
    if wishes.events_requested is not None or everything:
        requested = supported() if wishes.events_requested is None else wishes.events_requested
        row.events_requested = list(dict.fromkeys(requested))
    if wishes.description is not None or everything:
        row.description = wishes.description or ""


def _delivered(row: Stream, delivery: Delivery) -> None:
    row.method, row.endpoint_url, row.authorization_sealed = delivery.method, "", None
    if delivery.method == PUSH:
        row.endpoint_url = allowed_address(delivery.endpoint_url).url
        if delivery.authorization:
            if not (delivery.authorization.isascii() and delivery.authorization.isprintable()):
                raise Invalid("push_authorization", ["The authorization header is one line of ASCII."])
            row.authorization_sealed = seal(push_key(), delivery.authorization.encode(), row.pk.encode())


def push_key() -> bytes:
    """This function will return the key that seals what receivers want to see in ``Authorization``."""
    return derive(settings.ROOT_KEY, "mydata/push-authorization/v1")
