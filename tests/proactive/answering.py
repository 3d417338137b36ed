"""Families that answer, and phones that write: what the tests of answers share."""

from dataclasses import dataclass
from uuid import uuid4

from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.receive import receive_message
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.models import Inbound
from consent.proactive.actions.answer_offer import answer_offer
from consent.proactive.models import Pool
from consent.proactive.outcomes import Answered
from consent.proactive.queries import offer
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import AnsweredBy, Choice, OfferState
from tests.cast import SYSTEM, Person, years_ago
from tests.proactive.conftest import BORN, OFFICER, Town, enrolled, guard, send_all

A, B = Choice.ACCEPT, Choice.DECLINE


@dataclass(frozen=True, slots=True)
class Family:
    """A child with one guardian, and the child's offer."""

    guardian: Person
    child: Person
    offer: OfferView

    def says(self, choice: Choice) -> Answered:
        """This function will answer in the portal."""
        return says(self.guardian, self.offer, choice)

    @property
    def state(self) -> OfferState:
        """Where the offer stands now."""
        return state_of(self.offer)


def families(town: Town, count: int, pool: str = "north") -> list[Family]:
    """This function will make so many families and offer each a place of ``pool``."""
    made = []
    for number in range(910, 910 + count):
        guardian = enrolled("Huoltaja", years_ago(31), number)
        child = enrolled("Lapsi", BORN, number, phone="")
        guard(guardian, child)
        made.append(Family(guardian, child, town.offer(child, pool=pool)))
    return made


def says(person: Person, view: OfferView, choice: Choice) -> Answered:
    """This function will answer an offer as a person does in the portal."""
    return answer_offer(actor=person.actor, offer=view.id, choice=choice, channel=AnsweredBy.PORTAL)


def told_officer(view: OfferView, choice: Choice, recipient: Person | None = None) -> Answered:
    """This function will record at the desk what somebody said, or what a family agreed."""
    return answer_offer(
        actor=OFFICER,
        offer=view.id,
        choice=choice,
        channel=AnsweredBy.DESK,
        recipient=recipient.subject if recipient else None,
        department=view.campaign.department,
    )


def state_of(view: OfferView) -> OfferState:
    """This function will return where an offer stands now."""
    return offer(view.id).state


def taken(pool: str = "north") -> int:
    """This function will return how many places of a pool are taken."""
    return Pool.objects.get(code=pool).taken


def texts_to(number: str) -> list[str]:
    """This function will send what is due and return all texts that a number ever got, the oldest first."""
    return [sms.text for sms in send_all() if sms.number == number]


def write(number: str, text: str, **more: object) -> str:
    """This function will have a phone write, and return what came of it."""
    stored = receive_message(actor=SYSTEM, provider_id=uuid4().hex, source=number, text=text, **more)  # type: ignore[arg-type]
    while handle_inbound(actor=SYSTEM):
        pass
    return str(Inbound.objects.get(inbound=stored).outcome)


def last_reply(number: str) -> str:
    """This function will send what is due and return the last text that a number got."""
    return texts_to(number)[-1]


def sent_so_far() -> int:
    """This function will return how many messages went out."""
    return len(MemoryBackend.outbox)
