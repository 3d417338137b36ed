"""Builds consent/public/verifier/verify.html, the one page that verifies receipts without us, from its parts.

    python -m scripts.verify_page           write the page
    python -m scripts.verify_page --check   change nothing; exit 1 when it is behind its parts

The tables, patterns and words are those of consent/core, so that page and command cannot drift apart.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from consent.core import receipts
from consent.core.receipt_terms import TABLES
from consent.core.receipt_words import WORDS

FOLDER = Path(__file__).resolve().parent.parent / "consent" / "public" / "verifier"
PAGE = FOLDER / "verify.html"
SCRIPTS = ("bytes.js", "json.js", "log.js", "views.js", "check.js", "page.js")
RULES = {
    "FORMAT": receipts.FORMAT,
    "MAX_BYTES": receipts.MAX_BYTES,
    "FIELDS": sorted(receipts.FIELDS),
    "NOTICE_FIELDS": sorted(receipts.NOTICE_FIELDS),
    "NOTICE_SHAPE": receipts.NOTICE_SHAPE,
    "EVENT_PATTERNS": receipts.EVENT_PATTERNS,
    "EVENT_NUMBERS": receipts.EVENT_NUMBERS,
}


def page() -> str:
    """This function will return the page as its parts make it."""
    constants = {"RULES": RULES, "TABLES": TABLES, "WORDS": WORDS, "LABELS": json.loads(_part("labels.json"))}
    script = "\n".join(
        ['\n"use strict";', *(f"const {name} = {_literal(value)};" for name, value in constants.items())]
        + [_part(name) for name in SCRIPTS]
    )
    style = f"\n{_part('page.css')}"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    filled = {"POLICY": policy, "STYLE": style, "SCRIPT": script}
    return re.sub(r"\{(POLICY|STYLE|SCRIPT)\}", lambda match: filled[match[1]], _part("page.html"))


def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _literal(value: Any) -> str:
    # A "<" in a text could end the script.
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def main() -> int:
    """This function will write or check the page and return the exit status."""
    made = page()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != made:
            print("verify.html is behind its parts: run `python -m scripts.verify_page`.")
            return 1
        return 0
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
