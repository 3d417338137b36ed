"""Poll delivery (RFC 8936)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.signals.actions.acknowledge import Complaint, acknowledge, refuse
from consent.signals.models import SecurityEvent
from consent.signals.receivers import Receiver, own_stream
from consent.signals.vocabulary import ENABLED, POLL, WAITING

MOST = 100


@dataclass(frozen=True, slots=True)
class Polled:
    """Tokens by their ids, oldest first, and whether there are more."""

    sets: Mapping[str, str]
    more: bool


def poll(
    *,
    actor: Actor,
    receiver: Receiver,
    stream: str,
    max_events: int = MOST,
    acks: Iterable[str] = (),
    complaints: Mapping[str, Complaint] | None = None,
) -> Polled:
    """This function will take in acknowledgements and complaints, and return the tokens that still wait.

    One transaction: an answer that says nothing of an error means that every acknowledgement is kept. A token comes
    again, byte for byte, in every answer until it is acknowledged. A stream that is not enabled hands out nothing.
    Raises ``NotFound`` for a stream that is not the receiver's, or is pushed.
    """
    with transaction.atomic():
        row = own_stream(receiver, stream)
        if row.method != POLL:
            raise NotFound("no_such_stream")
        acknowledge(actor=actor, stream=row, jtis=acks)
        refuse(actor=actor, stream=row, complaints=complaints or {})
        if row.status != ENABLED:
            return Polled({}, more=False)
        most = min(max_events, MOST)
        # What another poll is acknowledging at this moment need not be sent once more.
        waiting = SecurityEvent.objects.select_for_update(skip_locked=True).filter(stream=row, state=WAITING)
        found = list(waiting.order_by("pk")[: most + 1])
        given = found[:most]
        SecurityEvent.objects.filter(pk__in=[each.pk for each in given]).update(sent=F("sent") + 1)
        return Polled({each.jti: each.token for each in given}, more=len(found) > most)
