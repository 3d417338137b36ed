"""The base of every module's records.py, its only door to personal fields.

Each public function of a records.py says by decorator what it is: `reads` returns personal data and takes a permit,
`locates` finds whom a question is about and returns an opaque id, `writes` stores and returns at most a count.
"""

from collections.abc import Callable
from functools import wraps
from types import GeneratorType
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, overload

from django.db.models import Manager, Model, QuerySet

from services.sdk.answers import is_pairwise_id
from services.sdk.permits import Permit, demand

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
# Each of these would carry more than the category that was asked for, or fetch it when the permit is long gone.
_OPEN_ENDED = (Model, QuerySet, Manager, GeneratorType, map, filter)


class Reader(Protocol[T_co]):
    """A function that reads one category of the person under a pairwise id for one activity, given a permit."""

    category: str
    activity: str

    def __call__(self, permit: object, pairwise_id: str, /) -> T_co: ...


def reads(category: str, *, under: str) -> Callable[[Callable[[str], T]], Reader[T]]:
    """This function will make a records function that runs only under a permit for this category and activity.

    The decorated function takes the pairwise id alone; its callers pass the permit before it. Without a permit that
    is genuine, unexpired, about that person, asked for the activity named by ``under`` and naming the category they
    get a PermitError, and no query is made (GDPR 5(1)(b): what was allowed for one purpose opens no other).
    """

    def decorate(function: Callable[[str], T]) -> Reader[T]:
        @wraps(function)
        def read(permit: object, pairwise_id: str, /) -> T:
            demand(permit, activity=under, category=category, pairwise_id=pairwise_id)
            return closed(function(pairwise_id), function.__name__)

        # What wraps() leaves behind would be a way in without a permit.
        del read.__wrapped__
        read.category = category  # type: ignore[attr-defined]
        read.activity = under  # type: ignore[attr-defined]
        return read  # type: ignore[return-value]

    return decorate


def closed(result: T, name: str) -> T:
    """This function will return plain values as they are. Raises TypeError for a row or a query that is still open."""
    parts = result if isinstance(result, list | tuple | set | frozenset) else (result,)
    if any(isinstance(part, _OPEN_ENDED) for part in (result, *parts)):
        raise TypeError(f"{name} may return plain values only, never a row of the database or a query.")
    return result


def locates(function: Callable[P, str]) -> Callable[P, str]:
    """This function will make a records function that needs no permit, since it can return a pairwise id only."""

    @wraps(function)
    def locate(*args: P.args, **kwargs: P.kwargs) -> str:
        found = function(*args, **kwargs)
        if not is_pairwise_id(found):
            raise TypeError(f"{function.__name__} may return a pairwise id and nothing else.")
        return found

    locate.locates = True  # type: ignore[attr-defined]
    return locate


def writes(function: Callable[P, int]) -> Callable[P, int]:
    """This function will make a records function that stores data and can return a count only."""

    @wraps(function)
    def write(*args: P.args, **kwargs: P.kwargs) -> int:
        count = function(*args, **kwargs)
        if type(count) is not int:
            raise TypeError(f"{function.__name__} may return a count and nothing else.")
        return count

    write.writes = True  # type: ignore[attr-defined]
    return write


class Field(Generic[T]):
    """A field of a Record, read through its reader at the moment it is looked at."""

    def __init__(self, reader: Reader[T]) -> None:
        self.reader = reader
        self.category = reader.category
        self.activity = reader.activity

    @overload
    def __get__(self, record: None, owner: type) -> "Field[T]": ...

    @overload
    def __get__(self, record: "Record", owner: type) -> T: ...

    def __get__(self, record: "Record | None", owner: type) -> "Field[T] | T":
        if record is None:
            return self
        return self.reader(record.permit, record.pairwise_id)

    def __set__(self, record: "Record", value: Any) -> None:
        raise AttributeError("A record is read, not written.")


class Record:
    """Fields of several categories under one permit. A field the permit does not name raises when it is looked at."""

    def __init__(self, permit: Permit, pairwise_id: str) -> None:
        self.permit = permit
        self.pairwise_id = pairwise_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @classmethod
    def fields(cls) -> dict[str, "Field[Any]"]:
        """This function will return the record's fields by name."""
        return {
            name: value
            for base in reversed(cls.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, Field)
        }
