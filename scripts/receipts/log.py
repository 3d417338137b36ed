"""A little log of fixed seeds, and what a city decides in it: what the vectors are made of. Synthetic throughout."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.core.canonical import canonical
from consent.core.checkpoints import Checkpoint
from consent.core.checkpoints import encode as checkpoint_text
from consent.core.log_proof import LogProof
from consent.core.log_proof import encode as proof_text
from consent.core.merkle import inclusion_proof, leaf_hash, root
from consent.core.notes import public_bytes, sign, vkey
from consent.core.receipts import commitment, receipt_document

ORIGIN = "log.city.example/receipts"
SUBJECT = "3f0c1d9e-6a52-4f0e-9a53-0d6d1c6c7a01"
GUARDIAN = "8b1f6a40-52b7-4a8e-8a0b-55d0a7a3f302"


def seeded(word: str) -> bytes:
    """This function will return 32 bytes that are the same each time."""
    return hashlib.sha256(f"receipt vectors: {word}".encode()).digest()


@dataclass(frozen=True)
class Signer:
    """A log key and its name."""

    name: str
    key: Ed25519PrivateKey

    @property
    def vkey(self) -> str:
        """The key as a verifier is given it."""
        return vkey(self.name, public_bytes(self.key))


def signer(word: str, name: str = ORIGIN) -> Signer:
    """This function will return the key of a word."""
    return Signer(name, Ed25519PrivateKey.from_private_bytes(seeded(word)))


CITY = signer("the city’s key")


def _in_all(text: str) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in ("fi", "sv", "en")}


def notice(**changes: Any) -> dict[str, Any]:
    """This function will return a notice document of format 1."""
    texts = {"title": "Vinkkejä – tips", "summary": "Short.", "why": "To “try” it.", "rights": "You may withdraw here."}
    return {
        "format": 1,
        "activity": "library-tips",
        "department": {"code": "library", "name": _in_all("Kirjasto \U0001f4da")},
        "basis": "consent",
        "law": None,
        "compulsory": False,
        "restriction_exception": "",
        "special_category_law": "",
        "explicit_consent": None,
        "purpose": "dpv:ProvidePersonalisedRecommendations",
        "categories": [
            {
                "code": "library.loans",
                "name": _in_all("Loans"),
                "pd": "pd:ServiceConsumptionBehaviour",
                "sensitivity": "normal",
                "source": "library",
            }
        ],
        "recipients": [],
        "retention": {"months": 0, "text": _in_all("Not kept")},
        "valid_months": 12,
        "child_rule": {"own_decision_from": 15, "guardians": "any", "confidential": False},
        "texts": dict.fromkeys(("fi", "sv", "en"), texts),
    } | changes


def event(document: dict[str, Any] | None, **changes: Any) -> dict[str, Any]:
    """This function will return an event about ``document``, given by the person in the portal unless changed."""
    shown = document and hashlib.sha256(canonical(document)).hexdigest()
    return {
        "v": 1,
        "kind": "consent.granted",
        "event_id": 4711,
        "at": "2026-11-24T12:02:33.123456Z",
        "subject": SUBJECT,
        "activity": document["activity"] if document else "library-tips",
        "version": 1,
        "notice_version": 1 if document else None,
        "notice_hash": shown,
        "language": "fi",
        "channel": "portal",
        "decided_by": "self",
        "actor_subject": SUBJECT,
        "actor_account": None,
        "valid_until": "2027-11-24T12:02:33.123456Z",
        "waiting": False,
        "sealed": None,
    } | changes


def receipt(
    fields: dict[str, Any],
    document: dict[str, Any] | None,
    *,
    index: int = 5,
    size: int = 7,
    by: Signer = CITY,
    origin: str = ORIGIN,
) -> bytes:
    """This function will log an event at ``index`` of ``size`` and return its receipt."""
    text, salt = canonical(fields), seeded(f"salt {fields['event_id']}")
    entry = commitment(salt, text.decode())
    entries = [entry if place == index else seeded(f"entry {place}") for place in range(size)]
    return receipt_document(text, fields, document, salt, proof(entries, index, by, origin))


def proof(entries: Sequence[bytes], index: int, by: Signer = CITY, origin: str = ORIGIN) -> str:
    """This function will prove the entry at ``index`` by a checkpoint over all ``entries``."""
    leaves = [leaf_hash(entry) for entry in entries]
    note = sign(checkpoint_text(Checkpoint(origin, len(leaves), root(leaves))), by.name, by.key)
    return proof_text(LogProof(index, tuple(inclusion_proof(index, leaves)), note))
