"""Checks a module's own tests run: they fail when its personal data can be reached without a permit.

from services.kit.testkit import assert_nothing_leaks
from services.library import records

def test_no_field_is_read_without_a_permit(db):
    assert_nothing_leaks(records)
"""

from types import ModuleType

from services.kit.testkit.back_doors import back_doors
from services.kit.testkit.doors import open_doors
from services.kit.testkit.leaks import Leak


class LeakyModule(AssertionError):
    """A module whose records can be read without a permit; the message lists every way found."""


def leaks(records: ModuleType) -> list[Leak]:
    """This function will return every leak of the module that a records.py belongs to."""
    return [*open_doors(records), *back_doors(records)]


def assert_nothing_leaks(records: ModuleType) -> None:
    """This function will raise LeakyModule unless the module's personal data can be reached with a permit only."""
    if found := leaks(records):
        raise LeakyModule("\n".join(["", *map(str, found)]))


__all__ = ["Leak", "LeakyModule", "assert_nothing_leaks", "leaks"]
