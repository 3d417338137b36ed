"""What is installed is pinned exactly, explained, and never older than its last security fix."""

import re
from pathlib import Path

import pytest
from packaging.version import Version

from tests.architecture.tree import text

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\[[a-z,]+\])?==(\d[\w.]*)( ; .+)?")
SAFE_FROM = {
    "django": "5.2.19",
    "djangorestframework": "3.18.3",
    "django-oauth-toolkit": "3.4.1",
    "oauthlib": "3.2.2",
}


def lines(name: str) -> list[str]:
    """This function will return a requirement file's lines, stripped."""
    return [line.strip() for line in text(Path(name)).splitlines()]


def pins(name: str) -> dict[str, str]:
    """This function will return the version of each part that a requirement file pins."""
    found = (PIN.fullmatch(line) for line in lines(name))
    return {match[1].lower().replace("_", "-"): match[3] for match in found if match}


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    wanted = [line for line in lines(name) if line and not line.startswith(("#", "-r "))]
    assert [line for line in wanted if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_group_says_what_it_is_for(name: str) -> None:
    groups = [group for group in "\n".join(lines(name)).split("\n\n") if group.strip()]
    assert [group for group in groups if not group.startswith(("#", "-r "))] == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_fetched_from_another_place(name: str) -> None:
    assert [line for line in lines(name) if re.search(r"--|://|git\+| @ ", line.partition("#")[0])] == []


def test_nothing_is_pinned_twice() -> None:
    assert set(pins("requirements.txt")) & set(pins("requirements-dev.txt")) == set()


@pytest.mark.parametrize(("part", "version"), SAFE_FROM.items())
def test_no_part_is_older_than_its_security_fix(part: str, version: str) -> None:
    assert Version(pins("requirements.txt")[part]) >= Version(version)


def test_django_stays_on_its_long_term_release() -> None:
    assert pins("requirements.txt")["django"].startswith("5.2.")
