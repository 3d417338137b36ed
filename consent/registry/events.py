"""The canonical bytes of ``notice.published`` and ``client.changed``, rebuilt from the payload row alone."""

from consent.core.canonical import Shape
from consent.core.events import Kind, hexed, moment
from consent.registry.models import ClientChange, Notice

_SHAPE = Shape("event_id", "kind", "recorded_at", "activity", "version", "hash", "document", "categories", "governance")
_OF_CLIENT = Shape("event_id", "kind", "recorded_at", "client", "department", "act", "scopes", "until", "done_by")


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


def encode_client_change(row: ClientChange) -> bytes:
    """This function will return the RFC 8785 bytes of a ``client.changed`` event."""
    return _OF_CLIENT.encode(
        {
            "event_id": row.event_id,
            "kind": Kind.CLIENT_CHANGED.value,
            "recorded_at": moment(row.recorded_at),
            "client": row.client,
            "department": row.department,
            "act": row.act,
            "scopes": list(row.scopes),
            "until": None if row.until is None else moment(row.until),
            "done_by": row.done_by,
        }
    )
