"""The access matrix as written down: reads matrix.yaml into cells. Plain Python, so that a script can read it too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from consent.registry.scopes import SCOPES

FILE = Path(__file__).with_name("matrix.yaml")
EVERYONE = "everyone"
ASKED = ("at", "query", "send", "json", "headers", "after")
PARTS = {*ASKED, "of", "gives"}


@dataclass(frozen=True, slots=True)
class Line:
    """One method of one route: what is sent, and what each role gets for each object that the request may name."""

    route: str
    method: str
    request: dict[str, Any]
    expected: dict[str, dict[str, str]]

    def __str__(self) -> str:
        return f"{self.method.upper()} /{self.route}"

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """This function will yield (object, role, outcome); the object is empty where the request names none."""
        for thing, row in self.expected.items():
            for role, outcome in row.items():
                yield thing, role, outcome


class Table:
    """All of matrix.yaml."""

    def __init__(self, file: Path = FILE) -> None:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        self.outcomes: dict[str, str] = said["outcomes"]
        self.clients: dict[str, str] = {scope: f"a client with the scope {scope} alone" for scope in SCOPES}
        self.roles: dict[str, str] = said["roles"] | self.clients
        self.sets: dict[str, list[str]] = said["sets"]
        self.groups: dict[str, Any] = said["groups"]
        self.lines = [
            self._line(route, method, entry) for route, of in said["lines"].items() for method, entry in of.items()
        ]

    def routes(self) -> set[str]:
        """This function will return the routes that the table names."""
        return {line.route for line in self.lines}

    def methods_of(self, route: str) -> set[str]:
        """This function will return the methods that exist for a route, as the table has it."""
        return {line.method for line in self.lines if line.route == route}

    def count(self) -> int:
        """This function will return the number of cells."""
        return sum(len(row) for line in self.lines for row in line.expected.values())

    def _line(self, route: str, method: str, entry: Any) -> Line:
        parts = entry if isinstance(entry, dict) and PARTS & entry.keys() else {"gives": entry}
        if unknown := parts.keys() - PARTS:
            raise ValueError(f"{method} {route}: {', '.join(sorted(unknown))} is no part of a line")
        expected = parts.get("of") or {"": parts["gives"]}
        return Line(
            route=route,
            method=method,
            request={name: parts[name] for name in ASKED if name in parts},
            expected={str(thing): self.row(said) for thing, said in expected.items()},
        )

    def row(self, said: Any) -> dict[str, str]:
        """This function will return one outcome for each role; what is said of fewer stands over the rest."""
        if isinstance(said, str):
            return self.row(self.groups[said]) if said in self.groups else self.row({EVERYONE: said})
        row = self.row(self.groups[said["like"]]) if "like" in said else {}
        for name in sorted((name for name in said if name != "like"), key=lambda name: -len(self.members(name))):
            if said[name] not in self.outcomes:
                raise ValueError(f"{said[name]!r} is no outcome")
            row |= dict.fromkeys(self.members(name), said[name])
        return {role: row[role] for role in self.roles}

    def members(self, name: str) -> list[str]:
        """This function will return the roles that a name means: a role itself, or all of a set."""
        if name == EVERYONE:
            return list(self.roles)
        if name in self.sets:
            return [member for one in self.sets[name] for member in self.members(one)]
        if name not in self.roles:
            raise ValueError(f"{name!r} is neither a role nor a set of roles")
        return [name]
