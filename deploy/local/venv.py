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
OLDEST = (3, 11)
RUN, TOOLS = "requirements.txt", "requirements-dev.txt"


def main(arguments: list[str]) -> int:
    """This function will return 0 when the environment is ready; otherwise it has said what to do."""
    if sys.version_info[:2] < OLDEST:
        return _say(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.",
            "Name another one: make run PYTHON=python3.12",
        )
    folder = CLONE / ".venv"
    stamp = folder / "installed"
    installed = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    # What `make run` needs is a part of what the tools need: an environment with tools serves both.
    wanted = TOOLS if "--dev" in arguments or installed.startswith(TOOLS) else RUN
    usable = _usable(folder)
    if usable and installed == _fingerprint(wanted):
        return 0
    if not usable and not _make(folder):
        return 1
    stamp.unlink(missing_ok=True)
    if not _install(folder, wanted):
        return _say(
            "The packages could not be installed; pip said why above.",
            "Check the network and the disk, then try again. To begin anew: make clean",
        )
    stamp.write_text(_fingerprint(wanted), encoding="utf-8")
    return 0


def _usable(folder: Path) -> bool:
    """Whether its Python starts and is the version it was made with: a system's upgrade breaks what is installed."""
    try:
        made_with = (folder / "made-with").read_text(encoding="utf-8")
        return made_with == _version_of(folder)
    except (OSError, subprocess.SubprocessError):
        return False


def _version_of(folder: Path) -> str:
    command = [str(folder / "bin" / "python"), "-I", "-c", "import sys; print(*sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def _make(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    print("Making .venv …", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        said = (done.stdout + done.stderr).strip()
        if "ensurepip" in said or "No module named venv" in said:
            _say("This Python lacks `venv`.", "On Debian or Ubuntu: apt install python3-venv")
        else:
            _say(f".venv could not be made:\n{said}", "See that this directory can be written and the disk has room.")
        return False
    (folder / "made-with").write_text(_version_of(folder), encoding="utf-8")
    return True


def _install(folder: Path, file: str) -> bool:
    """Every package is pinned, the packages' own needs too (--no-deps), and none is compiled (--only-binary)."""
    total = sum(len(_pins(name)) for name in _files(file))
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-input"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off", "-r", file]
    print(f"Installing {total} pinned packages …", flush=True)
    count, on_terminal, said = 0, sys.stdout.isatty(), []
    process = subprocess.Popen(command, cwd=CLONE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with process:
        for line in process.stdout or ():
            said.append(line)
            if on_terminal and line.startswith("Collecting "):
                count += 1
                print(f"\r  {count}/{total} {line.split()[1]:<60.60}", end="", flush=True)
            elif on_terminal and line.startswith("Installing "):
                print(f"\r  unpacking {'':<60}", end="", flush=True)
    if on_terminal:
        print(f"\r{'':<75}\r", end="", flush=True)
    if process.returncode:
        print("".join(said[-15:]), file=sys.stderr)
    return process.returncode == 0


def _pins(name: str) -> list[str]:
    return [line for line in (CLONE / name).read_text(encoding="utf-8").splitlines() if "==" in line]


def _files(name: str) -> list[str]:
    return sorted({RUN, name})


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256()
    for part in _files(name):
        digest.update("\n".join(_pins(part)).encode())
    return f"{name} {digest.hexdigest()}"


def _say(problem: str, advice: str) -> int:
    print(f"✗ {problem}\n  {advice}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        os._exit(130)
