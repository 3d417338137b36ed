"""Resolve a national id into the id by which one department knows a person."""

import re

from django.db import connection, transaction

from consent import clock
from consent.core import keys as core_keys
from consent.core.errors import Invalid
from consent.log.recording import prepare_keys
from consent.people import keys, national_id
from consent.people.actions.placeholders import find_or_make_subjects

_DEPARTMENT = re.compile(r"[a-z][a-z0-9-]{0,31}")

_ISSUE = """
INSERT INTO people_pairwiseid (subject_id, department, value) VALUES (%s, %s, %s)
ON CONFLICT (subject_id, department) DO UPDATE SET value = people_pairwiseid.value
RETURNING value
"""


def resolve_pairwise_id(*, department: str, national_id: str) -> str:
    """This function will return the 32-character pairwise id of a person for ``department`` (a code), and issue it.

    Every well-formed national id resolves: an unknown person gets a placeholder subject, by the same statements and
    with an answer of the same shape, so nothing tells a resident from a stranger. The id depends only on the keys, the
    department and the national id: it is the same before and after the person enrols. May be called by many at once.
    Raises ``Invalid`` (code ``national_id`` or ``department``) without writing anything.
    Law: Data Protection Act 1050/2018 s. 29; GDPR 25.
    """
    if not _DEPARTMENT.fullmatch(department):
        raise Invalid("department", ["The department's code is not well formed."])
    index = blind_index_of(national_id)
    value = core_keys.pairwise_id(keys.pairwise_key(), department, index)
    with transaction.atomic():
        subject = find_or_make_subjects([index])[index]
        at = clock.now()
        prepare_keys([subject], at.year, at)
        with connection.cursor() as cursor:
            cursor.execute(_ISSUE, [subject, department, value])
            return str(cursor.fetchone()[0])


def blind_index_of(raw: str) -> bytes:
    """This function will return the blind index of a national id as it was typed; raises ``Invalid``."""
    return national_id.blind_index(national_id.normalise(raw))
