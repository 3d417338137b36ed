"""STOP: a number gets no more messages until its holder says otherwise in the portal."""

import logging
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import NotAllowed, NotFound
from consent.messaging.models import Inbound, StoppedNumber
from consent.messaging.numbers import mark_of
from consent.people.actors import Actor
from consent.people.phone_queries import phones_of

logger = logging.getLogger(__name__)


def stop_number(*, actor: Actor, inbound: UUID) -> bool:
    """This function will leave the number alone from which an inbound message came, and tell whether that is new.

    Of the number only its fingerprint is kept, and it stays when the person is erased. Messages that wait for the
    number are not sent. STOP declines nothing. Raises ``NotFound`` for no such message, and for one whose number has
    been let go. GDPR 21(3); Act 917/2014 s. 200.
    """
    with transaction.atomic():
        mark = Inbound.objects.filter(inbound=inbound).values_list("number_mark", flat=True).first()
        if mark is None:
            raise NotFound("no_such_message")
        _, new = StoppedNumber.objects.get_or_create(pk=bytes(mark), defaults={"since": clock.now()})
    logger.info("a number was stopped by %s", actor.name or actor.kind)
    return new


def allow_again(*, actor: Actor, subject: UUID) -> bool:
    """This function will take a person's STOP back for the number they have now, and tell whether there was one.

    Raises ``NotAllowed`` for anybody but the person.
    """
    if actor.kind != "resident" or actor.subject != subject:
        raise NotAllowed("not_your_choice")
    phone = phones_of([subject]).get(subject)
    if phone is None or not phone.number:
        return False
    with transaction.atomic():
        gone, _ = StoppedNumber.objects.filter(pk=mark_of(phone.number)).delete()
    return bool(gone)
