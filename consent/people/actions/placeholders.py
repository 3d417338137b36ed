"""Subjects are found or made in one statement, so that known and unknown people cost the same work."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import connection

from consent import clock

# DO UPDATE, not DO NOTHING: it returns the known row too, and writes for known and unknown people alike.
_UPSERT = """
INSERT INTO people_subject (id, blind_index, created_at)
SELECT id, blind_index, %(at)s FROM unnest(%(ids)s::uuid[], %(indexes)s::bytea[]) AS t (id, blind_index)
ON CONFLICT (blind_index) DO UPDATE SET created_at = people_subject.created_at
RETURNING blind_index, id
"""


def find_or_make_subjects(indexes: Sequence[bytes]) -> dict[bytes, UUID]:
    """This function will return the subject of each blind index, making placeholders for those not known yet.

    ``indexes`` must be distinct. Safe against another transaction that makes the same placeholder: one row remains.
    Rows are locked in the order of their indexes, so two batches cannot wait for each other.
    """
    ordered = sorted(indexes)
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, {"at": clock.now(), "ids": [uuid4() for _ in ordered], "indexes": ordered})
        return {bytes(index): subject for index, subject in cursor.fetchall()}
