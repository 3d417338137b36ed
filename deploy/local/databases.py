"""The databases of a running server: their addresses, making, dropping, and SQL as the superuser."""

import re
from abc import ABC, abstractmethod
from pathlib import Path

from deploy.local.errors import StartFailed
from deploy.local.roles import OWNER, SUPERUSER, Urls, load_passwords, urls
from deploy.local.socket_directory import recorded_directory
from deploy.local.sql import run_sql

PORT = 5432  # only names the socket's file: the server listens on no network address
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


class Databases(ABC):
    """What can be done with a server's databases, whoever starts and stops it."""

    name: str

    @property
    @abstractmethod
    def directory(self) -> Path:
        """What this server keeps: data, log, passwords, locks."""

    @property
    @abstractmethod
    def programs(self) -> Path:
        """The directory of PostgreSQL's programs: psql, pg_dump and so on."""

    def urls(self, database: str = "mydata") -> Urls:
        """This function will return the addresses of one database; they stay true when the server is restarted."""
        return urls(load_passwords(self.directory / "passwords.json"), self.socket(), PORT, database)

    def sql(self, statements: str, database: str = "postgres") -> str:
        """
        This function will run SQL as the superuser and return the rows of the answers, a line each.

        :raises StartFailed: with what the server answered to the first statement it refused.
        """
        password = load_passwords(self.directory / "passwords.json")[SUPERUSER]
        return run_sql(self.programs / "psql", self.socket(), PORT, password, database, statements)

    def create_database(self, name: str, template: str | None = None) -> bool:
        """
        This function will create a database that belongs to the owner role, if it is not there.

        :param template: the database to clone; nobody may be connected to it.
        :return: whether it was created now.
        """
        if checked(name) in self.sql("SELECT datname FROM pg_database").splitlines():
            return False
        cloned = f" TEMPLATE {checked(template)}" if template else ""
        self.sql(f"CREATE DATABASE {name} OWNER {OWNER}{cloned}")
        return True

    def drop_database(self, name: str) -> None:
        """This function will drop a database and disconnect whoever uses it; one that is not there is no error."""
        self.sql(f"DROP DATABASE IF EXISTS {checked(name)} WITH (FORCE)")

    def socket(self) -> Path:
        """
        This function will return the directory of the server's socket.

        :raises StartFailed: when the server has never been started.
        """
        directory = recorded_directory(self.directory / "socket")
        if directory is None:
            raise StartFailed(f"The embedded PostgreSQL `{self.name}` has never been started.")
        return directory


def checked(name: str) -> str:
    """
    This function will return a name that is safe in SQL and in paths.

    :raises ValueError: for any other.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a cluster or a database")
    return name
