"""Somebody with a database console tries to rewrite what people agreed to."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from consent.log.kinds import payload_kind
from consent.people.actors import Actor
from consent.registry import queries
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.models import Notice
from tests.registry.conftest import Load
from tests.registry.samples import sample

ATTACKS = (
    "UPDATE registry_notice SET document = jsonb_set(document, '{texts,fi,title}', '\"Jotain muuta\"')",
    "UPDATE registry_notice SET hash = decode(repeat('00', 32), 'hex')",
    "UPDATE registry_notice SET version = version + 10",
    "DELETE FROM registry_notice",
    "TRUNCATE registry_notice",
    "INSERT INTO registry_notice SELECT * FROM registry_notice "
    "ON CONFLICT (event_id) DO UPDATE SET categories = ARRAY['gym.injuries']",
)
Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def published(own_database: str, operator: Actor) -> str:
    """A notice that was published for good: the digest of all that stands in its table."""
    load_manifest(actor=operator, manifest=sample())
    return _stored()


def _stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(array_agg(n::text ORDER BY event_id)::text) FROM registry_notice n")
        return str(cursor.fetchone()[0])


def test_the_app_cannot_rewrite_a_notice(published: str, app_connection: Connection) -> None:
    for attack in ATTACKS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_connection.execute(attack)
    assert _stored() == published


def test_the_owner_cannot_rewrite_a_notice(published: str, owner_connection: Connection) -> None:
    for attack in ATTACKS:
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner_connection.execute(attack)
    assert _stored() == published


def test_django_cannot_rewrite_a_notice(load: Load) -> None:
    load(sample())
    before = queries.notice("gym-tips", 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(version=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.all().delete()
    assert queries.notice("gym-tips", 1) == before


def test_a_notice_without_its_whole_hash_does_not_fit(published: str, owner_connection: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute(
            "INSERT INTO registry_notice SELECT event_id + 1000000, recorded_at, activity_id, 77, '\\x00', document, "
            "categories, governance FROM registry_notice"
        )


def test_a_version_is_published_once(published: str, app_connection: Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        app_connection.execute(
            "INSERT INTO registry_notice SELECT event_id + 1000000, recorded_at, activity_id, version, hash, document, "
            "categories, governance FROM registry_notice"
        )


def test_the_log_commits_to_every_word_of_the_document(load: Load) -> None:
    load(sample())
    row = Notice.objects.get()
    encode = payload_kind("notice.published").encode
    honest = encode(row)
    row.document["texts"]["fi"]["if_no"] = "Menetät kaiken."
    assert encode(row) != honest


@pytest.mark.parametrize(
    "rewrite",
    [
        "UPDATE registry_activity SET valid_months = NULL",
        "UPDATE registry_activity SET valid_months = 25",
        "UPDATE registry_activity SET basis = 'legitimate_interest'",
        "UPDATE registry_activity SET basis = 'public_task'",
        "UPDATE registry_activity SET guardians = 'one'",
        "UPDATE registry_activity SET in_force_until = in_force_from",
        "UPDATE registry_activity SET terms_since_version = 0",
        "UPDATE registry_activity SET terms_since_version = current_version + 1",
    ],
)
def test_an_activity_row_that_breaks_the_law_does_not_fit(load: Load, rewrite: str) -> None:
    load(sample())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rewrite)
