"""Tables: none reaches across the two roots, facts cannot be changed, and no row speaks a person's name."""

import datetime
import re
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import isolate_apps

from consent.log.kinds import registered_kinds

PERSONAL = re.compile(
    r"given|family|first_name|last_name|full_name|display_name|username|birth|national|hetu|phone|mobile|e_?mail"
    r"|street|postal|address|borrower|customer|holder|allerg|diagnos|free_text"
)
PERSONAL_ROOMS = re.compile(r"consent\.people\b|services\.")
MARK = "Ö-personal-Ö"
DELETE, UPDATE, TRUNCATE = 8, 16, 32  # bits of pg_trigger.tgtype


def root(model: type[models.Model]) -> str:
    """This function will return the top-level package a model is written in."""
    return model.__module__.partition(".")[0]


def ours() -> list[type[models.Model]]:
    """This function will return every model of the program that has a table."""
    return [model for model in apps.get_models(include_auto_created=True) if root(model) in ("consent", "services")]


def relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """This function will yield the name and target of each relation which a model itself declares."""
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
            yield field.name, field.related_model


def crossings(every: Iterable[type[models.Model]]) -> list[str]:
    """This function will return the relations that lead from one root into the other."""
    return [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model in every
        for name, target in relations(model)
        if {root(model), root(target)} == {"consent", "services"}
    ]


def ties_of_the_log(every: Iterable[type[models.Model]]) -> list[str]:
    """This function will return the log's relations to rows that may be erased: all but append-only events."""
    return [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model in every
        if model.__module__.startswith("consent.log")
        for name, target in relations(model)
        if getattr(target, "append_only", None) != "event"
    ]


def ties_to_facts(every: Iterable[type[models.Model]]) -> list[str]:
    """This function will return the relations of facts to a person's row: erasing it would change the fact."""
    return [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model in every
        if getattr(model, "append_only", None)
        for name, target in relations(model)
        if not getattr(target, "append_only", None) and PERSONAL_ROOMS.match(target.__module__)
    ]


def guarded() -> dict[str, str]:
    """This function will return the append-only tables with their kind, ``event`` or ``payload``."""
    kinds = {model._meta.db_table: getattr(model, "append_only", None) for model in ours()}
    return {table: kind for table, kind in kinds.items() if kind}


def is_personal(field: models.Field) -> bool:
    """This function will tell by its name and type whether a column may hold something about a person."""
    speaking = models.CharField | models.TextField | models.BinaryField | models.DateField | models.JSONField
    return isinstance(field, speaking) and not field.primary_key and bool(PERSONAL.search(field.name))


def spoken(model: type[models.Model]) -> list[str]:
    """This function will return the personal columns which a row of this model would say aloud when printed."""
    said = []
    for field in model._meta.concrete_fields:
        if not is_personal(field):
            continue
        value: object = MARK
        if isinstance(field, models.DateField):
            value = datetime.date(1907, 3, 29)
        elif isinstance(field, models.BinaryField):
            value = MARK.encode()
        row = model(**{field.attname: value})
        aloud = f"{row!s} {row!r}"
        if MARK in aloud or "1907" in aloud:
            said.append(f"{model._meta.label}.{field.name}")
    return said


def test_no_table_reaches_across_the_two_roots() -> None:
    assert crossings(ours()) == []


def test_the_log_is_tied_to_no_row_that_may_be_erased() -> None:
    assert ties_of_the_log(ours()) == []


def test_no_fact_is_tied_to_a_persons_row() -> None:
    assert ties_to_facts(ours()) == []


def test_no_row_speaks_a_persons_name() -> None:
    assert [column for model in ours() for column in spoken(model)] == []


def test_there_are_personal_columns_to_look_at() -> None:
    holding = {model._meta.label for model in ours() for field in model._meta.fields if is_personal(field)}
    assert {"people.Resident", "people.Account"} <= holding


def test_every_model_is_told_apart_when_printed() -> None:
    """A model without ``__str__`` of its own prints as "object (1)" in every log line and message."""
    assert [model._meta.label for model in ours() if model.__str__ is models.Model.__str__] == []


def test_every_payload_of_an_event_is_a_guarded_table() -> None:
    kinds = registered_kinds()
    assert kinds
    assert [kind for kind, entry in kinds.items() if not getattr(entry.model, "append_only", None)] == []
    assert guarded()["log_event"] == "event"


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(guarded()))
def test_a_fact_cannot_be_changed_in_any_mode(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype::int, tgenabled::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        )
        triggers = cursor.fetchall()
    covered = 0
    for bits, enabled in triggers:
        if enabled == "A":
            covered |= bits
    assert covered & (UPDATE | DELETE | TRUNCATE) == UPDATE | DELETE | TRUNCATE


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(guarded()))
def test_the_app_role_may_read_and_add_facts_and_nothing_else(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(%s::text[]) p WHERE has_table_privilege(%s, p)",
            [["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"], table],
        )
        held = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT has_any_column_privilege(%s, 'UPDATE')", [table])
        columns = cursor.fetchone()[0]
    assert held == {"SELECT", "INSERT"}
    assert not columns


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(guarded()))
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_role_is_refused_when_it_tries(table: str, statement: str) -> None:
    model = next(model for model in ours() if model._meta.db_table == table)
    column = model._meta.pk.column
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.django_db
def test_the_app_role_has_no_power_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_app_role_may_not_rebuild_any_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p FROM pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) p"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND has_table_privilege(c.oid, p)"
        )
        assert cursor.fetchall() == []


def test_every_table_belongs_to_the_owner_role(owner_connection) -> None:
    owner = owner_connection.execute("SELECT current_user").fetchone()[0]
    others = owner_connection.execute(
        "SELECT relname, relkind::text, pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
        " AND pg_get_userbyid(relowner) <> current_user"
    ).fetchall()
    assert others == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != owner


@isolate_apps("consent.people", "services.library")
def test_a_relation_across_the_roots_is_seen() -> None:
    class Person(models.Model):
        class Meta:
            app_label = "people"

        __module__ = "consent.people.models"

    class Book(models.Model):
        reader = models.ForeignKey(Person, models.CASCADE)

        class Meta:
            app_label = "library"

        __module__ = "services.library.models"

    assert crossings([Person, Book]) == ["library.Book.reader -> people.Person"]


@isolate_apps("consent.people", "consent.log")
def test_a_tie_of_the_log_to_an_erasable_row_is_seen() -> None:
    class Person(models.Model):
        class Meta:
            app_label = "people"

        __module__ = "consent.people.models"

    class Entry(models.Model):
        subject = models.ForeignKey(Person, models.CASCADE)
        append_only = "event"

        class Meta:
            app_label = "log"

        __module__ = "consent.log.models"

    assert ties_of_the_log([Person, Entry]) == ["log.Entry.subject -> people.Person"]
    assert ties_to_facts([Person, Entry]) == ["log.Entry.subject -> people.Person"]


@isolate_apps("consent.people")
def test_a_row_that_speaks_a_name_is_seen() -> None:
    class Loud(models.Model):
        family_name = models.CharField()
        birth_date = models.DateField()

        class Meta:
            app_label = "people"

        def __str__(self) -> str:
            return f"{self.family_name} {self.birth_date}"

        __module__ = "consent.people.models"

    assert spoken(Loud) == ["people.Loud.family_name", "people.Loud.birth_date"]
