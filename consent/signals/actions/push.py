"""Push delivery (RFC 8935): the oldest token of a stream goes first, and the next only after it."""

from datetime import timedelta

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid
from consent.core.keys import unseal
from consent.people.actors import Actor
from consent.signals.actions.acknowledge import Complaint, acknowledge, plain, refuse
from consent.signals.actions.manage_stream import push_key
from consent.signals.models import SecurityEvent, Stream
from consent.signals.pushing.addresses import allowed_address, push_is_offered
from consent.signals.pushing.sending import Pushed, send
from consent.signals.vocabulary import DEAD, ENABLED, PUSH, WAITING

# Seconds before the next try; after the last of them the token is laid aside and the next one's turn comes.
BACK_OFF = (5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
# Longer than a push can take: what a worker took and never finished is another's after it.
TAKEN_FOR = timedelta(seconds=60)


def push_next(*, actor: Actor, stream: str) -> bool:
    """This function will push the oldest token of a stream, when its time has come, and tell whether it was accepted.

    Taking it, and writing down what became of it, are two short transactions; none is open while the receiver is waited
    for. A crash between them leaves the token to be sent once more. Of several workers one pushes to a stream at a
    time. Nothing is pushed once the operator has taken the host off the list.
    """
    taken = _take(stream)
    if taken is None:
        return False
    row, token, number = taken
    try:
        address = allowed_address(row.endpoint_url)
    except Invalid:
        result = Pushed(accepted=False, err="not_allowed", description="the host is not on this city's list")
    else:
        result = send(address, token.token, _authorization(row))
    with transaction.atomic():
        if result.accepted:
            acknowledge(actor=actor, stream=row, jtis=[token.jti])
        elif result.refused:
            refuse(actor=actor, stream=row, complaints={token.jti: Complaint(result.err, result.description)})
        else:
            _try_later(token.pk, number, result)
    return result.accepted


def _take(stream: str) -> tuple[Stream, SecurityEvent, int] | None:
    if not push_is_offered():
        return None
    with transaction.atomic():
        row = Stream.objects.filter(pk=stream, method=PUSH, status=ENABLED).first()
        oldest = SecurityEvent.objects.filter(stream=stream, state=WAITING).order_by("pk").first()
        if row is None or oldest is None:
            return None
        at = clock.now()
        token = SecurityEvent.objects.select_for_update(skip_locked=True).filter(pk=oldest.pk, state=WAITING).first()
        if token is None or (token.next_try_at is not None and token.next_try_at > at):
            return None
        token.sent, token.next_try_at = token.sent + 1, at + TAKEN_FOR
        token.save(update_fields=["sent", "next_try_at"])
        return row, token, token.sent


def _try_later(token: int, number: int, result: Pushed) -> None:
    row = SecurityEvent.objects.select_for_update().filter(pk=token, state=WAITING).first()
    if row is None:
        return  # erased meanwhile
    row.err, row.err_description = plain(result.err, 32), plain(result.description, 200)
    if number > len(BACK_OFF):
        row.state, row.next_try_at = DEAD, None
    else:
        row.next_try_at = clock.now() + timedelta(seconds=BACK_OFF[number - 1])
    row.save(update_fields=["state", "next_try_at", "err", "err_description"])


def _authorization(row: Stream) -> str:
    if row.authorization_sealed is None:
        return ""
    return unseal(push_key(), bytes(row.authorization_sealed), row.pk.encode()).decode()
