"""Files stay small and have one job."""

from tests.architecture.tree import PROGRAM, python_files, text

LONGEST = 300
DRAWERS = {"utils.py", "helpers.py", "services.py", "misc.py", "common.py", "tools.py"}


def test_no_file_of_the_program_is_long() -> None:
    lengths = {str(path): text(path).count("\n") for path in python_files(*PROGRAM, "deploy")}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_the_middle_file_fits_on_a_few_screens() -> None:
    lengths = sorted(text(path).count("\n") for path in python_files(*PROGRAM) if text(path).strip())
    assert lengths[len(lengths) // 2] <= 150


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [str(path) for path in python_files(*PROGRAM, "deploy", "tests") if path.name in DRAWERS] == []


def test_an_empty_package_file_stays_empty_at_the_roots() -> None:
    """Importing any part of a root must not run the others: the offline verifier needs the core alone."""
    assert [name for name in ("consent/__init__.py", "services/__init__.py") if text(python_path(name)).strip()] == []


def python_path(name: str):
    """This function will return the named file of the tree and fail when it is not there."""
    return next(path for path in python_files(*PROGRAM) if str(path) == name)
