"""Canonical bytes of the facts that the log records about itself, rebuilt from their payload rows (RFC 8785)."""

from consent.core.canonical import Shape
from consent.core.events import Kind, moment
from consent.log.models import KeyChange, LogBegan

_BEGAN = Shape("after", "at", "event_id", "highest", "kind", "log", "operator", "origin", "v")
_KEY = Shape("at", "checkpoint", "event_id", "kind", "log", "operator", "trusted_size", "v", "vkey")


def encode_log_began(row: LogBegan) -> bytes:
    """This function will return the canonical bytes of a log's first entry."""
    return _BEGAN.encode(
        {
            "v": 1,
            "kind": Kind.LOG_BEGAN,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "log": row.log_number,
            "origin": row.origin,
            "after": row.after,
            "highest": row.highest,
            "operator": row.operator,
        }
    )


def encode_key_change(row: KeyChange) -> bytes:
    """This function will return the canonical bytes of a change of the log's keys."""
    return _KEY.encode(
        {
            "v": 1,
            "kind": f"log.key_{row.change}",
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "log": row.log_number,
            "vkey": row.vkey,
            "trusted_size": row.trusted_size,
            "checkpoint": row.checkpoint,
            "operator": row.operator,
        }
    )
