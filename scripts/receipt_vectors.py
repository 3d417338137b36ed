"""Writes tests/vectors/receipts/: receipts that are genuine and receipts that are not, from fixed seeds.

    python -m scripts.receipt_vectors           write the files
    python -m scripts.receipt_vectors --check   change nothing; exit 1 when they are behind

A file is a list of vectors. A vector has a name, a verdict (``genuine`` or the name of the check that fails) and the
receipt's bytes as a difference to ``plain.json``: how many bytes of it to keep at the beginning and at the end, and
what to put between them (as base64 where it is no text). ``keys`` are the trusted ones; where they are not named, the
one of ``plain.vkey``. The command and the page are both tried on every vector.
"""

import json
import sys
from pathlib import Path

from scripts.receipts.bad import changed, malformed, of_keys
from scripts.receipts.good import genuine, given
from scripts.receipts.log import CITY

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "receipts"


def files() -> dict[str, str]:
    """This function will return the text of each file by its name."""
    groups = {"genuine": genuine(), "changed": changed(), "malformed": malformed(), "keys": of_keys()}
    return {"plain.json": given().decode(), "plain.vkey": f"{CITY.vkey}\n"} | {
        f"{name}.json": json.dumps(vectors, ensure_ascii=False, indent=1) + "\n" for name, vectors in groups.items()
    }


def main() -> int:
    """This function will write or check the files and return the exit status."""
    if "--check" in sys.argv[1:]:
        behind = [name for name, text in files().items() if (FOLDER / name).read_text(encoding="utf-8") != text]
        if behind:
            print(f"behind the script: {', '.join(behind)}: run `python -m scripts.receipt_vectors`")
        return 1 if behind else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
