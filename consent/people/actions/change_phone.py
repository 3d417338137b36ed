"""Change the telephone number that the city's register tells of a resident."""

import logging
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotFound
from consent.core.phone_numbers import normalised
from consent.people.actors import Actor
from consent.people.models import Resident

logger = logging.getLogger(__name__)


def change_phone(*, actor: Actor, subject: UUID, phone: str) -> bool:
    """This function will write down a resident's new number, or that there is none, and tell whether it is another.

    From today on the number is a new one, which is not written to before it has settled: a number changes hands
    without anybody telling the city. Raises ``Invalid`` (``phone``) for what is no number and ``NotFound`` for nobody.
    GDPR 5(1)(d).
    """
    spelled = normalised(phone) if phone else ""
    if spelled is None:
        raise Invalid("phone", ["This is no telephone number."])
    with transaction.atomic():
        resident = Resident.objects.select_for_update().filter(pk=subject).first()
        if resident is None:
            raise NotFound("no_such_subject")
        if resident.phone == spelled:
            return False
        resident.phone, resident.phone_since = spelled, clock.today()
        resident.save(update_fields=["phone", "phone_since"])
    logger.info("a telephone number was changed by %s %s", actor.kind, actor.name or actor.account)
    return True
