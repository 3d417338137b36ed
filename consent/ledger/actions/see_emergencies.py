"""Having seen the notice that data were used in an emergency."""

from uuid import UUID

from django.db import transaction

from consent.core.errors import NotAllowed
from consent.ledger.models import EmergencySeen
from consent.people.actors import Actor


def see_emergencies(*, actor: Actor, subject: UUID, up_to: int) -> None:
    """This function will note that ``actor`` has seen the notices about ``subject`` up to the event ``up_to``.

    It is a mark for the portal's first page and no fact of the ledger; seeing an older notice again moves it nowhere.
    Raises ``NotAllowed`` for anybody but a resident: whether one may act for ``subject`` is the caller's to look up.
    """
    if actor.kind != "resident" or actor.subject is None:
        raise NotAllowed("residents_only")
    with transaction.atomic():
        mark, made = EmergencySeen.objects.select_for_update().get_or_create(
            subject=subject, reader=actor.subject, defaults={"up_to": up_to}
        )
        if not made and mark.up_to < up_to:
            mark.up_to = up_to
            mark.save(update_fields=["up_to"])


def forget_seen_emergencies(*, actor: Actor, subject: UUID) -> int:
    """This function will delete the marks of and about ``subject``, with the erasure that ``actor`` records."""
    about, _ = EmergencySeen.objects.filter(subject=subject).delete()
    of, _ = EmergencySeen.objects.filter(reader=subject).delete()
    return about + of
