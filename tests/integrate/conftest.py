"""A running city with its sandbox, and the SDK as a department has it."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.architecture.tree import ROOT
from tests.browser.city import City, addresses, running_city


@pytest.fixture(scope="package")
def city(database_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of its own, as `make run` prepares and serves it."""
    with (
        databases.clone(database_template, "integrate") as name,
        running_city(tmp_path_factory.mktemp("city"), addresses(name)) as running,
    ):
        yield running


@pytest.fixture(scope="package")
def sandbox(city: City) -> Path:
    """The file that the engineer finds."""
    return city.home / "demo" / "sandbox.json"


@pytest.fixture(scope="package")
def mydata_sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the SDK's wheel was unpacked, for PYTHONPATH."""
    folder = tmp_path_factory.mktemp("sdk")
    build = f"import wheel_builder; print(wheel_builder.build_wheel({str(folder)!r}))"
    builder = ROOT / "services" / "sdk" / "packaging"
    command = [sys.executable, "-c", build]
    built = subprocess.run(command, cwd=builder, capture_output=True, text=True, timeout=60, check=True)
    with zipfile.ZipFile(folder / built.stdout.strip()) as wheel:
        wheel.extractall(folder)
    return folder


def outside(mydata_sdk: Path, **variables: str) -> dict[str, str]:
    """This function will return the environment of a program that knows the SDK and nothing of this repository."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(mydata_sdk)} | variables
