"""Servers of one's own, in homes of one's own, of which nothing is left afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.clean import clean
from deploy.local.cluster import Cluster


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A MYDATA_HOME that does not exist yet."""
    path = tmp_path / "home"
    yield path
    clean(path)


@pytest.fixture
def server(home: Path) -> Iterator[Cluster]:
    """A server that does not wait for the disk, not started yet."""
    cluster = Cluster(home, "test")
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running server that the tests of a file share: they look at it and make databases, but never stop it."""
    path = tmp_path_factory.mktemp("shared") / "home"
    cluster = Cluster(path, "test")
    cluster.start()
    yield cluster
    clean(path)


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[[str], Cluster]]:
    """Makes a server in a home with the given name below this test's directory."""
    made: list[Path] = []

    def make(name: str) -> Cluster:
        made.append(tmp_path / name)
        return Cluster(made[-1], "test")

    yield make
    for path in made:
        clean(path)
