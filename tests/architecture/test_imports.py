"""The import contracts of pyproject.toml hold, and each of them bites when somebody breaks it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PROGRAM, ROOT, files, python_files, text

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

# The only lines outside the two clocks and settings which may use a banned name, and why.
BACK_DOORS = {
    "consent/api/access/sources.py": "loads the policy source which settings choose",
    "consent/messaging/backends/base.py": "loads the one messaging backend which an operator names",
    "consent/people/population.py": "loads the population register which settings choose",
    "consent/proactive/delivery/config.py": "loads the one carrier of decisions which an operator names",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """This function will run every import contract on the copy of the tree in ``folder``."""
    command = [sys.executable, "-c", LINT_IMPORTS]
    wide = {**os.environ, "COLUMNS": "400"}  # so that no contract's name is broken over two lines
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=wide)


def broken(result: subprocess.CompletedProcess[str]) -> set[str]:
    """This function will return the names of the contracts which a run found broken."""
    return {re.sub(r"\s+", " ", name).strip() for name in re.findall(r"^(\S.*?) BROKEN$", result.stdout, re.MULTILINE)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that a test may spoil."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in python_files(*PROGRAM, "deploy", migrations=True):
        (folder / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    return folder


@pytest.fixture
def spoil(copy: Path) -> Iterator:
    """Writes one module into the copy and takes it away again, with the packages made for it."""
    made: list[Path] = []

    def write(name: str, source: str) -> subprocess.CompletedProcess[str]:
        path = copy / name
        for folder in reversed(path.relative_to(copy).parents):
            if not (copy / folder).exists():
                (copy / folder).mkdir()
                (copy / folder / "__init__.py").touch()
                made.append(copy / folder)
        path.write_text(source)
        made.append(path)
        return lint(copy)

    yield write
    for path in reversed(made):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def test_every_contract_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_harmless_import_breaks_nothing(spoil) -> None:
    result = spoil("consent/portal/probe.py", "import httpx\nimport consent.registry.queries\n")
    assert result.returncode == 0, result.stdout + result.stderr


ROOMS = "Rooms of consent"
MODULES = "Rooms of services"


@pytest.mark.parametrize(
    ("name", "source", "contract"),
    [
        ("consent/people/probe.py", "import consent.registry.queries", ROOMS),
        ("consent/log/probe.py", "from consent import people", ROOMS),
        ("consent/registry/probe.py", "def later():\n    from consent.ledger import queries", ROOMS),
        ("consent/ledger/probe.py", "import consent.portal", ROOMS),
        ("consent/portal/probe.py", "import consent.api", ROOMS),
        ("consent/api/probe.py", "from consent import portal", ROOMS),
        ("consent/demo/probe.py", "import consent.portal.urls", ROOMS),
        ("consent/public/probe.py", "import consent.settings", ROOMS),
        ("consent/core/probe.py", "import consent.clock", ROOMS),
        ("consent/unheard_of/probe.py", "", ROOMS),
        ("services/library/probe.py", "import services.sports", MODULES),
        ("services/kit/probe.py", "import services.library", MODULES),
        ("services/sdk/probe.py", "import services.kit", MODULES),
        ("services/unheard_of/probe.py", "", MODULES),
        ("services/library/probe.py", "import consent.ledger.queries", "consent and services meet over HTTP only"),
        ("services/sdk/probe.py", "from consent.core import vocabulary", "consent and services meet over HTTP only"),
        ("consent/portal/probe.py", "import services.sdk", "consent and services meet over HTTP only"),
        ("deploy/probe.py", "import consent.settings", "knows neither"),
        ("deploy/probe.py", "import services.sdk", "knows no service"),
        ("consent/core/probe.py", "from django.conf import settings", "The core is pure"),
        ("consent/core/probe.py", "import psycopg", "The core is pure"),
        ("consent/core/probe.py", "import socket", "The core is pure"),
        ("consent/core/probe.py", "import time", "The core is pure"),
        ("services/sdk/probe.py", "import django.utils.timezone", "The sdk is plain Python"),
        ("services/sdk/probe.py", "import rest_framework", "The sdk is plain Python"),
        ("consent/portal/probe.py", "from consent.ledger.models import *", "Only the ledger touches"),
        ("consent/api/probe.py", "import consent.ledger.models", "Only the ledger touches"),
        ("consent/ledger/probe.py", "import consent.log.models", "Only the log touches"),
        ("consent/people/probe.py", "import consent.log.keys", "Only the log touches"),
        ("services/library/probe.py", "from services.library.models import Loan", "A service's tables"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(spoil, copy: Path, name: str, source: str, contract: str) -> None:
    if "services.sports" in source:
        (copy / "services/sports").mkdir(exist_ok=True)
        (copy / "services/sports/__init__.py").touch()
    result = spoil(name, source + "\n")
    assert result.returncode == 1, result.stdout + result.stderr
    assert any(contract in each for each in broken(result)), result.stdout


def test_a_circle_between_two_files_breaks_its_contract(spoil, copy: Path) -> None:
    (copy / "consent/people/one.py").write_text("import consent.people.two\n")
    try:
        result = spoil("consent/people/two.py", "import consent.people.one\n")
    finally:
        (copy / "consent/people/one.py").unlink()
    assert any("circle" in each for each in broken(result)), result.stdout


def test_a_banned_name_is_used_only_where_it_is_explained() -> None:
    """Ruff's TID251 closes what contracts cannot see; a line that lifts it must be on the list above."""
    lifted = {str(path) for path in python_files(*PROGRAM) if re.search(r"noqa:[^\n]*TID251", text(path))}
    assert lifted <= set(BACK_DOORS), "say in BACK_DOORS why these may use a banned name"


def test_no_file_switches_a_whole_check_off() -> None:
    switched = re.compile(r"^\s*# (ruff|flake8): noqa|^\s*# mypy: ignore-errors|^\s*# type: ignore\s*$", re.MULTILINE)
    assert [str(path) for path in python_files(*PROGRAM, "deploy") if switched.search(text(path))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nprint(datetime.now())",
        "import datetime as when\nwhen.date.today()",
        "import time\ntime.time()",
        "from django.utils import timezone\ntimezone.now()",
        "from django.apps import apps\napps.get_model('ledger', 'Use')",
        "from django.utils.module_loading import import_string\nimport_string('consent.ledger.models.Use')",
        "import importlib\nimportlib.import_module('consent.ledger.models')",
        "from django.db.models.signals import post_save",
        "from rest_framework.serializers import ModelSerializer",
    ],
)
@pytest.mark.parametrize(
    "where", ["consent/core/probe.py", "consent/ledger/actions/probe.py", "services/library/probe.py"]
)
def test_ruff_refuses_the_back_doors(where: str, source: str) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--select",
        "TID251",
        "--stdin-filename",
        where,
        "-",
    ]
    result = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "TID251" in result.stdout


def test_the_probes_left_nothing_behind() -> None:
    assert [str(path) for path in files() if path.stem == "probe"] == []
