"""The receipts of tests/vectors/receipts, as the command and the page are both given them."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consent.core.receipt_checks import TrustedKey

FOLDER = Path(__file__).resolve().parent / "vectors" / "receipts"
PLAIN = (FOLDER / "plain.json").read_bytes()
KEY = (FOLDER / "plain.vkey").read_text(encoding="utf-8").strip()


@dataclass(frozen=True, slots=True)
class Vector:
    """A receipt, the keys that are trusted, and what has to be said of it."""

    group: str
    name: str
    verdict: str
    keys: tuple[TrustedKey, ...]
    data: bytes

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"


def vectors() -> list[Vector]:
    """This function will return every vector."""
    return [
        _vector(file.stem, entry)
        for file in sorted(FOLDER.glob("*.json"))
        if file.stem != "plain"
        for entry in json.loads(file.read_text(encoding="utf-8"))
    ]


def _vector(group: str, entry: dict[str, Any]) -> Vector:
    begin, end = entry["keep"]
    put = base64.b64decode(entry["put_base64"]) if "put_base64" in entry else entry["put"].encode()
    keys = entry.get("keys", [{"vkey": KEY, "trusted_size": None}])
    return Vector(
        group=group,
        name=entry["name"],
        verdict=entry["verdict"],
        keys=tuple(TrustedKey(key["vkey"], key["trusted_size"]) for key in keys),
        data=PLAIN[:begin] + put + PLAIN[len(PLAIN) - end :],
    )
