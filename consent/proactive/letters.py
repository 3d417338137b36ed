"""The letters that reach whom no message reached: print-ready for the city's own printing, and shown to nobody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.people.address_queries import PostalAddress, addresses_of
from consent.people.queries import residents
from consent.proactive.figures import undelivered
from consent.proactive.models import Campaign, Offer
from consent.proactive.offer_messages import text_of
from consent.proactive.recipients import recipients_of
from consent.proactive.vocabulary import OPEN
from consent.registry.queries import activity


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One letter about one offer; its repr names nobody."""

    offer: UUID
    to: PostalAddress
    text: str

    def __repr__(self) -> str:
        return f"<Letter about {self.offer}>"


def letters(department: str, campaign: UUID, at: datetime) -> list[Letter]:
    """This function will return the letters that a department's campaign still needs at ``at`` (aware).

    One to each who may answer an open offer of which no message came through, in their own language, without the place
    where anybody concerned has an order of non-disclosure. None for another department's campaign, or one without
    letters. Raises ``Unreachable`` when the population register does not answer.
    """
    row = Campaign.objects.filter(pk=campaign, department=department, letter_fallback=True).first()
    if row is None:
        return []
    states = [state.value for state in OPEN]
    offers = list(Offer.objects.filter(pk__in=undelivered(campaign), state__in=states).select_related("pool"))
    told = recipients_of(activity(row.activity), {offer.subject for offer in offers}, at)
    addresses = addresses_of(recipient for recipients in told.values() for recipient in recipients)
    hidden = {subject for subject, person in residents(told).items() if person.non_disclosure}
    found = []
    for offer in sorted(offers, key=lambda one: one.pk):
        to = [addresses[recipient] for recipient in told[offer.subject] if recipient in addresses]
        withheld = offer.subject in hidden or any(one.withheld for one in to)
        place = "" if withheld or offer.pool is None else offer.pool.name
        found += [Letter(offer.pk, one, text_of(row, one.language, code=offer.code, place=place)) for one in to]
    return found
