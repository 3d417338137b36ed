"""Canonical bytes of the room's events (RFC 8785)."""

from consent.core.canonical import Shape
from consent.core.events import hexed, moment
from consent.rights.models import Erasure

_ERASURE = Shape("at", "cause", "count", "event_id", "kind", "law", "manifest", "operator", "v")


def encode_erasure(row: Erasure) -> bytes:
    """This function will return the canonical bytes of an erasure, which commit to its manifest."""
    return _ERASURE.encode(
        {
            "v": 1,
            "kind": row.kind,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "cause": row.cause,
            "law": row.law,
            "count": row.count,
            "manifest": hexed(row.manifest),
            "operator": row.operator,
        }
    )
