"""Builds the SDK's wheel (PEP 517, PEP 427) without any tool: the same files under the name mydata_sdk.

In the repository the SDK is services.sdk, in a department's system it is mydata_sdk; the name is the one thing that
differs. What is built from the same files is the same to the byte.
"""

import base64
import hashlib
import tomllib
import zipfile
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1]
HERE, THERE = "services.sdk", "mydata_sdk"
TAG = "py3-none-any"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """This function will write the wheel into a folder and return its name."""
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stem = f"{project['name'].replace('-', '_')}-{project['version']}"
    files = _modules() | {
        f"{stem}.dist-info/METADATA": _metadata(project),
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: {THERE}\nRoot-Is-Purelib: true\nTag: {TAG}\n",
    }
    record = f"{stem}.dist-info/RECORD"
    lines = [f"{name},{_digest(text)},{len(text.encode())}" for name, text in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""])
    wheel = f"{stem}-{TAG}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return wheel


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """This function will refuse: the repository is the source."""
    raise RuntimeError("The SDK is built from the repository: pip wheel ./services/sdk")


def _modules() -> dict[str, str]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE)
        if place.parts[0] not in ("packaging", "build"):
            found[f"{THERE}/{place.as_posix()}"] = path.read_text(encoding="utf-8").replace(HERE, THERE)
    return found | {f"{THERE}/py.typed": ""}


def _metadata(project: dict[str, Any]) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {needed}" for needed in project["dependencies"]),
    ]
    return "\n".join([*lines, ""])


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
