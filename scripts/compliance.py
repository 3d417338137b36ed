"""Writes docs/compliance.md: which section of which law or standard is shown by which tests.

    python -m scripts.compliance           write the document
    python -m scripts.compliance --check   change nothing; exit 1 when it is behind the tests

Read from the ``@pytest.mark.law(source, section, behaviour)`` marks of the test files, without running them.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "compliance.md"
HEAD = """# Compliance

Which section of a law or a standard is shown by which tests. Written by `python -m scripts.compliance` from the tests'
own marks; a test fails when this page is behind them. A section that is not here is not shown by a test yet, whatever
else may be said of it.
"""


@dataclass(frozen=True, order=True)
class Shown:
    """One behaviour that a section asks for, and the test that shows it."""

    source: str
    section: str
    behaviour: str
    file: str
    test: str


def shown_by_tests() -> Iterator[Shown]:
    """This function will yield every mark of every test file, in the order of the files."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.law":
                        source, section, behaviour = (ast.literal_eval(argument) for argument in decorator.args)
                        yield Shown(source, section, behaviour, path.relative_to(ROOT).as_posix(), node.name)


def document() -> str:
    """This function will return the page as the tests have it now."""
    by_source: defaultdict[str, list[Shown]] = defaultdict(list)
    for one in shown_by_tests():
        by_source[one.source].append(one)
    parts = [HEAD]
    for source in sorted(by_source, key=lambda name: (name != "GDPR", name)):
        parts.append(f"\n## {source}\n\n| Section | Behaviour | Shown by |\n|---|---|---|\n")
        parts += [_row(one) for one in sorted(by_source[source], key=_by_section)]
    return "".join(parts)


def _row(one: Shown) -> str:
    words = one.test.removeprefix("test_").replace("_", " ")
    return f"| {one.section} | {one.behaviour.replace('|', '/')} | [{words}](../{one.file}) |\n"


def _by_section(one: Shown) -> tuple[list[tuple[int, str]], Shown]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", one.section)], one


def main() -> int:
    """This function will write or check the page and return the exit status."""
    page = document()
    if "--check" in sys.argv[1:]:
        current = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        if current != page:
            print("docs/compliance.md is behind the tests: run `python -m scripts.compliance`.")
            return 1
        return 0
    DOCUMENT.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
