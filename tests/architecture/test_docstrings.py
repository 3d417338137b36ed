"""What a caller may call says what it will do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PROGRAM, parsed, python_files, text

OPENING = "This function will "
ACTORLESS = {
    "consent/ledger/actions/check.py": "the caller is its actor; it takes many questions at once",
    "consent/ledger/actions/look_up.py": "the client is its actor; it counts and then resolves",
    "consent/people/actions/resolve.py": "the department is its actor; it makes an opaque id and decides nothing",
}


def is_spoken_for(path: Path) -> bool:
    """This function will tell whether a file is one whose functions other rooms call."""
    return "actions" in path.parts or path.name == "queries.py" or "core" in path.parts or "sdk" in path.parts


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """This function will yield the functions of a module that others may call, not its methods."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


SPOKEN_FOR = [path for path in python_files(*PROGRAM) if is_spoken_for(path)]


@pytest.mark.parametrize("path", SPOKEN_FOR, ids=str)
def test_a_public_function_says_what_it_will_do(path: Path) -> None:
    silent = [
        f"{path}:{function.lineno} {function.name}"
        for function in public_functions(parsed(path))
        if not (ast.get_docstring(function) or "").startswith(OPENING)
    ]
    assert silent == []


def test_every_module_says_what_it_is() -> None:
    modules = [path for path in python_files(*PROGRAM, "deploy") if text(path).strip()]
    assert [str(path) for path in modules if not ast.get_docstring(parsed(path))] == []


def writes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """This function will tell whether a function opens a transaction of its own, as each write does."""
    return any(isinstance(node, ast.Attribute) and node.attr == "atomic" for node in ast.walk(function))


def looseness(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """This function will return how a write could be called without saying plainly who does what."""
    given = function.args
    found = [f"takes {argument.arg} by position" for argument in given.posonlyargs + given.args]
    actor = next((argument for argument in given.kwonlyargs if argument.arg == "actor"), None)
    if actor is None:
        return [*found, "takes no actor"]
    if not actor.annotation or "None" in ast.unparse(actor.annotation) or "Optional" in ast.unparse(actor.annotation):
        found.append("takes nobody as its actor")
    if given.kw_defaults[given.kwonlyargs.index(actor)] is not None:
        found.append("has an actor by default")
    return found


def test_a_write_demands_keywords_and_an_actor() -> None:
    """A system actor is named, never left out."""
    loose = {
        f"{path}:{function.lineno} {function.name}": looseness(function)
        for path in python_files("consent")
        if "actions" in path.parts and path.as_posix() not in ACTORLESS
        for function in public_functions(parsed(path))
        if writes(function) and looseness(function)
    }
    assert loose == {}


@pytest.mark.parametrize(
    "signature",
    ["actor, subject", "*, subject", "*, actor: Actor | None", "*, actor: Actor = SYSTEM", "subject, *, actor: Actor"],
)
def test_a_loose_write_is_seen(signature: str) -> None:
    (function,) = ast.parse(f"def f({signature}):\n    with transaction.atomic(): pass").body
    assert isinstance(function, ast.FunctionDef)
    assert writes(function)
    assert looseness(function)
