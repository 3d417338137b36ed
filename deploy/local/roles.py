"""The three roles of the city's database, their passwords, and the addresses made of them."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from deploy.local.files import write_private

SUPERUSER = "postgres"
OWNER, APP, ERASER = "mydata_owner", "mydata_app", "mydata_eraser"


@dataclass(frozen=True)
class Urls:
    """One database as each of the roles reaches it."""

    app: str
    owner: str
    eraser: str

    def environment(self) -> dict[str, str]:
        """This function will return the variables that the settings read."""
        return {
            "DATABASE_URL": self.app,
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_ERASER_URL": self.eraser,
        }


def load_passwords(file: Path) -> dict[str, str]:
    """This function will read the passwords of a cluster, and draw them the first time."""
    if not file.exists():
        write_private(file, json.dumps({name: secrets.token_hex(24) for name in (SUPERUSER, OWNER, APP, ERASER)}))
    passwords: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return passwords


def role_statements(passwords: dict[str, str]) -> str:
    """This function will return the SQL that gives a new cluster its roles; repeating it does no harm."""
    statements = []
    for role, right in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB"), (ERASER, "NOCREATEDB")):
        statements.append(f"SELECT 'CREATE ROLE {role}' WHERE to_regrole('{role}') IS NULL \\gexec")
        statements.append(f"ALTER ROLE {role} LOGIN {right} PASSWORD '{passwords[role]}';")
    return "\n".join(statements)


def urls(passwords: dict[str, str], socket_directory: Path, port: int, database: str) -> Urls:
    """This function will return a database's addresses; the port is there so that PGPORT cannot mislead a client."""

    def url(role: str) -> str:
        return f"postgresql://{role}:{passwords[role]}@:{port}/{database}?host={socket_directory}"

    return Urls(app=url(APP), owner=url(OWNER), eraser=url(ERASER))
