"""The manifest of shredded events: what an erasure commits to, so that a payload missing without one is tampering."""

import hashlib
from collections.abc import Iterable

LABEL = b"mydata/shredded/v1\n"


def manifest_hash(event_ids: Iterable[int]) -> bytes:
    """This function will return the 32-byte SHA-256 over a label and the ids in ascending order, 8 bytes each.

    Raises ``ValueError`` for a negative id, one that is named twice or one past 63 bits.
    """
    digest = hashlib.sha256(LABEL)
    before = -1
    for event_id in sorted(event_ids):
        if event_id <= before or event_id >= 2**63:
            raise ValueError("event ids are named once each and fit into 63 bits")
        digest.update(event_id.to_bytes(8, "big"))
        before = event_id
    return digest.digest()
