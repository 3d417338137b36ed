"""What the verifier says, in words a resident understands, in three languages. The offline page has the same ones."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS: Mapping[str, Mapping[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def refusal(check: str, language: str) -> str:
    """This function will say that a receipt is not accepted, why, and by which check."""
    words = WORDS[language]
    return f"{words['refused']} {words[check]} {words['check'].format(check=check)}"


def acceptance(
    event: Mapping[str, Any], notice: Mapping[str, Any] | None, origin: str, index: int, size: int, language: str
) -> str:
    """This function will say that a receipt is genuine, what it says, where the log has it, and how far that goes."""
    words = WORDS[language]
    title = notice["texts"][language]["title"] if notice else event["activity"]
    kind = words["consent.waiting" if event["waiting"] else event["kind"]]
    return " ".join(
        (
            words["genuine"],
            words["decision"].format(at=when(event["at"]), kind=kind, title=title),
            words["where"].format(origin=origin, index=index, size=size),
            words["reach"],
        )
    )


def when(at: str) -> str:
    """This function will write an event's moment, which is in UTC, the way it is read: 24.11.2026 12:02:33 UTC."""
    return f"{at[8:10]}.{at[5:7]}.{at[0:4]} {at[11:19]} UTC"
