"""A city that offers: early education, a family with twins, a family of one child, and a running campaign."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from consent import clock
from consent.core.phone_numbers import normalised
from consent.messaging.actions.send import send_due
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.config import MessagingConfig
from consent.people.actions.enrol import NewResident, enrol_resident
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.people.representation import RepresentationKind
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import CampaignDraft, Candidate, PoolDraft
from consent.proactive.read_models import CampaignView, OfferView, Refusal
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from tests.cast import SYSTEM, Person, national_id, years_ago

MANIFESTS = Path(__file__).resolve().parents[2] / "services"
DEPARTMENT, ACTIVITY = "education", "preschool-placement"
CLIENT = "client-of-education"
BORN = date(2021, 5, 3)
OFFICER = Actor(kind="staff", account=UUID(int=77), subject=None, name="officer-77")
MEMORY = "consent.messaging.backends.memory.MemoryBackend"

Later = Callable[..., datetime]


def words(text: str) -> dict[str, str]:
    """This function will return one text in the three languages."""
    return {language: f"{text} ({language})" for language in ("fi", "sv", "en")}


def rules(year: int = 2021, **changes: Any) -> dict[str, Any]:
    """This function will return a rule set: born in ``year`` and living in the city."""
    return {
        "purely_rules": True,
        "inputs": {
            "birth_date": {"type": "date", "category": "child.birth_date", "words": words("Date of birth")},
            "lives_here": {"type": "bool", "category": "home.address", "words": words("Lives in the city")},
        },
        "rules": [
            {
                "code": "born_in_the_year",
                "words": words(f"Born in {year}"),
                "all": [{"input": "birth_date", "op": "year_of", "value": year}],
            },
            {
                "code": "lives_here",
                "words": words("Lives in the city"),
                "when": {"input": "lives_here", "op": "eq", "value": True},
            },
        ],
    } | changes


def draft(**changes: Any) -> CampaignDraft:
    """This function will return a campaign that may start, with ``changes``."""
    values: dict[str, Any] = {
        "code": "preschool-place",
        "round": "2027",
        "activity": ACTIVITY,
        "category": "child.placement",
        "rules": "preschool-age",
        "service": {"fi": "Esiopetus", "sv": "Förskola", "en": "Pre-primary"},
        "texts": {
            "fi": "{service}: {place}. Vastaa {deadline} mennessä: A {code} = otan, B {code} = en ota.",
            "sv": "{service}: {place}. Svara senast {deadline}: A {code} = ja tack, B {code} = nej tack.",
            "en": "{service}: {place}. Reply by {deadline}: A {code} = I take it, B {code} = I do not.",
        },
        "benefit_resident": words("A place without a form"),
        "benefit_city": words("No forms to handle"),
        "if_declined": words("Pre-primary education is compulsory; use the ordinary form"),
        "form_url": "https://city.example/form",
        "sender": "16120",
        "duty_ref": "628/1998 26 a §",
        "deadline": clock.now() + timedelta(days=14),
        "minutes_saved_each": 30,
        "pools": (PoolDraft("north", "Pohjoinen esikoulu", 2), PoolDraft("south", "Etelän esikoulu", 50)),
    }
    return CampaignDraft(**(values | changes))


def enrolled(given_name: str, born: date, number: int, **changes: Any) -> Person:
    """This function will enrol somebody whom early education knows."""
    hetu = national_id(born, number)
    values: dict[str, Any] = {"language": "fi", "phone": f"+35840000{number:04d}"} | changes
    person = NewResident(national_id=hetu, given_name=given_name, family_name="Virtanen", birth_date=born, **values)
    subject = enrol_resident(actor=SYSTEM, person=person)
    return Person(subject, hetu, resolve_pairwise_id(department=DEPARTMENT, national_id=hetu))


def guard(guardian: Person, child: Person) -> UUID:
    """This function will make somebody a guardian of a child."""
    right = NewRepresentation(
        representative=guardian.subject,
        represented=child.subject,
        kind=RepresentationKind.GUARDIAN,
        valid_from=clock.now() - timedelta(days=1),
        source="tests",
    )
    return record_representation(actor=SYSTEM, right=right)


@dataclass(frozen=True, slots=True)
class Town:
    """Aino and Saara are Eino's guardians; Pia alone is the guardian of the twins Ada and Ida; Mikko is a stranger."""

    aino: Person
    saara: Person
    eino: Person
    pia: Person
    ada: Person
    ida: Person
    mikko: Person
    campaign: CampaignView
    entries: dict[str, UUID]

    def candidate(self, who: Person, **changes: Any) -> Candidate:
        """This function will return somebody as the department would name them."""
        values: dict[str, Any] = {"inputs": {"birth_date": "2021-05-03", "lives_here": True}, "pool": "south"}
        return Candidate(person=who.pairwise_id, **(values | changes))

    def hand_in(self, *candidates: Candidate, campaign: CampaignView | None = None) -> list[OfferView | Refusal]:
        """This function will hand candidates in as early education does."""
        return make_offers(
            actor=OFFICER,
            client=CLIENT,
            department=DEPARTMENT,
            campaign=(campaign or self.campaign).id,
            candidates=candidates,
        )

    def offer(self, who: Person, **changes: Any) -> OfferView:
        """This function will offer the service to one person and return the offer or non-offer."""
        outcome = self.hand_in(self.candidate(who, **changes))[0]
        assert isinstance(outcome, OfferView), outcome
        return outcome

    def phone(self, who: Person) -> str:
        """This function will return the telephone number that somebody was enrolled with."""
        return normalised(f"+35840000{who.national_id[7:10]:0>4}") or ""


