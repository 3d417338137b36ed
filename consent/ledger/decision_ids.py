"""Decision ids: an event id that departments can quote and cannot read, made without another column or index."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.conf import settings

from consent.core.errors import NotFound
from consent.core.keys import derive

_MARK = b"decision"


@lru_cache(maxsize=4)
def _cipher(root: bytes) -> Cipher[ECB]:
    # One block, never two alike: the electronic code book is a plain keyed permutation here.
    return Cipher(AES(derive(root, "mydata/decision-id/v1")), ECB())  # noqa: S305


def decision_id(event_id: int) -> str:
    """This function will return the opaque id of a recorded decision, which tells nothing of how many there were."""
    encryptor = _cipher(settings.ROOT_KEY).encryptor()
    return str(UUID(bytes=encryptor.update(_MARK + event_id.to_bytes(8, "big")) + encryptor.finalize()))


def short_ids(event_ids: Sequence[int]) -> list[str]:
    """This function will return how each decision id begins, in capitals: for many thousands at once."""
    encryptor = _cipher(settings.ROOT_KEY).encryptor()
    blocks = b"".join([_MARK + event_id.to_bytes(8, "big") for event_id in event_ids])
    written = (encryptor.update(blocks) + encryptor.finalize()).hex().upper()
    return [written[start : start + 8] for start in range(0, len(written), 32)]


def event_of(identifier: str) -> int:
    """This function will return the event id behind a decision id; raises ``NotFound`` for one we never made."""
    try:
        block = UUID(identifier).bytes
    except ValueError:
        raise NotFound("unknown_decision") from None
    decryptor = _cipher(settings.ROOT_KEY).decryptor()
    opened = decryptor.update(block) + decryptor.finalize()
    if opened[:8] != _MARK:
        raise NotFound("unknown_decision")
    return int.from_bytes(opened[8:], "big")
