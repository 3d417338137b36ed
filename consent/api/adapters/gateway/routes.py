"""Which route a request is of, read from the address exactly as the vendor's system will see it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
PERSON = "person"

_LONGEST = 2_000
_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]{0,31})\}")
# Without "%", ";", "\\" and the rest: whatever two programs could read in two ways is not read at all.
_LITERAL = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_PAIRWISE = re.compile(r"[a-z2-7]{32}")
_PARAMETER = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,63})(?:=[A-Za-z0-9._~%+:,@/-]{0,512})?")
_FORMS = {PERSON: _PAIRWISE}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A path by its segments: texts that must stand there, ``{person}`` for a pairwise id, ``{other}`` for any text."""

    segments: tuple[str, ...]

    @classmethod
    def of(cls, path: Any) -> "Pattern":
        """This function will read a pattern such as ``/loans/{person}/history``; raises ``ValueError``."""
        if not isinstance(path, str) or not path.startswith("/"):
            raise ValueError("path must begin with a slash")
        segments = tuple(path[1:].split("/"))
        names = [match[1] for each in segments if (match := _PLACEHOLDER.fullmatch(each))]
        if len(names) != len(set(names)):
            raise ValueError("path names a part twice")
        for place, each in enumerate(segments):
            last = place == len(segments) - 1
            if not (_PLACEHOLDER.fullmatch(each) or _is_plain(each) or (last and not each)):
                raise ValueError("path has a part that is neither plain text nor {name}")
        return cls(segments)

    @property
    def names_person(self) -> bool:
        """Whether the person is a part of the path."""
        return f"{{{PERSON}}}" in self.segments

    def match(self, segments: list[str]) -> Mapping[str, str] | None:
        """This function will return the parts that placeholders stand for, or None when the path is another one."""
        if len(segments) != len(self.segments):
            return None
        found = {}
        for form, each in zip(self.segments, segments, strict=True):
            name = _PLACEHOLDER.fullmatch(form)
            if name is None and form != each:
                return None
            if name is not None:
                if not _FORMS.get(name[1], _LITERAL).fullmatch(each):
                    return None
                found[name[1]] = each
        return found

    def meets(self, other: "Pattern") -> bool:
        """This function will tell whether one path could match both."""
        if len(self.segments) != len(other.segments):
            return False
        return all(_meet(one, two) for one, two in zip(self.segments, other.segments, strict=True))


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request and the question it stands for. ``person``, ``case``, ``staff_ref`` are names of headers."""

    pattern: Pattern
    methods: frozenset[str]
    activity: str
    category: str
    person: str
    case: str
    staff_ref: str
    query: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gateway:
    """One vendor's system: the department that answers for it, and everything that may be asked of it."""

    department: str
    routes: tuple[Route, ...]

    def route_of(self, method: str, uri: str) -> tuple[Route, Mapping[str, str]] | None:
        """This function will return the route of a request, with the parts of its path; None when there is none.

        ``uri`` is the request's target as it came, undecoded. Anything that the vendor's system could read in another
        way than we do has no route: escapes, empty and dot segments, parameters that the route does not list.
        """
        path, mark, query = uri.partition("?")
        segments = path[1:].split("/")
        plain = all(_is_plain(each) for each in segments[:-1]) and (not segments[-1] or _is_plain(segments[-1]))
        if len(uri) > _LONGEST or not path.startswith("/") or not plain:
            return None
        for route in self.routes:
            if method in route.methods and (parts := route.pattern.match(segments)) is not None:
                # No other route can match: the mapping is refused at the start if two do.
                return (route, parts) if not mark or _is_allowed(query, route.query) else None
        return None


def _is_plain(segment: str) -> bool:
    return bool(_LITERAL.fullmatch(segment)) and segment not in (".", "..")


def _is_allowed(query: str, names: frozenset[str]) -> bool:
    found = [_PARAMETER.fullmatch(each) for each in query.split("&")]
    told = [match[1] for match in found if match]
    return len(told) == len(found) == len(set(told)) and names.issuperset(told)


def _meet(one: str, other: str) -> bool:
    names = [_PLACEHOLDER.fullmatch(each) for each in (one, other)]
    if all(names):
        return True
    if not any(names):
        return one == other
    name, text = (names[0], other) if names[0] else (names[1], one)
    return bool(_FORMS.get(name[1], _LITERAL).fullmatch(text))  # type: ignore[index]
