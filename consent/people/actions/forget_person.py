"""Forget who a subject is: the identity, the logins, the pairwise ids and the rights to act."""

from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection

from consent import clock
from consent.core.events import Kind
from consent.log.append import append
from consent.people.actions.representation_change import change_of
from consent.people.actors import Actor
from consent.people.models import Account, PairwiseId, RegisterEntry, Resident, SignedInSession, Subject

SOURCE = "erasure"


def forget_person(*, actor: Actor, subject: UUID) -> bool:
    """This function will delete every row that joins ``subject`` to a person, and tell whether there was one.

    Runs inside the caller's transaction, which records the erasure. Rights that the person held for others end now and
    are recorded as ended, since the others' record stays (Act on Child Custody 361/1983). GDPR 17(1).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a person is forgotten together with the record of the erasure")
    if not Subject.objects.select_for_update().filter(pk=subject).exists():
        return False
    _end_rights_for_others(actor, subject)
    RegisterEntry.objects.filter(representative=subject).delete()
    RegisterEntry.objects.filter(represented=subject).delete()
    accounts = Account.objects.filter(resident=subject)
    keys = SignedInSession.objects.filter(account__in=accounts).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    accounts.delete()
    PairwiseId.objects.filter(subject=subject).delete()
    Resident.objects.filter(pk=subject).delete()
    Subject.objects.filter(pk=subject).delete()
    return True


def _end_rights_for_others(actor: Actor, subject: UUID) -> None:
    at = clock.now()
    for entry in RegisterEntry.objects.select_for_update().filter(representative=subject):
        if entry.valid_until is not None and entry.valid_until <= at:
            continue
        entry.valid_until, entry.source = max(at, entry.valid_from), SOURCE
        append(Kind.REPRESENTATION_ENDED, entry.represented_id, change_of(entry, "ended", actor))
