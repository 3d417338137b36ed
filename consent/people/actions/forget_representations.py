"""Drop register entries whose record is about to be shredded."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from consent.people.actors import Actor
from consent.people.models import RegisterEntry


def forget_representations(*, actor: Actor, entries: Collection[UUID]) -> int:
    """This function will delete these register entries and return how many there were.

    Runs inside the caller's transaction, which records the erasure of their changes; ``actor`` is recorded there.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("entries are forgotten together with the record of their erasure")
    return RegisterEntry.objects.filter(pk__in=list(entries)).delete()[0]
