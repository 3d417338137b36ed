"""The documents keep up with the tree: links lead somewhere, commands exist, rooms and settings are written down."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.tree import ROOT, files, parsed, python_files, rooms, text

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(?:img|a|source)\b[^>]*?(?:src|href|srcset)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
ADR = re.compile(r"(\d{4})-[a-z0-9-]+\.md")

READS = re.compile(r"(os\.)?environ(\.get)?$|(os\.)?getenv$|env\.\w+$")
SYSTEM = {"PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TERM", "LANG"}
STEPPING_STONES = {"help", "venv", "tools"}  # targets that others call


def documents() -> list[Path]:
    """This function will return every Markdown document except those that came with vendored parts."""
    return [path for path in files() if path.suffix == ".md" and path.parts[0] != "static"]


def links(path: Path) -> Iterator[tuple[str, Path]]:
    """This function will yield each relative link of a document as written, and the file of the tree it points to."""
    for first, second in LINK.findall(CODE.sub("", text(path))):
        target = (first or second).partition("#")[0]
        if target and not re.match(r"[a-z]+:", target):
            yield target, (ROOT / path.parent / target).resolve()


def code(path: Path) -> str:
    """This function will return everything of a document that is set as code."""
    return "\n".join(CODE.findall(text(path)))


def make_targets() -> set[str]:
    """This function will return the targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*)\s*:(?!=)", text(Path("Makefile")).replace(" \\\n", " "), re.MULTILINE))


def variables() -> set[str]:
    """This function will return the names which the settings and the ground read from the environment."""
    found = {"DATABASE_OWNER_URL", "DATABASE_ERASER_URL"}
    for path in (Path("consent/settings.py"), *python_files("deploy")):
        found |= {node.value for place in map(_read, ast.walk(parsed(path))) for node in place}
    return {name for name in found - SYSTEM if isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z0-9_]+", name)}


def _read(node: ast.AST) -> list[ast.Constant]:
    if isinstance(node, ast.Call) and READS.match(ast.unparse(node.func)):
        return [name for name in node.args[:1] if isinstance(name, ast.Constant)]
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and READS.match(ast.unparse(node.value)):
        return [node.slice] if isinstance(node.slice, ast.Constant) else []
    return []


@pytest.mark.parametrize("path", [path for path in documents() if path.name != "0000-template.md"], ids=str)
def test_every_link_leads_to_a_file_of_the_tree(path: Path) -> None:
    assert [written for written, target in links(path) if not target.exists()] == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    known = {(ROOT / path).resolve() for path in documents()}
    reached: set[Path] = set()
    waiting = [(ROOT / "README.md").resolve()]
    while waiting:
        page = waiting.pop()
        if page in reached or page not in known:
            continue
        reached.add(page)
        waiting += [target for _, target in links(page.relative_to(ROOT))]
    assert sorted(str(path.relative_to(ROOT)) for path in known - reached) == []


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_make_target_named_exists(path: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code(path)))
    assert named - make_targets() == set()


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_management_command_named_exists(path: Path) -> None:
    named = set(re.findall(r"\bmanage\.py ([a-z][a-z_]+)", code(path)))
    assert named - set(get_commands()) == set()


def test_every_make_target_is_explained() -> None:
    explained = "\n".join(text(path) for path in documents())
    silent = {target for target in make_targets() if not re.search(rf"\bmake {target}(?![\w-])", explained)}
    assert silent - STEPPING_STONES == set()


def test_every_command_of_ours_is_explained() -> None:
    explained = "\n".join(code(path) for path in documents())
    ours = {name for name, app in get_commands().items() if app.startswith(("consent", "services"))}
    assert {name for name in ours if not re.search(rf"\b{name}\b", explained)} == set()


def test_the_decisions_are_numbered_without_a_gap() -> None:
    names = [path.name for path in files() if path.parts[:2] == ("docs", "adr") and path.name != "README.md"]
    assert [name for name in names if not ADR.fullmatch(name)] == []
    numbers = sorted(int(name[:4]) for name in names if not name.startswith("0000"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_says_where_it_stands() -> None:
    decisions = [path for path in files() if path.parts[:2] == ("docs", "adr") and ADR.fullmatch(path.name)]
    wordless = [str(path) for path in decisions if not re.search(r"\bstatus\b", text(path), re.IGNORECASE)]
    assert wordless == []


def test_every_room_is_drawn_in_the_architecture() -> None:
    architecture = text(Path("docs/architecture.md"))
    assert [room for room in rooms() if not re.search(rf"\b{room}\b", architecture)] == []


def test_every_service_module_is_drawn_in_the_architecture() -> None:
    architecture = text(Path("docs/architecture.md"))
    modules = {path.parts[1] for path in python_files("services") if len(path.parts) > 2}
    assert [module for module in sorted(modules) if not re.search(rf"\b{module}\b", architecture)] == []


def test_every_variable_of_the_environment_is_documented() -> None:
    explained = "\n".join(code(path) for path in documents())
    assert {name for name in variables() if not re.search(rf"\b{name}\b", explained)} == set()


def test_the_variables_are_found_at_all() -> None:
    assert {"SECRET_KEY", "ROOT_KEY", "DATABASE_URL", "DEMO", "PUBLIC_URL"} <= variables()
