"""What can be wrong with a log, and which fault is the first."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """The closed list of faults; where several meet at one index, the earlier one here is named."""

    LEAF_MISSING = "leaf_missing"
    EVENT_MISSING = "event_missing"
    EVENT_CHANGED = "event_changed"
    LEAF_CHANGED = "leaf_changed"
    PAYLOAD_CHANGED = "payload_changed"
    PAYLOAD_MISSING = "payload_missing"
    KEY_MISSING = "key_missing"
    TILE_CHANGED = "tile_changed"
    TILE_MISSING = "tile_missing"
    TILE_UNFOUNDED = "tile_unfounded"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    CHECKPOINT_MISSING = "checkpoint_missing"
    COSIGNATURE_CHANGED = "cosignature_changed"
    TREE_CHANGED = "tree_changed"
    REWOUND = "rewound"
    FORKED = "forked"
    LOG_CHANGED = "log_changed"
    GUARD_CHANGED = "guard_changed"
    NOT_SEQUENCED = "event_without_leaf"
    PENDING_UNFOUNDED = "pending_unfounded"
    PAYLOAD_UNFOUNDED = "payload_without_event"
    PROJECTION_CHANGED = "projection_changed"


# A fault of one of these kinds is why a root over its leaf is another.
_CHANGES_ROOTS = frozenset(FaultKind) - {
    FaultKind.CHECKPOINT_CHANGED,
    FaultKind.CHECKPOINT_MISSING,
    FaultKind.COSIGNATURE_CHANGED,
    FaultKind.PROJECTION_CHANGED,
}
ORDER = {kind: position for position, kind in enumerate(FaultKind)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded and signed.

    ``index`` is the leaf it is at. A root that does not fit tells only that one of the leaves from ``index`` up to, not
    including, ``until`` is wrong; elsewhere ``until`` is None. ``index`` is None for a fault at no leaf at all.
    """

    kind: FaultKind
    message: str
    log: int | None = None
    index: int | None = None
    until: int | None = None
    event_id: int | None = None

    def as_data(self) -> dict[str, Any]:
        """This function will return the fault as plain values."""
        return asdict(self) | {"kind": self.kind.value}


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """This function will put faults in the order of the log, without those that another one explains.

    A root that does not fit a stretch of leaves is explained by a fault within the stretch that tells the place better.
    """
    every = list(dict.fromkeys(faults))
    reasons = [_stretch(one) for one in every if one.kind in _CHANGES_ROOTS]
    kept = [one for one in every if not any(_explains(other, _stretch(one)) for other in reasons)]
    return sorted(kept, key=_place)


def _stretch(fault: Fault) -> tuple[int | None, int, int] | None:
    if fault.index is None:
        return None
    return fault.log, fault.index, fault.until or fault.index + 1


def _explains(other: tuple[int | None, int, int] | None, own: tuple[int | None, int, int] | None) -> bool:
    if own is None or other is None or other[0] != own[0]:
        return False
    return own[1] <= other[1] and other[2] <= own[2] and other[2] - other[1] < own[2] - own[1]


def _place(fault: Fault) -> tuple[int, int, int, int, int]:
    # What stands beside the log comes behind what is in it, and what is at no leaf comes last.
    beside = 2 if fault.index is None else int(fault.kind is FaultKind.PROJECTION_CHANGED)
    return beside, fault.log or 0, fault.index or 0, ORDER[fault.kind], fault.event_id or 0
