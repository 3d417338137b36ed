"""The national id (henkilötunnus): how it is read, looked up and kept. Nothing else in the room sees one in clear."""

from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.fi import hetu

from consent.core import keys as core_keys
from consent.core.errors import Invalid
from consent.people import keys

HOW_IT_LOOKS = (
    "The national id is not well formed. It has eleven characters: the date of birth as ddmmyy, the sign of the "
    "century, three digits and a check character."
)
LONGEST = 32  # eleven characters and generous white space; longer input is not worth reading


def normalise(raw: object) -> str:
    """This function will return the one spelling of a national id: eleven ASCII characters in upper case.

    ``raw`` is text as somebody typed it: white space around it and lower-case letters are accepted, and so are the
    individual numbers 900–999 (temporary and artificial ids). Raises ``Invalid`` (code ``national_id``), whose message
    never repeats the input.
    Law: Data Protection Act 1050/2018 s. 29.
    """
    # The validator's \d also matches digits of other scripts, and two spellings would be two people.
    if isinstance(raw, str) and len(raw) <= LONGEST and raw.isascii() and raw.isprintable():
        try:
            return str(hetu.validate(raw, allow_temporary=True))
        except ValidationError:
            pass
    raise Invalid("national_id", [HOW_IT_LOOKS])


def blind_index(national_id: str) -> bytes:
    """This function will return the 32-byte index by which a normalised national id is found and never read."""
    return core_keys.blind_index(keys.lookup_key(), national_id)


def seal(subject: UUID, national_id: str) -> bytes:
    """This function will encrypt a normalised national id so that it opens only in the row of ``subject``."""
    return core_keys.seal(keys.national_id_key(), national_id.encode(), subject.bytes)


def unseal(subject: UUID, sealed: bytes) -> str:
    """This function will return the national id sealed for ``subject``.

    Raises ``cryptography.exceptions.InvalidTag`` when the bytes were changed or moved to another subject's row.
    """
    return core_keys.unseal(keys.national_id_key(), bytes(sealed), subject.bytes).decode()
