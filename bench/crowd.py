"""Many more people in the measured city, until it has as many permissions as a real one.

Subjects, residents, pairwise ids and permissions are written by the database itself, ten permissions a person (those
of the measured activity and of nine others that nobody asks about). The data keys are made by the log's own action, so
that checks about these people do the whole work. What is not real: their blind indexes, names and sealed national ids.
The n-th subject is the MD5 of ``bench`` and n, so that another program can name it.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bench.city import ACTIVITY, DEPARTMENT, City, Person
from consent import clock
from consent.log.recording import prepare_keys

EACH = 10  # permissions of one person
_PEOPLE = """
WITH made AS (
    INSERT INTO people_subject (id, blind_index, created_at)
    SELECT md5('bench' || n)::uuid, sha256(int8send(n) || '\\x01'::bytea), now()
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    RETURNING id
), enrolled AS (
    INSERT INTO people_resident (subject_id, given_name, family_name, birth_date, language, national_id_sealed,
        district, street_address, postal_code, phone, email, non_disclosure, created_at)
    SELECT id, 'Testi', 'Asukas', date '1950-01-01' + (random() * 20000)::int, 'fi', sha256(uuid_send(id)),
        '', '', '', '', '', false, now()
    FROM made
), permitted AS (
    INSERT INTO ledger_permission (subject, activity, version, decision, decided_at, decided_by, notice_version,
        valid_until, waiting, objected, restricted)
    SELECT id, CASE n WHEN 0 THEN %(activity)s ELSE 'bench-' || n END, 1, 'consent', now(), 'self', 1,
        now() + interval '1 year', false, false, false
    FROM made, generate_series(0, %(each)s - 1) AS n
)
INSERT INTO people_pairwiseid (subject_id, department, value)
SELECT id, %(department)s, left(encode(sha256(uuid_send(id)), 'hex'), 32) FROM made
RETURNING subject_id, value
"""
_BLOCK, _KEYS = 10_000, 1_000  # people in one statement, data keys in one transaction


def grow(city: City, permissions: int, asked_about: int, progress: Callable[[int], None]) -> City:
    """
    This function will fill the city up to so many permissions and return it with those people who are asked about.

    :param asked_about: of how many of the new people checks may ask: they get a data key.
    :param progress: called with the number of permissions written since its last call.
    """
    known, at = list(city.people), clock.now()
    for first in range(1, permissions // EACH + 1, _BLOCK):
        last = min(first + _BLOCK - 1, permissions // EACH)
        asked = _write(first, last)[: max(asked_about - len(known), 0)]
        for start in range(0, len(asked), _KEYS):
            with transaction.atomic():
                prepare_keys([person.subject for person in asked[start : start + _KEYS]], at.year, at)
        known += asked
        progress((last - first + 1) * EACH)
    return City(city.token, tuple(known))


def _write(first: int, last: int) -> list[Person]:
    values: dict[str, Any] = {
        "first": first, "last": last, "activity": ACTIVITY, "department": DEPARTMENT, "each": EACH,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        return [Person(subject, value) for subject, value in cursor.fetchall()]
