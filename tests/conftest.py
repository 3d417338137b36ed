"""Fixtures that every test may use: the databases and their roles."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.cast import Cast
from tests.places import Places

# On a busy machine the first example may take a second to draw, and says nothing of the program.
drawing.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("here")

PLACES = pytest.StashKey[Places]()
SETTLED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def database_template(django_db_blocker: DjangoDbBlocker) -> str:
    """The migrated, empty database that clones are made of."""
    with django_db_blocker.unblock():
        return databases.template()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """This function will show Django where a test begins, before pytest-django opens the test's transaction."""
    item.config.stash[SETTLED] = "settled" in getattr(item, "fixturenames", ())
    if PLACES in item.config.stash:
        item.config.stash[PLACES].show(item.config.stash[SETTLED])


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, database_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Places]:
    """pytest-django's set-up, ours: clones for the run, used as the app role inside rolled-back transactions."""
    stash = request.config.stash
    with ExitStack() as stack:
        stash[PLACES] = Places(database_template, django_db_blocker, stack)
        stash[PLACES].show(stash[SETTLED])
        yield stash[PLACES]
        del stash[PLACES]
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture
def settled(django_db_setup: Places) -> Cast:
    """The cast of ``tests.cast.assemble``, in a database where they live since the run began.

    A test that asks for it begins there; with ``own_database`` it gets a clone of that place.
    """
    return django_db_setup.cast


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    django_db_setup: Places,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A database of one's own, for tests that commit, use threads or attack: a clone, dropped afterwards."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("own_database commits, django_db rolls back: a test uses one of them")
    shared = str(settings.DATABASES["default"]["NAME"])
    settled = "settled" in request.fixturenames
    source = django_db_setup.settled_template if settled else django_db_setup.template
    with databases.clone(source, "own") as name, django_db_blocker.unblock():
        databases.point_django_at(name)
        try:
            yield name
        finally:
            databases.point_django_at(shared)


@pytest.fixture
def owner_connection(own_database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the role that owns the tables, to a database of one's own."""
    with psycopg.connect(databases.url_of("owner", own_database), autocommit=True) as connection:
        yield connection


@pytest.fixture
def app_connection(own_database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the app's role, to a database of one's own."""
    with psycopg.connect(databases.url_of("default", own_database), autocommit=True) as connection:
        yield connection


@pytest.fixture
def log_keys(tmp_path: Path, settings: Any) -> Path:
    """A fork guard and signing keys of one's own, for a test that sequences (``tests.log.sequencing``)."""
    settings.LOG_ORIGIN = "city.test/log"
    settings.GUARD_DIR = tmp_path / "guard"
    settings.LOG_KEYS_DIR = tmp_path / "log-keys"
    settings.LOG_SIGNING_KEY_FILE = None
    return tmp_path


@pytest.fixture
def transactional_db() -> None:
    """pytest-django's flushing fixture is refused: append-only tables cannot be flushed."""
    pytest.fail("use the own_database fixture: what is committed goes to a clone, nothing is flushed")


@pytest.hookimpl(optionalhook=True)  # a hook of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """This function will share the tests out in pieces when several processes run them."""
    from tests.sharing import Sharing  # needs pytest-xdist, without which the tests run too, one after another

    return Sharing(config, log)
