"""`pip install ./services/sdk` gives mydata_sdk, without a network, without Django and without this repository."""

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

SCRIPT = """
import sys
from mydata_sdk.client import ConsentClient, AsyncConsentClient, Credentials
from mydata_sdk.fake import FakeLedger
from mydata_sdk.permits import Permit
from mydata_sdk.reasons import Reason
import mydata_sdk.asking, mydata_sdk.feed, mydata_sdk.journal, mydata_sdk.listening
import mydata_sdk.proofs, mydata_sdk.reports

ledger = FakeLedger("library")
person = ledger.pairwise_id("131052-999X")
with ledger.client() as client:
    assert client.resolve("131052-999X") == person
    assert not client.check("library-loans", ["library.loans"], person)["library.loans"]
    ledger.answer("library-loans", "library.loans", person, Reason.CONTRACT)
    assert isinstance(client.check("library-loans", ["library.loans"], person)["library.loans"], Permit)
strange = [name for name in sys.modules if name.split(".")[0] in ("django", "services", "consent", "rest_framework")]
assert not strange, strange
print("allowed", mydata_sdk.__file__)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment into which the SDK was installed as a department does it."""
    folder = tmp_path_factory.mktemp("department") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    interpreter = folder / "bin" / "python"
    # What it depends on is not fetched again: it is read from where the tests' own interpreter has it.
    site = next((folder / "lib").glob("python*")) / "site-packages"
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = [sys.executable, "-m", "pip", "--python", str(interpreter), "install", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--no-cache-dir", "--quiet", str(ROOT / "services" / "sdk")],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=folder,
        env=_plain_environment(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return interpreter


def _plain_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def test_a_check_is_asked_outside_the_repository(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(python), "-c", SCRIPT], capture_output=True, text=True, timeout=60, cwd=tmp_path, env=_plain_environment()
    )
    assert done.returncode == 0, done.stderr
    said, where = done.stdout.split()
    assert said == "allowed"
    assert Path(where).is_relative_to(python.parents[1])


def test_nothing_of_the_build_is_left_in_the_clone(python: Path) -> None:
    places = {path.name for path in (ROOT / "services" / "sdk").iterdir()}
    assert not {name for name in places if name == "build" or name.endswith((".egg-info", ".whl"))}


def test_it_says_what_it_needs(python: Path) -> None:
    ask = "import importlib.metadata as m; print(m.version('mydata-sdk'), *m.requires('mydata-sdk'))"
    done = subprocess.run(
        [str(python), "-c", ask], capture_output=True, text=True, env=_plain_environment(), timeout=60
    )
    assert done.stdout.startswith("0.1.0 "), done.stderr
    assert all(part in done.stdout for part in ("httpx", "joserfc", "anyio"))


def test_the_same_files_make_the_same_wheel(tmp_path: Path) -> None:
    digests = set()
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        build = f"import wheel_builder; print(wheel_builder.build_wheel({str(folder)!r}))"
        builder = ROOT / "services" / "sdk" / "packaging"
        done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True, cwd=builder, timeout=60)
        assert done.returncode == 0, done.stderr
        digests.add(hashlib.sha256((folder / done.stdout.strip()).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_nothing_of_the_sdk_names_the_repository() -> None:
    """What is imported from elsewhere in the repository would not be there."""
    for path in (ROOT / "services" / "sdk").rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace("services.sdk", "")
        assert "services." not in text, path
        assert "from consent" not in text, path
