"""Forget what a person wrote to the city under an address of theirs."""

import re
from uuid import UUID

from django.db import connection

from consent.people.actors import Actor
from consent.people.queries import contacts_of
from consent.rights.models import Feedback

_BETWEEN = re.compile(r"[\s,;<>()]+")
_WITHIN_A_NUMBER = re.compile(r"[\s().-]+")
ABROAD, AT_HOME = "+358", "0"


def forget_feedback(*, actor: Actor, subject: UUID) -> int:
    """This function will delete the feedback that gives an address of ``subject``'s and return how much there was.

    Runs inside the caller's transaction, which records the erasure; ``actor`` is recorded there. Feedback without an
    address is anonymous: nobody can tell whose it is (GDPR 11, 17(1)).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("feedback is forgotten together with the record of the erasure")
    own = {_spelled(contact) for contact in contacts_of(subject)}
    if not own:
        return 0
    given = Feedback.objects.exclude(reply_to="").values_list("pk", "reply_to")
    theirs = [pk for pk, address in given.iterator() if own & _spellings(address)]
    return Feedback.objects.filter(pk__in=theirs).delete()[0]


def _spellings(address: str) -> set[str]:
    return {_spelled(one) for one in (address, *_BETWEEN.split(address))}


def _spelled(text: str) -> str:
    """An address in lower case; of a telephone number the digits as one dials them at home."""
    plain = text.strip().lower()
    if "@" in plain:
        return plain
    plain = _WITHIN_A_NUMBER.sub("", plain)
    return AT_HOME + plain.removeprefix(ABROAD) if plain.startswith(ABROAD) else plain
