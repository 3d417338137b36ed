"""Signed notes (C2SP signed-note): a text, a blank line, and lines by which keys vouch for the text."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.strict import FormatError, base64_bytes, base64_text, line_break_text
from consent.core.verifier_keys import (
    ED25519,
    KEY_ID_BYTES,
    NoteError,
    VerifierKey,
    key_id,
    parse_vkey,
    require_name,
    vkey,
)

__all__ = [
    "NoteError",
    "Signature",
    "VerifierKey",
    "add_signature",
    "key_id",
    "parse_signature",
    "parse_vkey",
    "public_bytes",
    "sign",
    "signature_line",
    "signatures",
    "split",
    "verify",
    "vkey",
]

EM_DASH = "\N{EM DASH}"
MOST_SIGNATURES = 100  # a verifier must accept 16 and should have a limit


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name, the key id, and the bytes behind it. It says nothing until a key verified it."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """This function will write the signature line with its line feed."""
        return f"{EM_DASH} {self.name} {base64_text(self.key_id + self.value)}\n"


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """This function will return the whole note: ``text`` and one Ed25519 signature line of ``key`` under ``name``.

    Raises ``NoteError`` unless the text ends with a line feed and the text and the name are allowed in a note.
    """
    return f"{text}\n{signature_line(text, name, key)}"


def signature_line(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """This function will return the line by which ``key`` vouches for ``text`` under ``name`` (type 0x01)."""
    require_name(name)
    value = key.sign(_text_bytes(text))
    return Signature(name, key_id(name, ED25519, public_bytes(key)), value).line


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """This function will return the 32 bytes of a private key's public key (RFC 8032 §5.1.5)."""
    return key.public_key().public_bytes_raw()


def verify(note: str, vkeys: list[str]) -> str:
    """This function will return the text of a note that at least one of ``vkeys`` vouches for.

    Lines of other keys are ignored, also when they share a name or an id, but not both, with a known one. Any one key
    suffices, so pass only keys that are trusted alone. Raises ``NoteError`` when the note is malformed, when no known
    key signed it, when a line of a known key does not verify, and when two different known keys share name and id.
    """
    text, lines = split(note)
    known = _known(parse_vkey(one) for one in vkeys)
    vouched = False
    for signature in lines:
        keys = known.get((signature.name, signature.key_id), set())
        if len(keys) > 1:
            raise NoteError("two of the known keys have the same name and id")
        for key in keys:
            if not key.verifies(text, signature.value):
                raise NoteError("the signature of a known key does not verify")
            vouched = True
    if not vouched:
        raise NoteError("no known key signed the note")
    return text


def split(note: str) -> tuple[str, list[Signature]]:
    """This function will split a note at its last blank line into its text and its signature lines, none verified.

    Raises ``NoteError`` when the note is malformed: no blank line, no signature, a line that is none, a control
    character, more than 100 signatures.
    """
    try:
        line_break_text(note)
    except FormatError as reason:
        raise NoteError(f"the note has {reason}") from None
    blank = note.rfind("\n\n")
    if blank < 0 or not note.endswith("\n"):
        raise NoteError("a note is a text, a blank line and signature lines")
    lines = note[blank + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("the note has too many signatures")
    return note[: blank + 1], [parse_signature(line + "\n") for line in lines]


def signatures(note: str) -> list[Signature]:
    """This function will return the signature lines of a note, none verified; raises ``NoteError`` when malformed."""
    return split(note)[1]


def parse_signature(line: str) -> Signature:
    """This function will read one signature line with its line feed; raises ``NoteError`` when it is malformed."""
    parts = line.removesuffix("\n").split(" ")
    if not line.endswith("\n") or len(parts) != 3 or parts[0] != EM_DASH:
        raise NoteError("a signature line is an em dash, a name and a signature")
    require_name(parts[1])
    try:
        data = base64_bytes(parts[2])
    except FormatError:
        raise NoteError("the signature is not base64") from None
    if len(data) <= KEY_ID_BYTES:
        raise NoteError("the signature is too short")
    return Signature(parts[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def add_signature(note: str, line: str) -> str:
    """This function will add a signature line to a note; an earlier line of the same name and key id gives way to it.

    The signature is not verified. Raises ``NoteError`` when either is malformed.
    """
    text, lines = split(note)
    added = parse_signature(line)
    kept = [one for one in lines if (one.name, one.key_id) != (added.name, added.key_id)]
    if len(kept) >= MOST_SIGNATURES:
        raise NoteError("the note has too many signatures")
    return text + "\n" + "".join(one.line for one in (*kept, added))


def _known(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], set[VerifierKey]]:
    known: dict[tuple[str, bytes], set[VerifierKey]] = {}
    for key in keys:
        known.setdefault((key.name, key.key_id), set()).add(key)
    return known


def _text_bytes(text: str) -> bytes:
    try:
        data = line_break_text(text)
    except FormatError as reason:
        raise NoteError(f"the text has {reason}") from None
    if not text.endswith("\n"):
        raise NoteError("a note's text ends with a line feed")
    return data
