"""Verifies a receipt without the city: ``python -m consent.core.verify RECEIPT.json --key VKEY``.

Needs no database, no framework and no network: the file, the log's public key and this package's ``core`` suffice.
Exit status: 0 genuine, 1 not accepted (the check that failed is named), 2 used wrongly.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from consent.core.receipt_checks import Refused, TrustedKey, check_receipt
from consent.core.receipt_words import acceptance, refusal
from consent.core.receipts import MAX_BYTES
from consent.core.strict import FormatError, decimal
from consent.core.verifier_keys import ED25519, parse_vkey
from consent.core.vocabulary import LANGUAGES

GENUINE, NOT_ACCEPTED = 0, 1
LONGEST_KEYS_FILE = 1024 * 1024
TRUSTED = "trusted_size="


def main(arguments: Sequence[str] | None = None) -> int:
    """This function will verify one file, print the verdict as a plain sentence and return the exit status."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        lines = [*asked.key, *map(_text, asked.keys)]
        keys = list(strictest(key for text in lines for key in keys_of(text)))
        if not keys:
            parser.error("a key is needed: --key VKEY or --keys FILE")
        with _opened(asked.file) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as reason:
        parser.error(f"cannot read {reason.filename}: {reason.strerror}")
    except ValueError as reason:
        parser.error(str(reason))
    try:
        found = check_receipt(data, keys)
    except Refused as refused:
        _say(refusal(refused.check, asked.language))
        return NOT_ACCEPTED
    _say(acceptance(found.event, found.notice, found.origin, found.index, found.size, asked.language))
    return GENUINE


def keys_of(text: str) -> Iterable[TrustedKey]:
    """This function will read the keys of a log as it publishes them at ``/log/key``: a line each.

    A line is a verifier key, and behind a compromised one ``trusted_size=N``: up to that size its checkpoints hold.
    ``--key`` takes such a line too. Raises ``FormatError`` for a line that is neither that nor a remark.
    """
    for line in text.splitlines():
        vkey, *said = line.split() or ["#"]
        if vkey.startswith("#"):
            continue
        sizes = [decimal(word.removeprefix(TRUSTED)) for word in said if word.startswith(TRUSTED)]
        if len(sizes) != len(said) or len(said) > 1:
            raise FormatError(f"behind a key stands {TRUSTED}N or nothing")
        yield TrustedKey(_log_key(vkey), sizes[0] if sizes else None)


def strictest(keys: Iterable[TrustedKey]) -> Iterable[TrustedKey]:
    """This function will merge what is said of one key more than once into the least trust."""
    found: dict[str, TrustedKey] = {}
    for key in keys:
        before = found.get(key.vkey)
        sizes = [one.trusted_size for one in (before, key) if one and one.trusted_size is not None]
        found[key.vkey] = TrustedKey(key.vkey, min(sizes, default=None))
    return found.values()


def _log_key(text: str) -> str:
    if parse_vkey(text).algorithm != ED25519:
        raise FormatError("a witness’s key does not vouch for receipts: give the log’s own key")
    return text


def _text(file: str) -> str:
    with _opened(file) as opened:
        return opened.read(LONGEST_KEYS_FILE).decode("utf-8-sig")  # Windows may put a mark before a text


def _opened(file: str) -> BinaryIO:
    return Path(file).open("rb")


def _say(sentence: str) -> None:
    # A terminal that cannot write a letter must not turn a verdict into a traceback.
    sys.stdout.buffer.write(f"{sentence}\n".encode(sys.stdout.encoding or "utf-8", "replace"))
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m consent.core.verify",
        description="Verifies a receipt offline: that the city’s log holds the decision, and that nothing was changed.",
        epilog="Exit status: 0 genuine, 1 not accepted, 2 used wrongly. --key may be given more than once.",
    )
    parser.add_argument("file", metavar="RECEIPT.json", help="the receipt as it was downloaded")
    parser.add_argument("--key", metavar="VKEY", action="append", default=[], help="a verifier key of the city’s log")
    parser.add_argument(
        "--keys", metavar="FILE", action="append", default=[], help="the log’s keys as it publishes them at /log/key"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the verdict")
    return parser


if __name__ == "__main__":
    sys.exit(main())
