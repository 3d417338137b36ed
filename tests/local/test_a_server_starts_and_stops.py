"""A developer's own PostgreSQL comes up anywhere, keeps to itself and leaves nothing behind."""

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import environ
import psycopg
import pytest

from deploy.local import processes
from deploy.local.clean import clean
from deploy.local.cluster import Cluster
from deploy.local.environment import ensure_database
from deploy.local.paths import CLONE
from deploy.local.state import find_state


def who_am_i(url: str) -> object:
    """This function will return the role that an address connects as."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_user").fetchone()
        assert row
        return row[0]


def test_three_roles_reach_the_new_database_and_only_the_owner_may_create_another(running: Cluster) -> None:
    assert running.create_database("city") is True
    urls = running.urls("city")
    assert [who_am_i(url) for url in (urls.app, urls.owner, urls.eraser)] == [
        "mydata_app",
        "mydata_owner",
        "mydata_eraser",
    ]
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE DATABASE another")
    for url in (urls.app, urls.eraser):
        with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE DATABASE third")
        with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.theirs (id int)")


def test_nobody_gets_in_without_the_password(running: Cluster) -> None:
    url = running.urls("postgres").app
    password = url.partition("mydata_app:")[2].partition("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(password, "guess"))


def test_no_network_address_is_listened_on_and_no_statement_is_logged(running: Cluster) -> None:
    assert running.sql("SHOW listen_addresses") == ""
    with psycopg.connect(running.urls("postgres").app) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM nowhere WHERE name = 'Aino'")
    assert "Aino" not in (running.directory / "server.log").read_text(encoding="utf-8")


def test_passwords_and_data_are_for_their_owner_only(running: Cluster) -> None:
    assert stat.S_IMODE((running.directory / "passwords.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(running.socket().stat().st_mode) == 0o700
    assert stat.S_IMODE(running.home.stat().st_mode) == 0o700


def test_the_settings_read_the_address_as_it_is_meant(running: Cluster) -> None:
    read = environ.Env.db_url_config(running.urls("city").app)
    assert (read["NAME"], read["USER"], read["OPTIONS"]["host"]) == ("city", "mydata_app", str(running.socket()))


def test_starting_twice_is_starting_once_and_stopping_leaves_nothing(server: Cluster) -> None:
    server.start()
    pid, socket = server.pid(), server.socket()
    assert pid
    assert server.start() is False
    assert server.pid() == pid
    server.stop()
    assert not server.is_running()
    assert processes.working_in(server.data, "postgres") == []
    assert not socket.exists()


def test_data_outlives_a_restart(server: Cluster) -> None:
    server.start()
    server.create_database("city")
    server.sql("CREATE TABLE kept AS SELECT 1 AS one", "city")
    server.stop()
    assert server.start() is True
    assert server.sql("SELECT one FROM kept", "city") == "1"


def test_a_database_is_cloned_from_a_template_and_dropped_while_in_use(running: Cluster) -> None:
    running.create_database("template_city")
    running.sql("CREATE TABLE kept AS SELECT 7 AS seven", "template_city")
    assert running.create_database("copy", template="template_city") is True
    assert running.create_database("copy", template="template_city") is False
    with psycopg.connect(running.urls("copy").owner) as connection:
        assert running.sql("SELECT seven FROM kept", "copy") == "7"
        running.drop_database("copy")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


@pytest.mark.parametrize("name", ["", "Run", "a b", "../up", "x; DROP"])
def test_a_name_that_is_no_name_is_refused(home: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        Cluster(home, name)


def test_a_home_of_95_characters_with_spaces_is_no_obstacle(make_server: Callable[[str], Cluster]) -> None:
    name = "a home with spaces "
    server = make_server(name + "x" * (95 - len(name)))
    server.start()
    assert len(str(server.socket() / ".s.PGSQL.5432").encode()) <= 107
    assert who_am_i(server.urls("postgres").app) == "mydata_app"


def test_two_servers_side_by_side_know_nothing_of_each_other(make_server: Callable[[str], Cluster]) -> None:
    one, other = make_server("one"), make_server("other")
    one.start()
    other.start()
    assert one.socket() != other.socket()
    crossed = one.urls("postgres").app.replace(str(one.socket()), str(other.socket()))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(crossed)
    one.stop()
    assert who_am_i(other.urls("postgres").app) == "mydata_app"


def test_a_copied_home_gets_a_server_of_its_own(make_server: Callable[[str], Cluster]) -> None:
    original, copy = make_server("original"), make_server("copy")
    original.start()
    original.create_database("city")
    copy.home.mkdir()
    (copy.home / "postgres.json").write_text((original.home / "postgres.json").read_text(encoding="utf-8"))
    copy.start()
    assert copy.directory != original.directory
    assert "city" not in copy.sql("SELECT datname FROM pg_database")


def test_the_last_one_to_leave_stops_the_server(home: Path) -> None:
    first, second = Cluster(home, "test"), Cluster(home, "test")
    assert first.hold() is True
    assert second.hold() is False
    first.release()
    assert second.is_running()
    second.release()
    assert not second.is_running()


def test_a_command_stops_the_server_it_started_and_keeps_what_is_set(home: Path) -> None:
    program = (
        "import os; from deploy.local.environment import prepare; prepare('web');"
        "print(*(os.environ[name] for name in ('DATABASE_URL', 'PROCESS', 'DEMO', 'CITY_NAME', 'SECRET_KEY_FILE')))"
    )
    environment = {"MYDATA_HOME": str(home), "CITY_NAME": "Oulu", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CLONE, env=environment, capture_output=True, text=True, check=True
    )
    url, process, demo, city, secret = done.stdout.split()
    assert url.startswith("postgresql://mydata_app:")
    assert (process, demo, city) == ("web", "1", "Oulu")
    assert stat.S_IMODE(Path(secret).stat().st_mode) == 0o600
    assert not Cluster(home, "run").is_running()


def test_a_city_in_production_that_forgot_its_database_gets_no_demonstration(home: Path) -> None:
    program = "from deploy.local.environment import prepare; print(prepare())"
    environment = {"MYDATA_HOME": str(home), "DEMO": "0", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CLONE, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None\n"
    assert not home.exists()


def test_a_new_database_forgets_the_credentials_and_the_log_of_an_earlier_one(server: Cluster, home: Path) -> None:
    server.start()
    for name in ("credentials", "guard", "log-keys"):
        (home / name).mkdir()
        (home / name / "library.json").write_text("{}")
    assert ensure_database(server, home) is True
    assert [name for name in ("credentials", "guard", "log-keys") if (home / name).exists()] == []
    assert ensure_database(server, home) is False


def test_cleaning_stops_the_server_and_leaves_only_what_is_not_ours(server: Cluster, home: Path) -> None:
    server.start()
    (home / "thesis.txt").write_text("mine")
    data, pid, state = server.data, server.pid(), find_state(home)
    assert pid
    assert state
    clean(home)
    assert not processes.is_alive(pid)
    assert not data.exists()
    assert not state.directory.exists()
    assert [path.name for path in home.iterdir()] == ["thesis.txt"]
