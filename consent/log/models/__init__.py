"""Tables of the log; only the log itself imports them."""

from consent.log.models.event import DataKey, Event, Pending
from consent.log.models.own_facts import KeyChange, LogBegan
from consent.log.models.tree import Cosignature, Leaf, Log, SignedCheckpoint, Tile
from consent.log.models.verification import Verification

__all__ = [
    "Cosignature",
    "DataKey",
    "Event",
    "KeyChange",
    "Leaf",
    "Log",
    "LogBegan",
    "Pending",
    "SignedCheckpoint",
    "Tile",
    "Verification",
]
