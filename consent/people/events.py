"""The canonical bytes of the room's events, rebuilt from the payload row alone."""

from consent.core.canonical import Shape
from consent.core.events import moment, named
from consent.people.models import RepresentationChange

_SHAPE = Shape(
    "event_id",
    "kind",
    "recorded_at",
    "entry",
    "representative",
    "represented",
    "representation",
    "scope",
    "valid_from",
    "valid_until",
    "source",
    "actor_kind",
    "actor_account",
    "actor_name",
)


def encode_representation_change(row: RepresentationChange) -> bytes:
    """This function will return the RFC 8785 bytes of ``representation.began`` or ``representation.ended``."""
    return _SHAPE.encode(
        {
            "event_id": row.event_id,
            "kind": f"representation.{row.change}",
            "recorded_at": moment(row.recorded_at),
            "entry": str(row.entry),
            "representative": str(row.representative),
            "represented": str(row.represented),
            "representation": row.kind,
            "scope": row.scope,
            "valid_from": moment(row.valid_from),
            "valid_until": None if row.valid_until is None else moment(row.valid_until),
            "source": row.source,
            "actor_kind": row.actor_kind,
            "actor_account": named(row.actor_account),
            "actor_name": row.actor_name,
        }
    )
