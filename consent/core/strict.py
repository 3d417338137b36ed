"""Strict readers: one spelling a value, so that what is signed cannot be written in two ways."""

import base64
import binascii
import re

HASH_BYTES = 32
LARGEST = 2**63 - 1  # sizes and indexes fit a signed 64-bit integer everywhere they are stored

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class FormatError(ValueError):
    """A text or bytes that are not in the form their specification asks for."""


def base64_text(data: bytes) -> str:
    """This function will write bytes in standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")


def base64_bytes(text: str) -> bytes:
    """This function will read standard base64 with padding (RFC 4648 §4).

    Raises ``FormatError`` for another alphabet, blanks, missing padding or stray bits behind the last byte (§3.5).
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise FormatError("not base64") from None
    if base64_text(data) != text:
        raise FormatError("not the canonical base64 of its bytes")
    return data


def hash_bytes(text: str) -> bytes:
    """This function will read one SHA-256 hash in base64; raises ``FormatError`` when it is not 32 bytes."""
    data = base64_bytes(text)
    if len(data) != HASH_BYTES:
        raise FormatError(f"a hash has {HASH_BYTES} bytes")
    return data


def decimal(text: str) -> int:
    """This function will read an ASCII decimal without sign and leading zeros, at most 2^63 - 1.

    Raises ``FormatError`` for anything else.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        raise FormatError("not a decimal number without leading zeros")
    value = int(text)
    if value > LARGEST:
        raise FormatError("a number above 2^63 - 1")
    return value


def line_break_text(text: str) -> bytes:
    """This function will return the UTF-8 bytes of a text whose only control character is the line feed.

    C2SP signed-note, "Format". Raises ``FormatError`` for other characters below U+0020 and for lone surrogates.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise FormatError("not UTF-8") from None
    if _CONTROL.search(text):
        raise FormatError("a control character other than the line feed")
    return data
