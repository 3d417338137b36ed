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
else may be said of it. What is known to be missing stands at the end, [not yet](#not-yet).
"""
NOT_YET = """
## Not yet

What these sections ask for is not there. Each has a test that fails on purpose (a strict xfail): it stops failing on
the day the behaviour arrives, and then a real test must take its place.

| Source | Section | Behaviour | Why not |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Shown:
    """One behaviour that a section asks for, and the test that shows it."""

    source: str
    section: str
    behaviour: str
    file: str
    test: str
    missing: str = ""  # why the behaviour is not there yet; empty when the test shows it


def shown_by_tests() -> Iterator[Shown]:
    """This function will yield every mark of every test file, in the order of the files."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
                missing = _missing(calls)
                for decorator in calls:
                    if ast.unparse(decorator.func) == "pytest.mark.law":
                        source, section, behaviour = _arguments(decorator, tree)
                        yield Shown(source, section, behaviour, path.relative_to(ROOT).as_posix(), node.name, missing)


def _arguments(mark: ast.Call, tree: ast.Module) -> list[str]:
    """What a mark says: texts in place, or ``*NAME`` of a tuple of texts that the file defines once for many tests."""
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    said: list[str] = []
    for argument in mark.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
            said += ast.literal_eval(named[argument.value.id])
        else:
            said.append(ast.literal_eval(argument))
    return said


def _missing(decorators: list[ast.Call]) -> str:
    """Why a test is expected to fail; only a strict expectation counts, any other could pass unnoticed."""
    for decorator in decorators:
        if ast.unparse(decorator.func) == "pytest.mark.xfail":
            said = {keyword.arg: ast.literal_eval(keyword.value) for keyword in decorator.keywords}
            if said.get("strict") is not True or not said.get("reason"):
                raise ValueError("an expected failure is strict and says why")
            return str(said["reason"])
    return ""


def document() -> str:
    """This function will return the page as the tests have it now."""
    by_source: defaultdict[str, list[Shown]] = defaultdict(list)
    missing = []
    for one in shown_by_tests():
        missing.append(one) if one.missing else by_source[one.source].append(one)
    parts = [HEAD]
    for source in sorted(by_source, key=_gdpr_first):
        parts.append(f"\n## {source}\n\n| Section | Behaviour | Shown by |\n|---|---|---|\n")
        parts += [_row(one) for one in sorted(by_source[source], key=_by_section)]
    if missing:
        parts.append(NOT_YET)
        parts += [
            f"| {one.source} | {one.section} | {one.behaviour} | {one.missing} |\n"
            for one in sorted(missing, key=lambda one: (_gdpr_first(one.source), _by_section(one)))
        ]
    return "".join(parts)


def _gdpr_first(source: str) -> tuple[bool, str]:
    return source != "GDPR", source


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
