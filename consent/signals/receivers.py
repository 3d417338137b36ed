"""Who receives: one client of one department, to whom every other stream looks as if it did not exist."""

import re
from dataclasses import dataclass

from consent.core.errors import NotFound
from consent.signals.models import Stream

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Receiver:
    """The client behind a living token, and its department."""

    client: str
    department: str


def own_stream(receiver: Receiver, stream: str, *, lock: bool = False) -> Stream:
    """This function will return the receiver's stream with this id; raises ``NotFound`` in one voice for all others.

    With ``lock`` it is held for the rest of the caller's transaction.
    """
    rows = Stream.objects.select_for_update(no_key=True) if lock else Stream.objects.all()
    own = rows.filter(client=receiver.client, department=receiver.department)
    found = own.filter(pk=stream).first() if _ID.fullmatch(stream) else None
    if found is None:
        raise NotFound("no_such_stream")
    return found
