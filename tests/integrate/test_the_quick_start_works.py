"""Every command block of docs/integrate/README.md, run in one shell against a living city, gives what it shows."""

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.steps import SANDBOX_SCOPES
from tests.architecture.tree import ROOT
from tests.browser.city import City

PAGE = ROOT / "docs" / "integrate" / "README.md"
BLOCK = re.compile(r"^```(bash|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "=== end of block ==="


def blocks() -> Iterator[tuple[str, Any]]:
    """This function will yield each command block with the answer that stands behind it, or None."""
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for at, (kind, text) in enumerate(found):
        if kind == "bash":
            answered = at + 1 < len(found) and found[at + 1][0] == "json"
            yield text, json.loads(found[at + 1][1]) if answered else None


def alike(shown: Any, came: Any) -> bool:
    """This function will tell whether an answer is as shown; a text of one ellipsis stands for any text."""
    if isinstance(shown, dict):
        return isinstance(came, dict) and shown.keys() == came.keys() and all(alike(shown[k], came[k]) for k in shown)
    return bool(came) and isinstance(came, str) if shown == "…" else bool(shown == came)


@pytest.fixture(scope="module")
def outputs(city: City, sandbox: Path) -> list[str]:
    """What each block printed, run one after another by one shell in the clone."""
    if not shutil.which("curl"):
        pytest.skip("there is no curl here")
    script = "set -euo pipefail\n" + "".join(f"{text}\necho; echo '{END}'\n" for text, _ in blocks())
    script = script.replace("SANDBOX=.mydata/demo/sandbox.json", f"SANDBOX='{sandbox}'")
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_proxy")}
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split(END)[:-1]


def test_each_block_gives_the_answer_that_stands_behind_it(outputs: list[str]) -> None:
    shown = [answer for _, answer in blocks()]
    assert len(outputs) == len(shown) >= 7
    for output, answer in zip(outputs, shown, strict=True):
        if answer is not None:
            assert alike(answer, json.loads(output)), output


def test_there_is_a_first_allowed_and_a_first_refused_check(outputs: list[str]) -> None:
    said = "".join(outputs)
    assert '"decision":true' in said.replace(" ", "")
    assert '"decision":false' in said.replace(" ", "")


def test_asking_as_another_department_is_an_error(outputs: list[str]) -> None:
    assert "decision" not in outputs[-1]
    assert "subject" in outputs[-1].lower()


@pytest.mark.law("GDPR", "32(1)", "sandbox credentials are readable by their owner alone and are made for a demo only")
def test_the_sandbox_is_private_and_has_every_department(sandbox: Path) -> None:
    assert stat.S_IMODE(sandbox.stat().st_mode) == 0o600
    content = json.loads(sandbox.read_text(encoding="utf-8"))
    assert set(content) == {"api", "portal", "people", "clients"}
    assert set(content["clients"]) == {"education", "health", "library"}
    assert {"aino", "mikko"} <= set(content["people"])
    assert [sorted(client["scopes"]) for client in content["clients"].values()] == [sorted(SANDBOX_SCOPES)] * 3


def test_answers_are_compared_strictly() -> None:
    assert alike({"a": "…", "b": 1}, {"a": "x", "b": 1})
    assert not alike({"a": "…"}, {"a": ""})
    assert not alike({"a": "…"}, {"a": "x", "b": 1})
    assert not alike({"decision": False}, {"decision": True})
