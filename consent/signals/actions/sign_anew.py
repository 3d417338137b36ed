"""Tokens whose key was disowned are signed anew: nobody could verify them any more."""

from django.db import transaction

from consent.people.actors import Actor
from consent.signals.models import SecurityEvent
from consent.signals.tokens import key_of, signed_anew
from consent.signals.vocabulary import WAITING
from consent.tokens.keys import public_keys

BATCH = 100


def sign_anew(*, actor: Actor) -> int:
    """This function will sign up to a hundred waiting tokens anew whose key is published no more; returns how many.

    What they say stays, their ids included: a receiver that has one already knows it. It is the only case in which a
    token that waits changes. A crash leaves them as they were.
    """
    published = [key["kid"] for key in public_keys()]
    with transaction.atomic():
        orphans = SecurityEvent.objects.select_for_update(skip_locked=True).filter(state=WAITING)
        found = list(orphans.exclude(token="").exclude(key_id__in=published).order_by("pk")[:BATCH])
        for row in found:
            row.token = signed_anew(row.token)
            row.key_id = key_of(row.token)
            row.save(update_fields=["token", "key_id"])
        return len(found)
