"""Writes docs/access-matrix.md: who gets what at which address, for whose object.

    python -m scripts.access_matrix           write the document
    python -m scripts.access_matrix --check   change nothing; exit 1 when it is behind the table

Read from tests/access/matrix.yaml, every cell of which tests/access executes.
"""

import sys
from collections import defaultdict
from pathlib import Path

from tests.access.table import Line, Table

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "access-matrix.md"
HEAD = """# Who gets what

Role × endpoint × whose object. Written by `python -m scripts.access_matrix` from
[tests/access/matrix.yaml](../tests/access/matrix.yaml). `tests/access` walks the URL resolver: a route that is not
here fails it, and so does a line without a route. It then executes every cell of the table, **{count} cells** over
{routes} routes, {roles} roles and whatever object a request may name, and asserts that a method which is not here
gives nothing to anybody. Where another's object and one that does not exist are both named, their answers are compared
to the byte.
"""


def document(table: Table | None = None) -> str:
    """This function will return the page as the table has it now."""
    table = table or Table()
    parts = [HEAD.format(count=table.count(), routes=len(table.routes()), roles=len(table.roles))]
    parts.append("\n## Outcomes\n\n| Outcome | Means |\n|---|---|\n")
    parts += [f"| {name} | {meaning} |\n" for name, meaning in table.outcomes.items()]
    parts.append("\n## Roles\n\n| Role | Who |\n|---|---|\n")
    parts += [f"| {name} | {who} |\n" for name, who in table.roles.items()]
    parts.append("\n## The matrix\n\n| Address | Whose object | Who gets what |\n|---|---|---|\n")
    for line in table.lines:
        parts += [_row(table, line, thing, row) for thing, row in line.expected.items()]
    return "".join(parts)


def _row(table: Table, line: Line, thing: str, row: dict[str, str]) -> str:
    by_outcome: defaultdict[str, list[str]] = defaultdict(list)
    for role, outcome in row.items():
        by_outcome[outcome].append(role)
    said = "; ".join(
        f"**{outcome}** {_who(table, roles, alone=len(by_outcome) == 1)}" for outcome, roles in by_outcome.items()
    )
    return f"| `{line}` | {thing or '–'} | {said} |\n"


def _who(table: Table, roles: list[str], *, alone: bool) -> str:
    if alone:
        return "everybody"
    left, names = list(roles), []
    sets = {name: table.members(name) for name in table.sets} | {"single-scope clients": list(table.clients)}
    for name, members in sorted(sets.items(), key=lambda one: -len(one[1])):
        if set(members) <= set(left):
            names.append(name)
            left = [role for role in left if role not in members]
    return ", ".join([*names, *left])


def main() -> int:
    """This function will write or check the page and return the exit status."""
    page = document()
    if "--check" in sys.argv[1:]:
        current = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        if current != page:
            print("docs/access-matrix.md is behind the table: run `python -m scripts.access_matrix`.")
            return 1
        return 0
    DOCUMENT.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
