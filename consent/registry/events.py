"""The canonical bytes of ``notice.published``, rebuilt from the payload row alone."""

from consent.core.canonical import Shape
from consent.core.events import Kind, hexed, moment
from consent.registry.models import Notice

_SHAPE = Shape("event_id", "kind", "recorded_at", "activity", "version", "hash", "document", "categories", "governance")


def encode_notice(row: Notice) -> bytes:
    """This function will return the RFC 8785 bytes of a ``notice.published`` event, its whole document included."""
    return _SHAPE.encode(
        {
            "event_id": row.event_id,
            "kind": Kind.NOTICE_PUBLISHED.value,
            "recorded_at": moment(row.recorded_at),
            "activity": row.activity_id,
            "version": row.version,
            "hash": hexed(row.hash),
            "document": row.document,
            "categories": list(row.categories),
            "governance": row.governance,
        }
    )
