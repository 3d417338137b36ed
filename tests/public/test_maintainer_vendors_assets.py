"""What is vendored is exactly what was published upstream, with its licence, and calls nobody."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
VENDOR = STATIC / "vendor"
SUMS = dict(reversed(line.split(maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text("ascii").splitlines())


def files() -> set[str]:
    return {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()} - {"SHA256SUMS"}


def test_every_file_is_listed_and_nothing_else() -> None:
    assert files() == set(SUMS)


@pytest.mark.parametrize("name", SUMS)
def test_a_file_is_what_it_was(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == SUMS[name]


def test_each_part_names_version_and_licence() -> None:
    assert (VENDOR / "VERSION").read_text("ascii").splitlines() == [
        "hds-core 5.2.2 MIT",
        "@fontsource-variable/hanken-grotesk 5.3.0 OFL-1.1",
    ]
    assert "MIT License" in (VENDOR / "hds/LICENSE").read_text("utf-8")
    assert "SIL Open Font License" in (VENDOR / "hanken-grotesk/LICENSE").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_no_style_sheet_reaches_another_server(path: Path) -> None:
    sheet = path.read_text("utf-8")
    assert "@import" not in sheet
    for address in re.findall(r"url\(([^)]*)\)", sheet):
        assert address.strip("\"'").startswith(("data:image/svg+xml", "../")), address


def test_colours_of_the_city_stand_in_one_file() -> None:
    for path in (STATIC / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert "#0000bf" not in path.read_text("utf-8").lower()