@pytest.fixture
def sms(settings: Any) -> Iterator[MessagingConfig]:
    """Messages go to memory, at any hour and as fast as they can."""
    settings.MESSAGING = MessagingConfig(
        backend=MEMORY, gateway_secret="s" * 32, sender="16120", per_second=1_000, quiet=None
    )
    MemoryBackend.clear()
    yield settings.MESSAGING
    MemoryBackend.clear()


def send_all() -> list[Any]:
    """This function will send whatever is due and return all that was ever sent."""
    while send_due(actor=SYSTEM):
        pass
    return list(MemoryBackend.outbox)


def started(**changes: Any) -> CampaignView:
    """This function will write a campaign down and start it."""
    made = create_campaign(actor=OFFICER, client=CLIENT, department=DEPARTMENT, draft=draft(**changes))
    return start_campaign(actor=OFFICER, department=DEPARTMENT, campaign=made.id)


def found_town() -> Town:
    """This function will publish early education's registry and rules, enrol the families and start the campaign."""
    load_manifest(actor=SYSTEM, manifest=read_manifest(MANIFESTS / "preschool" / "manifest.yaml"))
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules())
    aino, saara = enrolled("Aino", years_ago(36), 901), enrolled("Saara", years_ago(35), 902, language="sv")
    pia, mikko = enrolled("Pia", years_ago(33), 906, language="en"), enrolled("Mikko", years_ago(50), 905)
    eino = enrolled("Eino", BORN, 903, phone="")
    ada, ida = enrolled("Ada", BORN, 907, phone=""), enrolled("Ida", BORN, 908, phone="")
    entries = {
        "aino eino": guard(aino, eino),
        "saara eino": guard(saara, eino),
        "pia ada": guard(pia, ada),
        "pia ida": guard(pia, ida),
    }
    return Town(aino, saara, eino, pia, ada, ida, mikko, started(), entries)


@pytest.fixture
def town(db: None, sms: MessagingConfig) -> Town:
    """The town, with its campaign running and nobody offered anything yet."""
    return found_town()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Moves the clock: ``later(days=31)``, each time from where it was."""

    def move(**by: float) -> datetime:
        at = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return move
