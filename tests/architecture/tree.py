"""What the architecture tests read: the files of the tree, without anything that git ignores."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("consent", "services")
_NOT_OURS = {".git", ".venv", ".mydata", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


@functools.cache
def files() -> tuple[Path, ...]:
    """This function will return every file which git tracks or would track, as paths relative to the root.

    In a copy without git (an unpacked archive) it walks the folders instead.
    """
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout.decode()
    except (OSError, subprocess.SubprocessError):
        walked = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(sorted(path for path in walked if not _NOT_OURS & set(path.parts)))
    return tuple(sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()}))


def python_files(*roots: str, migrations: bool = False) -> Iterator[Path]:
    """This function will yield the Python files under the named top-level folders, relative to the root."""
    for path in files():
        if path.suffix == ".py" and path.parts[0] in roots and (migrations or "migrations" not in path.parts):
            yield path


def text(path: Path) -> str:
    """This function will return the text of a file of the tree."""
    return (ROOT / path).read_text(encoding="utf-8")


def parsed(path: Path) -> ast.Module:
    """This function will return the syntax tree of a Python file of the tree."""
    return ast.parse(text(path), filename=str(path))


def rooms() -> list[str]:
    """This function will return the rooms of ``consent``: its folders that are packages."""
    return sorted({path.parts[1] for path in files() if path.parts[0] == "consent" and len(path.parts) > 2})
