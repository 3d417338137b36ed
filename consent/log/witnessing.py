"""Asking witnesses to cosign the newest checkpoint (C2SP tlog-witness). Nothing they do or omit stops the log."""

import ipaddress
import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from django.db import transaction

from consent import clock
from consent.core.cosignatures import cosigned_by
from consent.core.merkle import ProofError, verify_consistency
from consent.core.notes import NoteError, add_signature
from consent.core.policy import Party
from consent.core.strict import FormatError, decimal
from consent.core.tile_tree import TileTree
from consent.core.witness import SIZE_TYPE, AddCheckpoint, encode
from consent.log.models import Cosignature, SignedCheckpoint
from consent.log.tile_queries import tile_reader
from consent.log.tree_queries import latest_checkpoint
from consent.log.witness_policy import witness_policy

PATIENCE = httpx.Timeout(5.0, connect=3.0)
LONGEST_WAIT = 15.0  # for a whole answer: the others are asked after it
LONGEST_ANSWER = 64 * 1024
MEANINGS = {
    400: "it found the request malformed",
    403: "it knows none of the keys that signed the checkpoint",
    404: "it does not know the log",
    409: "it has cosigned another size meanwhile",
    422: "it was not convinced that the checkpoint continues what it cosigned",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking one witness; ``problem`` is empty when it cosigned."""

    witness: str
    size: int
    problem: str = ""


class Unwilling(Exception):
    """The witness did not cosign; the message says why."""


def ask_witnesses() -> list[Asked]:
    """This function will ask each witness that has not cosigned the newest checkpoint, and keep its line.

    Raises nothing that a witness or the network causes: what went wrong is logged and returned.
    """
    signed = latest_checkpoint()
    if signed is None:
        return []
    found = []
    for name, party in witness_policy().witnesses.items():
        if not party.url or _has_cosigned(party, signed):
            continue
        problem = ""
        try:
            _keep(party, signed, _cosigned(party, signed))
        except Unwilling as reason:
            problem = str(reason)
            logger.warning("the witness %s has not cosigned size %s: %s", name, signed.size, problem)
        found.append(Asked(name, signed.size, problem))
    return found


def _has_cosigned(party: Party, signed: SignedCheckpoint) -> bool:
    lines = Cosignature.objects.filter(log_number=signed.log_number, witness=party.key.name)
    return lines.filter(size=signed.size).exists()


def _cosigned(party: Party, signed: SignedCheckpoint) -> str:
    """The line by which the witness cosigned; it is asked again once when it has another size than we thought."""
    known = Cosignature.objects.filter(log_number=signed.log_number, witness=party.key.name).order_by("-size").first()
    old = known.size if known else 0
    for last in (False, True):
        status, kind, body = _post(party.url, encode(AddCheckpoint(old, tuple(_proof(signed, old)), signed.note)))
        if status == 200:
            return _verified(party, signed, body)
        if status != 409 or kind != SIZE_TYPE or last:
            raise Unwilling(MEANINGS.get(status, f"it answered {status}"))
        try:
            old = decimal(body.removesuffix("\n"))
        except FormatError:
            raise Unwilling("it answered with a size that is none") from None
        if old > signed.size:
            logger.critical("The witness %s has seen a larger log than this city has: %s", party.key.name, old)
            raise Unwilling(f"it has cosigned size {old}, which is larger than the city's {signed.size}")
    raise AssertionError("the loop returns or raises")


def _proof(signed: SignedCheckpoint, old: int) -> list[bytes]:
    """Verified before it is handed out, as every proof is."""
    tree = TileTree(tile_reader(signed.log_number), signed.size)
    try:
        if old == 0:
            return []
        proof = tree.consistency_proof(old)
        verify_consistency(old, signed.size, tree.root(old), bytes(signed.root), proof)
    except (ProofError, FormatError) as reason:
        logger.critical("No consistency proof from size %s: %s. Run `python manage.py verify_log`.", old, reason)
        raise Unwilling("our own tiles prove nothing") from None
    return proof


def _post(prefix: str, body: str) -> tuple[int, str, str]:
    if not is_allowed(prefix):
        raise Unwilling("its address is neither https nor of this machine")
    try:
        with (
            httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", f"{prefix.rstrip('/')}/add-checkpoint", content=body.encode()) as answer,
        ):
            data, until = b"", time.monotonic() + LONGEST_WAIT
            for part in answer.iter_bytes():
                data += part
                if time.monotonic() > until:
                    raise Unwilling("its answer takes too long")
                if len(data) > LONGEST_ANSWER:
                    raise Unwilling("its answer is too long")
            return answer.status_code, answer.headers.get("Content-Type", ""), data.decode()
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as reason:
        raise Unwilling(f"it cannot be reached ({type(reason).__name__})") from None


def is_allowed(prefix: str) -> bool:
    """This function will tell whether a witness may be asked at an address: over TLS, or on this very machine."""
    parts = urlsplit(prefix)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _verified(party: Party, signed: SignedCheckpoint, body: str) -> str:
    for line in body.splitlines(keepends=True):
        try:
            if seen := cosigned_by(add_signature(signed.note, line), [party.key.vkey]):
                return seen[0].line
        except NoteError as reason:
            raise Unwilling(f"its line does not verify: {reason}") from None
    raise Unwilling("it answered with no line of its key")


def _keep(party: Party, signed: SignedCheckpoint, line: str) -> None:
    with transaction.atomic():
        Cosignature.objects.get_or_create(
            log_number=signed.log_number,
            size=signed.size,
            witness=party.key.name,
            defaults={"line": line, "received_at": clock.now()},
        )
