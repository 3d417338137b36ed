"""No secret, no real person and no one's own machine in any file of the tree."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from stdnum.fi import hetu

from tests.architecture.tree import ROOT, files

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}"),
    "a cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a code host's token": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20})"),
    "a chat token": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a signed web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"),
    "a database password": re.compile(
        r"postgres(?:ql)?://[\w-]+:(?!\.\.\.|\{|<|\$|password|secret|change-?me)[^@\s'\"]{4,}@(?!/\w*_?test)", re.I
    ),
}
MACHINE = {
    "somebody's home folder": re.compile(r"(?<![\w.])/(home|Users)/(?!mydata\b)[a-z][\w.-]*/"),
    "a folder of one machine": re.compile(r"(?<![\w./-])/(wor[k]|root|opt/venv)/[\w.]"),
    "another package index": re.compile(r"--(extra-)?inde[x]-url\b|PIP_INDE[X]_URL|npm_config_regis[t]ry", re.I),
}
NATIONAL_ID = re.compile(r"(?<![0-9A-Za-z])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![0-9A-Za-z])")


def texts() -> Iterator[tuple[Path, str]]:
    """This function will yield every text file of the tree except what was vendored whole."""
    for path in files():
        held = (ROOT / path).read_bytes()
        if b"\0" not in held and path.parts[:2] != ("static", "vendor"):
            yield path, held.decode()


def found(patterns: dict[str, re.Pattern[str]], text: str) -> list[str]:
    """This function will return what of the named patterns a text holds, with the line."""
    return [
        f"{text.count(chr(10), 0, match.start()) + 1}: {name}"
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
    ]


def real_national_ids(text: str) -> list[str]:
    """This function will return national ids in a text that could be a living person's.

    An individual number of 900 to 999 is given to nobody (Population Information System, artificial identities).
    """
    valid = (match[0] for match in NATIONAL_ID.finditer(text) if hetu.is_valid(match[0], allow_temporary=True))
    return [code for code in valid if not 900 <= int(code[7:10]) <= 999]


def test_no_file_holds_a_secret() -> None:
    assert {str(path): held for path, text in texts() if (held := found(SECRETS, text))} == {}


def test_no_file_names_somebodys_machine() -> None:
    assert {str(path): held for path, text in texts() if (held := found(MACHINE, text))} == {}


def test_no_file_holds_a_national_id_that_a_person_could_have() -> None:
    assert {str(path): held for path, text in texts() if (held := real_national_ids(text))} == {}


def test_no_key_or_database_file_is_kept_in_the_tree() -> None:
    kept = {".pem", ".key", ".p12", ".pfx", ".sqlite3", ".db", ".dump", ".env"}
    assert [str(path) for path in files() if path.suffix in kept or path.name == ".env"] == []


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (SECRETS, "AKIA" + "A1B2C3D4E5F6G7H8"),
        (SECRETS, "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
        (SECRETS, "postgresql://city:" + "hunter22" + "@db.example/mydata"),
        (MACHINE, "see /" + "home/aino/mydata/settings.py"),
        (MACHINE, "pip install --extra-" + "index-url https://example.org/simple x"),
    ],
)
def test_each_pattern_finds_what_it_is_for(patterns: dict[str, re.Pattern[str]], text: str) -> None:
    assert found(patterns, text)


def test_a_possible_persons_national_id_is_told_from_an_artificial_one() -> None:
    def code(individual: int) -> str:
        return f"010190-{individual:03d}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(f'010190{individual:03d}') % 31]}"

    assert real_national_ids(f"a {code(123)} b") == [code(123)]
    assert real_national_ids(f"a {code(900)} b") == []
