"""Payload rows by the thousand: those alike in all but event, moment, person and sealed text share a template.

The template is what the kind's own encoder writes of such a row, so there is one spelling of an event and no second.
PostgreSQL groups the rows; equality within a group is that of bytes, so nothing that was changed can hide in one.
"""

import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from consent.core.events import Kind, based, moment
from consent.log.kinds import PayloadKind
from consent.log.verification.reading import BEGIN_OF_TIME, fetch, moment_stored, quoted

# Of so many rows, when most are unlike any other, reading a table one by one is quicker from then on.
ENOUGH_TO_TELL = 64
MOST_TEMPLATES = 4_096
_EXACT = {"BooleanField", "BinaryField", "DateTimeField", "UUIDField"}  # equal values of these are the same bytes
_EXACT |= {f"{size}IntegerField" for size in ("Big", "Positive", "PositiveBig", "PositiveSmall", "Small")}
_EXACT |= {"IntegerField"}
_TEXTS = {"CharField", "SlugField", "TextField"}
_RECORD, _WITHOUT_PERSON = struct.Struct(">q8s16s"), struct.Struct(">q8s")
_MOMENT = struct.Struct(">q")
_MINUTE = 60_000_000

# Event id, moment as PostgreSQL stores it, and the person's sixteen bytes if the event is about one.
Record = tuple[int, bytes, bytes]


class Unlike(ValueError):
    """Rows that no template fits: they are to be read one by one."""


