"""Each program of docs/integrate/examples, run outside the repository with the SDK alone, against a living city."""

import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.integrate.conftest import outside

EXAMPLES = ROOT / "docs" / "integrate" / "examples"


def run(mydata_sdk: Path, where: Path, *arguments: str, **variables: str) -> str:
    """This function will run Python with these arguments, somewhere else, and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=where,
        env=outside(mydata_sdk, **variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_plain_one(mydata_sdk: Path, sandbox: Path, tmp_path: Path) -> None:
    said = run(mydata_sdk, tmp_path, str(EXAMPLES / "plain.py"), str(sandbox), "library", "mikko")
    assert said.splitlines() == [
        "lending library.customer allowed",
        "lending library.loans allowed",
        "tips refused: no_permission",
        "reported True",
    ]


def test_the_plain_one_says_no_when_the_ledger_is_away(mydata_sdk: Path, sandbox: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "sandbox.json"
    api = sandbox.read_text(encoding="utf-8").split('"api": "')[1].split('"')[0]
    elsewhere.write_text(
        sandbox.read_text(encoding="utf-8").replace(f'"{api}"', '"http://127.0.0.1:9"'), encoding="utf-8"
    )
    arguments = [sys.executable, str(EXAMPLES / "plain.py"), str(elsewhere), "library", "mikko"]
    done = subprocess.run(arguments, cwd=tmp_path, env=outside(mydata_sdk), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "No answer, so nothing is shown (Unreachable).\n")


def test_the_asynchronous_one(mydata_sdk: Path, sandbox: Path, tmp_path: Path) -> None:
    said = run(mydata_sdk, tmp_path, str(EXAMPLES / "async_example.py"), str(sandbox)).splitlines()
    assert sorted(said[:2]) == ["aino allowed", "mikko allowed"]
    assert said[2].startswith("changes ")
    assert said[3:] == ["heard verification"]


ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(ROOT_URLCONF="django_example", SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"])
import django
django.setup()
import django_example
from django.test import Client
page = Client().get("/loans/mikko/")
print(page.status_code, page.content.decode(), page["Cache-Control"])
print(Client().get("/loans/nobody/").status_code)
django_example.client()._pool.close()
django_example.client.cache_clear()
django_example.sandbox()["api"] = "http://127.0.0.1:9"
print(Client().get("/loans/mikko/").status_code)
"""


def test_the_django_one(mydata_sdk: Path, sandbox: Path, tmp_path: Path) -> None:
    said = run(mydata_sdk, tmp_path, "-c", ASK, str(EXAMPLES), SANDBOX=str(sandbox)).splitlines()
    assert said[0].startswith('200 {"loans"')
    assert "no-store" in said[0]
    assert said[1:] == ["404", "503"]


def test_the_fake_ledger_of_the_page_does_what_it_shows(mydata_sdk: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "integrate" / "sdk.md").read_text(encoding="utf-8")
    (shown,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "FakeLedger(" in block]
    run(mydata_sdk, tmp_path, "-c", shown)
