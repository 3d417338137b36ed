"""After an accident the server comes back by itself; where it cannot, it says what to do."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local import errors, processes
from deploy.local.cluster import Cluster
from deploy.local.errors import DataUnusable, DiskFull, LocalError, NoBinaries, StartFailed, WrongVersion
from deploy.local.server import explain


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB; only where this process may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this process may not mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_killed_server_is_started_again_at_the_same_address(server: Cluster) -> None:
    server.start()
    server.create_database("city")
    address = server.urls("city").app
    server.kill9()
    assert not server.is_running()
    assert server.start() is True
    assert server.urls("city").app == address
    psycopg.connect(address).close()


def test_children_that_outlive_a_killed_server_are_ended_before_a_new_one_starts(server: Cluster) -> None:
    server.start()
    connection = psycopg.connect(server.urls("postgres").app)
    backend = connection.info.backend_pid

    def work() -> None:
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")

    busy = threading.Thread(target=work)
    busy.start()
    assert processes.wait_until(lambda: "pg_sleep" in server.sql("SELECT query FROM pg_stat_activity"), 5)
    os.kill(backend, signal.SIGSTOP)  # it does not even notice that the server is gone
    server.kill9()
    assert processes.is_alive(backend)
    server.start()
    busy.join(10)
    assert not busy.is_alive()
    assert not processes.is_alive(backend)
    assert server.sql("SELECT 1") == "1"


def test_a_stale_pid_file_that_names_another_live_program_is_no_obstacle(server: Cluster) -> None:
    server.start()
    pid_file = (server.data / "postmaster.pid").read_text()
    server.kill9()
    (server.data / "postmaster.pid").write_text(pid_file.replace(pid_file.split()[0], str(os.getppid()), 1))
    assert not server.is_running()
    assert server.start() is True


def test_a_socket_directory_that_was_swept_away_is_made_again_at_the_same_address(server: Cluster) -> None:
    server.start()
    address = server.urls("postgres").app
    server.kill9()
    shutil.rmtree(server.socket())
    server.start()
    assert server.urls("postgres").app == address
    psycopg.connect(address).close()


def test_somebody_elses_directory_of_that_name_is_never_used(server: Cluster) -> None:
    server.start()
    taken = server.socket()
    server.stop()
    taken.mkdir(mode=0o777)
    taken.chmod(0o777)
    try:
        server.start()
        assert server.socket() != taken
    finally:
        shutil.rmtree(taken)


def test_data_of_another_major_version_are_refused_and_left_alone(server: Cluster) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("13\n")
    before = sorted(path.name for path in server.data.iterdir())
    with pytest.raises(WrongVersion, match="made by PostgreSQL 13") as refusal:
        server.start()
    assert "make clean" in refusal.value.advice
    assert sorted(path.name for path in server.data.iterdir()) == before


def test_a_directory_that_holds_no_data_is_refused_with_advice(server: Cluster) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").unlink()
    with pytest.raises(DataUnusable) as refusal:
        server.start()
    assert "make clean" in refusal.value.advice


def test_damaged_data_are_reported_with_what_the_server_said(server: Cluster) -> None:
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(LocalError) as refusal:
        server.start()
    assert "pg_control" in refusal.value.problem
    assert "make clean" in refusal.value.advice
    assert not server.is_running()


def test_a_home_that_is_a_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataUnusable) as refusal:
        Cluster(tmp_path / "file" / "home", "test").start()
    assert "MYDATA_HOME" in refusal.value.advice


def test_a_home_of_another_user_is_refused_with_advice(server: Cluster, home: Path) -> None:
    server.start()
    server.stop()
    record = home / "postgres.json"
    mine = record.read_text()
    record.write_text(mine.replace(f'"uid": {os.geteuid()}', '"uid": 4242'))
    with pytest.raises(DataUnusable, match="another user"):
        server.start()
    record.write_text(mine)


def test_too_little_room_is_noticed_before_anything_is_made(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.initialise.ROOM_MB", 1_000_000_000)
    with pytest.raises(DiskFull, match="MB are needed") as refusal:
        server.start()
    assert "MYDATA_HOME" in refusal.value.advice
    assert not server.data.exists()


def test_a_full_disk_is_told_from_other_errors(small_disk: Path) -> None:
    with pytest.raises(DiskFull) as refusal, errors.explained(small_disk):
        (small_disk / "file").write_bytes(b"x" * 9_000_000)
    assert "MYDATA_HOME" in refusal.value.advice


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("FATAL:  could not write to file: No space left on device", DiskFull),
        ("FATAL:  data directory has wrong ownership", DataUnusable),
        ("PANIC:  could not locate a valid checkpoint record", DataUnusable),
        ("FATAL:  something new", StartFailed),
    ],
)
def test_what_the_server_says_is_understood(said: str, kind: type[LocalError]) -> None:
    error = explain(said, Path("/data"))
    assert type(error) is kind
    assert error.advice


def test_without_programs_it_says_what_to_install(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.binaries._from_wheel", lambda _copies: None)
    monkeypatch.setattr("deploy.local.binaries._from_system", list)
    with pytest.raises(NoBinaries) as refusal:
        server.start()
    assert "apt install postgresql" in refusal.value.advice


def test_the_systems_programs_serve_when_the_wheel_does_not(
    make_server: Callable[[str], Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    from deploy.local.binaries import _from_system

    if not _from_system():
        pytest.skip("this system has no PostgreSQL of its own")
    monkeypatch.setattr("deploy.local.binaries._from_wheel", lambda _copies: None)
    server = make_server("system")
    server.start()
    assert server.sql("SELECT upper('ä')") == "Ä"
