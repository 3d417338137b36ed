"""Only the two clocks read the time, so that tests and drills can move it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PROGRAM, parsed, python_files

CLOCKS = {Path("consent/clock.py"), Path("services/sdk/clock.py")}
READS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
    "time.ctime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.db.models.functions.Now",
    "uuid.uuid1",
}
SQL_READ = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|\bcurrent_(date|time)", re.I
)


def readings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """This function will yield line and name of each place in a module which reads a clock of its own."""
    names = _imported(tree)
    docstrings = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (read := _dotted(node, names)) in READS:
            yield node.lineno, read
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield node.value.lineno, node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield from ((node.lineno, f"SQL: {match[0]}") for match in SQL_READ.finditer(node.value))


def _imported(tree: ast.Module) -> dict[str, str]:
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _docstrings(tree: ast.Module) -> set[ast.Constant]:
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            found.add(body[0].value)
    return found


def test_nobody_but_the_two_clocks_reads_the_time() -> None:
    found = [
        f"{path}:{line} {name}"
        for path in python_files(*PROGRAM)
        if path not in CLOCKS
        for line, name in sorted(readings(parsed(path)))
    ]
    assert found == []


def test_the_clocks_are_where_the_rule_says() -> None:
    for path in CLOCKS:
        assert list(readings(parsed(path))), f"{path} reads no clock: is the rule out of date?"


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime as d\nf(default=d.utcnow)",
        "import datetime\ndatetime.datetime.now(tz)",
        "import datetime as dt\ndt.date.today()",
        "import time\ntime.time()",
        "from time import time as t\nt()",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now\nDateTimeField(default=now)",
        "DateTimeField(auto_now_add=True)",
        "cursor.execute('select now()')",
        "cursor.execute('update t set at = CURRENT_TIMESTAMP')",
    ],
)
def test_each_way_to_read_a_clock_is_seen(source: str) -> None:
    assert list(readings(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from consent import clock\nclock.now()",
        "import time\ntime.monotonic()",
        'def f():\n    """This function will call now() later."""',
        "from django.utils import timezone\ntimezone.localtime(value)",
    ],
)
def test_what_reads_no_clock_is_left_alone(source: str) -> None:
    assert not list(readings(ast.parse(source)))
