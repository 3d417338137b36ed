"""A large city in a minute: two databases with the same residents, one with few uses and one with a million.

The rows of a use are those that the check writes, in shape, number and order: an event with its kind and a 32-byte
commitment, the pending row that waits for the sequencer, and the payload with the columns of a real decision, nearly
every tenth refused. They are written by the database itself, because a million checks would take longer than all
other measurements together. **What is not real:** a commitment is a hash of the event's number and commits to nothing,
the extra residents' blind indexes, sealed ids and data keys are random bytes that open nothing, and no use carries a
sealed text. Residents and staff whose pages are asked for, the registry and the client are made by the real actions.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from bench.city import ACTIVITY, CATEGORY, DEPARTMENT, build_city
from bench.ground import clone, tidy
from consent.people.actions.open_account import open_account
from consent.people.actors import Actor
from consent.people.models import Account

OPERATOR = Actor.system("bench")
OWN_USES = 20  # of each person: a million among fifty thousand; the one who looks has as many in both cities

_RESIDENTS = """
WITH made AS (
    INSERT INTO people_subject (id, blind_index, created_at)
    SELECT gen_random_uuid(), sha256(int8send(n) || '\\x00'::bytea), now() FROM generate_series(1, %(count)s) AS n
    RETURNING id
), enrolled AS (
    INSERT INTO people_resident (subject_id, given_name, family_name, birth_date, language, national_id_sealed,
        district, street_address, postal_code, phone, email, non_disclosure, created_at)
    SELECT id, 'Testi', 'Asukas', date '1950-01-01' + (random() * 20000)::int, 'fi', sha256(uuid_send(id)),
        '', '', '', '', '', false, now()
    FROM made
), known AS (
    INSERT INTO people_pairwiseid (subject_id, department, value)
    SELECT id, %(department)s, left(encode(sha256(uuid_send(id)), 'hex'), 32) FROM made
), keys AS (
    INSERT INTO log_datakey (subject, year, wrapped, kek_version, created_at)
    SELECT id, extract(year FROM now())::smallint, sha256(uuid_send(id)) || '\\x0000000000000000'::bytea, 1, now()
    FROM made
)
INSERT INTO ledger_permission (subject, activity, version, decision, decided_at, decided_by, notice_version,
    valid_until, waiting, objected, restricted)
SELECT id, %(activity)s, 1, 'consent', now(), 'self', 1, now() + interval '1 year', false, false, false FROM made
"""
# One statement for each block of events; the moments of a year go up with the ids, as they do in life.
_USES = """
WITH everybody AS (
    SELECT subject_id AS id, row_number() OVER (ORDER BY subject_id) - 1 AS place FROM people_resident
    WHERE subject_id <> %(looker)s
), asked AS (
    SELECT nextval('log_event_id_seq') AS event_id, now() - interval '1 year' * (1 - n::float8 / %(of)s) AS at,
        (hashint8(n)::bigint & 2147483647) AS chance, n %% %(every)s = 0 AS own
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
), event AS (
    INSERT INTO log_event (id, kind, recorded_at, commitment)
    SELECT event_id, CASE WHEN chance %% 11 = 0 THEN 'use.refused' ELSE 'use.permitted' END, at,
        sha256(int8send(event_id))
    FROM asked
), pending AS (
    INSERT INTO log_pending (event_id) SELECT event_id FROM asked
)
INSERT INTO ledger_use (event_id, recorded_at, subject, department, client, activity, category, allowed, reason, basis,
    permission_version, notice_version, sealed)
SELECT event_id, at, CASE WHEN own THEN %(looker)s::uuid ELSE everybody.id END, %(department)s, %(client)s,
    %(activity)s, %(category)s, chance %% 11 <> 0, CASE WHEN chance %% 11 = 0 THEN 'refused' ELSE 'consent' END,
    'consent', 1, 1, NULL
FROM asked LEFT JOIN everybody ON everybody.place = chance %% %(people)s
"""
_BLOCK = 100_000


class City:
    """One of the two databases: Django's connection to it, and browsers of those who look."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.connection: BaseDatabaseWrapper = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": database}

    def enter(self) -> None:
        """This function will make this city the one that Django asks from now on."""
        connections["default"] = self.connection


@contextmanager
def two_cities(empty: str, residents: int, few: int, many: int) -> Iterator[tuple[City, City, dict[str, Client]]]:
    """
    This function will lend a city with few uses and the same city with many, and the browsers of those who look.

    :param empty: the name of a migrated database that nobody is connected to.
    """
    shared = connections["default"]
    with clone(empty, "few") as name, ExitStack() as end:
        end.callback(connections.__setitem__, "default", shared)
        small = City(name)
        end.callback(small.connection.close)
        small.enter()
        facts, browsers = _furnish(residents)
        small.connection.close()
        large = City(end.enter_context(clone(name, "many")))
        end.callback(large.connection.close)
        for city, uses in ((small, few), (large, many)):
            city.enter()
            fill_uses(facts, uses)
            tidy(city.database)
        yield small, large, browsers


@contextmanager
def one_city(empty: str, residents: int, uses: int) -> Iterator[dict[str, Client]]:
    """This function will lend a city of its own with so many uses, which Django asks meanwhile, and its browsers."""
    shared = connections["default"]
    with clone(empty, "one") as name, ExitStack() as end:
        end.callback(connections.__setitem__, "default", shared)
        city = City(name)
        end.callback(city.connection.close)
        city.enter()
        facts, browsers = _furnish(residents)
        fill_uses(facts, uses)
        tidy(name)
        yield browsers


def _furnish(residents: int) -> tuple[dict[str, Any], dict[str, Client]]:
    call_command("publish_registry", verbosity=0)
    city = build_city(10, lambda done: None)
    looker = city.people[0]
    with connections["default"].cursor() as cursor:
        cursor.execute(_RESIDENTS, {"count": residents, "department": DEPARTMENT, "activity": ACTIVITY})
        cursor.execute("SELECT client_id FROM registry_clientapplication LIMIT 1")
        (client,) = cursor.fetchone()
    facts = {
        "looker": looker.subject,
        "people": residents,
        "department": DEPARTMENT,
        "client": client,
        "activity": ACTIVITY,
        "category": CATEGORY,
    }
    people: dict[str, dict[str, Any]] = {
        "resident": {"resident": looker.subject},
        "dpo": {"roles": [("dpo", None)]},
        "registrar": {"roles": [("registrar", None)]},
        "librarian": {"roles": [("librarian", "library")]},
        "officer": {"roles": [("officer", "education")]},
    }
    return facts, {who: _signed_in(who, **options) for who, options in people.items()} | {"visitor": Client()}


def fill_uses(facts: dict[str, Any], uses: int) -> None:
    """This function will record so many uses of ``facts``: looker, people, department, client, activity, category."""
    with connections["default"].cursor() as cursor:
        for first in range(1, uses + 1, _BLOCK):
            last = min(first + _BLOCK - 1, uses)
            cursor.execute(_USES, facts | {"first": first, "last": last, "of": uses, "every": max(uses // OWN_USES, 1)})


def _signed_in(who: str, **options: Any) -> Client:
    account = open_account(actor=OPERATOR, username=f"large-{who}", display_name="", language="fi", **options)
    client = Client()
    client.force_login(Account.objects.get(pk=account))
    return client
