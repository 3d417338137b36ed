"""
Makes `.venv` and keeps it true to the pinned requirements. Run by path, with any Python, before anything is installed.

python3 -I deploy/local/venv.py [--dev]
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
VENV = CLONE / ".venv"
STAMP = VENV / "installed"
OLDEST = (3, 11)


def main() -> int:
    """This function will return 0 when the environment is ready; otherwise it has said what to do."""
    if sys.version_info < OLDEST:
        return _say(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.",
            "Name another one: make run PYTHON=python3.12",
        )
    # What `make run` needs is a part of what the tools need: a full environment serves both.
    wanted = [_fingerprint("requirements-dev.txt")]
    if "--dev" not in sys.argv:
        wanted.append(_fingerprint("requirements.txt"))
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") in wanted:
        return 0
    if not _make():
        return 1
    file = "requirements-dev.txt" if "--dev" in sys.argv or _had_tools() else "requirements.txt"
    STAMP.unlink(missing_ok=True)
    if not _install(file):
        return _say("The packages could not be installed; pip said why above.",
                    "Check the network and the disk, then try again. To begin anew: make clean")  # fmt: skip
    STAMP.write_text(_fingerprint(file), encoding="utf-8")
    return 0


def _make() -> bool:
    python = VENV / "bin" / "python"
    belongs_to = VENV / "made-by"
    ours = f"{sys.version} {os.path.realpath(sys.executable)}"
    if python.exists() and belongs_to.exists() and belongs_to.read_text(encoding="utf-8") == ours:
        return True
    if VENV.exists():  # of a Python that was upgraded, or half made
        shutil.rmtree(VENV)
    print("Making .venv …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False, cwd=CLONE
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        said = (done.stdout + done.stderr).strip()
        if "ensurepip" in said or "No module named venv" in said:
            _say("This Python cannot make virtual environments.", "On Debian or Ubuntu: apt install python3-venv")
        else:
            _say(f".venv could not be made:\n{said}", "Check that this directory can be written and the disk has room.")
        return False
    belongs_to.write_text(ours, encoding="utf-8")
    return True


def _install(file: str) -> bool:
    """Every package is pinned, the packages' own needs too (--no-deps), and none is compiled (--only-binary)."""
    total = sum(len(_lines(name)) for name in _files(file))
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-input"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off", "-r", file]
    print(f"Installing {total} pinned packages …", flush=True)
    count, shown = 0, sys.stdout.isatty()
    process = subprocess.Popen(command, cwd=CLONE, stdout=subprocess.PIPE, text=True)
    with process, process.stdout or open(os.devnull) as output:
        for line in output:
            if line.startswith("Collecting ") and shown:
                count += 1
                print(f"\r  {count}/{total} {line.split()[1]:<60.60}", end="", flush=True)
    if shown and count:
        print(f"\r{'':<75}\r", end="", flush=True)
    return process.returncode == 0


def _files(name: str) -> list[str]:
    return sorted({"requirements.txt", name})


def _lines(name: str) -> list[str]:
    return [line for line in (CLONE / name).read_text(encoding="utf-8").splitlines() if "==" in line]


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for part in _files(name):
        digest.update("\n".join(_lines(part)).encode())
    return f"{name} {digest.hexdigest()}"


def _had_tools() -> bool:
    return STAMP.exists() and STAMP.read_text(encoding="utf-8").startswith("requirements-dev.txt ")


def _say(problem: str, advice: str) -> int:
    print(f"✗ {problem}\n  {advice}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
