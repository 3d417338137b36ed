"""The doors of a records.py: each public name is tried without the right permit and must refuse before any query."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import is_dataclass
from datetime import timedelta
from types import FunctionType, ModuleType
from typing import Any

from django.db import connections

from services.kit import handover
from services.kit import records as base
from services.kit.testkit.bad_permits import SUBJECT, bad_permits, permit_for
from services.kit.testkit.leaks import Leak
from services.sdk.errors import PermitError

# Two functions made by one decorator share its code, so that nobody can wear the mark without the guard.
_READS = base.reads("", under="")(lambda _: None).__code__  # type: ignore[attr-defined]
_GIVES = handover.gives("", under="", to="")(lambda _, __: None).__code__  # type: ignore[attr-defined]
_LOCATES = base.locates(lambda: "").__code__
_WRITES = base.writes(lambda: 0).__code__


def door_names(records: ModuleType) -> set[str]:
    """This function will return the names other files of the module may use: what records.py itself defines."""
    constants = {name for name, value in vars(records).items() if isinstance(value, str | int | timedelta)}
    return constants | {name for name, _ in _own(records)}


def open_doors(records: ModuleType) -> list[Leak]:
    """This function will return each public name of a records.py that gives data without the right permit."""
    found: list[Leak] = []
    for name, thing in _own(records):
        where = f"{records.__name__}.{name}"
        if isinstance(thing, type):
            found += _leaks_of_class(where, thing)
        else:
            found += _leaks_of_function(where, thing)
    return found


def _own(records: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, thing in vars(records).items():
        if not name.startswith("_") and callable(thing) and getattr(thing, "__module__", "") == records.__name__:
            yield name, thing


def _leaks_of_function(where: str, function: Callable[..., Any]) -> Iterator[Leak]:
    code = getattr(function, "__code__", None)
    if code in (_LOCATES, _WRITES):
        return
    if code not in (_READS, _GIVES):
        yield Leak(where, "is public and neither reads, locates nor writes (services.kit.records), nor gives")
    category, activity = getattr(function, "category", "testkit.none"), getattr(function, "activity", "testkit-none")
    extra = _more_arguments(function)
    if code is _GIVES:
        yield from _leaks_of_giver(where, function)
        return
    for wrong, permit in bad_permits(category, activity):
        yield from _try(where, wrong, lambda permit=permit: function(permit, SUBJECT, *extra))  # type: ignore[misc]


def _leaks_of_giver(where: str, give: Any) -> Iterator[Leak]:
    category, activity, recipient = give.category, give.activity, give.recipient
    good = permit_for(category, activity, SUBJECT, recipient)
    countersign = permit_for(category, activity)
    for wrong, permit in bad_permits(category, activity, recipient):
        yield from _try(where, f"{wrong} of the source", lambda p=permit: give(p, SUBJECT, countersign, SUBJECT))  # type: ignore[misc]
    for wrong, permit in bad_permits(category, activity):
        yield from _try(where, f"{wrong} of the recipient", lambda p=permit: give(good, SUBJECT, p, SUBJECT))  # type: ignore[misc]


def _leaks_of_class(where: str, kind: type) -> Iterator[Leak]:
    if issubclass(kind, BaseException):
        return
    if issubclass(kind, base.Record):
        for name, field in kind.fields().items():
            for wrong, permit in bad_permits(field.category, field.activity):
                yield from _try(f"{where}.{name}", wrong, lambda p=permit, n=name: getattr(kind(p, SUBJECT), n))  # type: ignore[misc]
        known: tuple[type, ...] = (base.Field,)
    elif is_dataclass(kind):
        known = ()
    else:
        yield Leak(where, "is neither a Record nor a plain dataclass")
        return
    for name, part in vars(kind).items():
        computed = isinstance(part, FunctionType | classmethod | staticmethod | property)
        if not name.startswith("__") and computed and not isinstance(part, known):
            yield Leak(f"{where}.{name}", "computes by itself; keep values plain and read in a records function")


def _more_arguments(function: Callable[..., Any]) -> list[None]:
    parameters = list(inspect.signature(function, follow_wrapped=False).parameters.values())[2:]
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [None for each in parameters if each.kind in positional and each.default is inspect.Parameter.empty]


def _try(where: str, wrong: str, read: Callable[[], Any]) -> Iterator[Leak]:
    def forbid(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        raise AssertionError("a query")

    with ExitStack() as guards:
        for connection in connections.all():
            guards.enter_context(connection.execute_wrapper(forbid))
        try:
            read()
        except PermitError:
            return
        except Exception as other:
            yield Leak(
                where, f"does not refuse {wrong} before it does anything else (it raised {type(other).__name__})"
            )
            return
    yield Leak(where, f"gives data for {wrong}")