@dataclass(frozen=True, slots=True)
class Template:
    """The canonical bytes of an event around its moment, its id, its sealed text and its person, in this order."""

    kind: str
    parts: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Records that one template spells; ``sealed`` has their sealed texts in the same order, None for none at all."""

    template: Template
    records: Sequence[Record]
    sealed: Sequence[bytes] | None


class AlikeRows:
    """Reads payload tables in groups; keeps templates and moments between calls, only so many of them."""

    def __init__(self) -> None:
        self._templates: dict[tuple[Any, ...], Template] = {}
        self._minutes: dict[int, str] = {}
        self._unlike: set[type[Model]] = set()

    def groups(self, model: type[Model], entry: PayloadKind, first: int, last: int) -> list[Group]:
        """This function will return the rows of the events from ``first`` to ``last``, whichever they belong to.

        ``entry`` is the registration of any of the table's kinds: the encoder goes by the row. Raises ``Unlike`` when
        rows cannot be spelled, or are better read one by one.
        """
        statement = _statement(model, entry.subject_field)
        if model in self._unlike or statement is None:
            raise Unlike
        names, sql = statement
        rows = fetch(sql, [first, last])
        found = [self._group(model, entry, names, row) for row in rows]
        if len(rows) > ENOUGH_TO_TELL and 2 * len(rows) > sum(len(one.records) for one in found):
            self._unlike.add(model)
        return found

    def spelled(self, at: bytes) -> str:
        """This function will write a moment, as PostgreSQL stores it, the way that events do."""
        minute, rest = divmod(_MOMENT.unpack(at)[0], _MINUTE)
        begun = self._minutes.get(minute)
        if begun is None:
            if len(self._minutes) > MOST_TEMPLATES:
                self._minutes.clear()
            try:
                begun = moment(BEGIN_OF_TIME + timedelta(minutes=minute))[: len("2000-01-01T00:00:")]
            except OverflowError:
                raise Unlike from None
            self._minutes[minute] = begun
        second, micro = divmod(rest, 1_000_000)
        return f"{begun}{second:02d}.{micro:06d}Z"

    def _group(self, model: type[Model], entry: PayloadKind, names: tuple[str, ...], row: tuple[Any, ...]) -> Group:
        *values, about_nobody, packed, sealed = row
        records: Sequence[Record]
        if about_nobody:
            records = [(event_id, at, b"") for event_id, at in _WITHOUT_PERSON.iter_unpack(packed)]
        else:
            records = list(_RECORD.iter_unpack(packed))
        key = (model, about_nobody, sealed is None, *values)
        template = self._templates.get(key)
        if template is None:
            if len(self._templates) > MOST_TEMPLATES:
                self._templates.clear()
            template = self._made(entry, dict(zip(names, values, strict=True)), records[0], sealed and sealed[0])
            self._templates[key] = template
        return Group(template, records, sealed)

    def _made(self, entry: PayloadKind, values: dict[str, Any], record: Record, sealed: bytes | None) -> Template:
        """A template, tried on the first of its records: there it must write what the encoder writes."""
        event_id, at, about = record
        person = UUID(bytes=about) if about else None
        try:
            template = _template(entry, values)
            stored = moment_stored(at)
            expected = entry.encode(_row(entry, values, event_id, stored, person, sealed))
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise Unlike from None
        before, id_, seal, whom, after = template.parts
        written = (
            f"{before}{self.spelled(at)}{id_}{event_id}{seal}{sealed_text(sealed)}{whom}{person_text(person)}{after}"
        )
        if written.encode() != expected:
            raise Unlike
        return template


def sealed_text(sealed: bytes | None) -> str:
    """This function will write a sealed text as JSON does, or null."""
    return "null" if sealed is None else f'"{based(sealed)}"'


def person_text(person: UUID | None) -> str:
    """This function will write a person as JSON does, or null."""
    return "null" if person is None else f'"{person}"'


def _row(
    entry: PayloadKind, values: dict[str, Any], event_id: int, at: datetime, person: UUID | None, sealed: bytes | None
) -> Any:
    own = {"event_id": event_id, "recorded_at": at, "sealed": sealed, entry.subject_field: person}
    return SimpleNamespace(**values, **own)


def _template(entry: PayloadKind, values: dict[str, Any]) -> Template:
    """What the encoder writes around values that nobody can have foreseen, and so nobody can have put elsewhere."""
    person, event_id, sealed = (
        UUID(bytes=secrets.token_bytes(16)),
        2**52 + secrets.randbits(51),
        secrets.token_bytes(24),
    )
    at = BEGIN_OF_TIME + timedelta(microseconds=secrets.randbits(56))
    rest = entry.encode(_row(entry, values, event_id, at, person, sealed)).decode()
    parts = []
    for mark in (moment(at), str(event_id), sealed_text(sealed), person_text(person)):
        part, found, rest = rest.partition(mark)
        if not found:
            raise Unlike
        parts.append(part)
    before, id_, seal, whom = parts
    kinds = [kind for kind in Kind if any(spelled_kind(kind) in part for part in (*parts, rest))]
    if len(kinds) != 1:
        raise Unlike
    return Template(kinds[0].value, (before, id_, seal, whom, rest))


@cache
def _statement(model: type[Model], person: str) -> tuple[tuple[str, ...], str] | None:
    """The columns that a table's rows are grouped by, and the statement; None for a table that cannot be grouped."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own = {"event_id", "recorded_at", "sealed", person}
    names = tuple(name for name in fields if name not in own)
    types = {fields[name].get_internal_type() for name in names}
    if not own <= fields.keys() or len(own) < 4 or types - _EXACT - _TEXTS:
        return None
    column = {name: connection.ops.quote_name(str(field.column)) for name, field in fields.items()}
    # Another collation than this one may hold texts for equal that are not the same bytes.
    grouped = [
        f'{column[name]} COLLATE "C"' if fields[name].get_internal_type() in _TEXTS else column[name] for name in names
    ]
    grouped.append(f"{column[person]} IS NULL")
    packed = f"int8send({column['event_id']}) || timestamptz_send({column['recorded_at']})"
    packed += f" || coalesce(uuid_send({column[person]}), ''::bytea)"
    places = ", ".join(str(place) for place in range(1, len(grouped) + 1))
    return names, (
        f"SELECT {', '.join(grouped)}, string_agg({packed}, ''::bytea),"  # noqa: S608  (columns of ours)
        f" array_agg({column['sealed']}) FILTER (WHERE {column['sealed']} IS NOT NULL)"
        f" FROM {quoted(model)} WHERE {column['event_id']} >= %s AND {column['event_id']} <= %s"
        f" GROUP BY {places}, {column['sealed']} IS NULL"
    )


@cache
def spelled_kind(kind: Kind) -> str:
    """This function will write a kind as each event of it does."""
    return f'"kind":"{kind.value}"'
