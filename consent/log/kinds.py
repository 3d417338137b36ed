"""Which room owns the payload of which event kind; rooms above register themselves when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from consent.core.events import Kind


@dataclass(frozen=True)
class PayloadKind:
    """The payload's table and the encoder that rebuilds an event's canonical bytes from its row."""

    kind: Kind
    model: type[Model]
    encode: Callable[[Any], bytes]
    subject_field: str


_registered: dict[Kind, PayloadKind] = {}


def register(kind: str, model: type[Model], encode: Callable[[Any], bytes], subject_field: str = "subject") -> None:
    """This function will make ``kind`` known to the log; raises ``ValueError`` when another room has taken it.

    ``subject_field`` names the column of the person whose data key the event was committed with; it is empty for a
    kind that concerns no person.
    """
    entry = PayloadKind(Kind(kind), model, encode, subject_field)
    taken = _registered.get(entry.kind)
    if taken is not None and taken.model is not model:
        raise ValueError(f"{kind} is already owned by {taken.model.__name__}")
    _registered[entry.kind] = entry


def payload_kind(kind: str) -> PayloadKind:
    """This function will return the registration of ``kind``; raises ``KeyError`` when no room owns it."""
    return _registered[Kind(kind)]


def registered_kinds() -> dict[Kind, PayloadKind]:
    """This function will return every registration, for those who walk the whole log."""
    return dict(_registered)
