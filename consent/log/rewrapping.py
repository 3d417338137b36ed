"""Rotation of the key-encryption key: data keys are wrapped anew, nothing that they encrypt is touched."""

from collections.abc import Callable

from django.db import connections, transaction

from consent.core.keys import wrap
from consent.log.keys import current_kek, kek, open_wrapped
from consent.log.shredding import eraser

BATCH = 2_000

_OLD = """
SELECT id, wrapped, kek_version FROM log_datakey WHERE kek_version <> %s ORDER BY id LIMIT %s FOR UPDATE
"""
_REWRAP = """
UPDATE log_datakey AS k SET wrapped = made.wrapped, kek_version = %s
FROM unnest(%s::bigint[], %s::bytea[]) AS made(id, wrapped) WHERE k.id = made.id
"""


def rewrap_data_keys(progress: Callable[[int], None] | None = None) -> int:
    """This function will wrap every data key under the current key-encryption key and return how many it wrapped anew.

    One transaction a batch: a crash leaves some under each version, both of which open, and the next run goes on.
    Afterwards the old key may be destroyed; wrapped keys in old backups are useless then. Raises ``LookupError`` when
    a version in use is not configured, and ``ImproperlyConfigured`` without the eraser's role.
    """
    alias, version, total = eraser(), current_kek(), 0
    while True:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(_OLD, [version, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return total
            made = [wrap(kek(version), open_wrapped(wrapped, old)) for _, wrapped, old in rows]
            cursor.execute(_REWRAP, [version, [row[0] for row in rows], made])
        total += len(rows)
        if progress:
            progress(len(rows))
