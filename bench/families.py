"""Families with a child of pre-primary age, and a campaign that offers each child a place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.management import call_command

from consent import clock
from consent.people.actions.enrol import NewResident, enrol_residents
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.people.representation import RepresentationKind
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import CampaignDraft, Candidate, PoolDraft

DEPARTMENT, CLIENT = "education", "bench"
ACTOR = Actor.system("bench")
_BORN = date(2020, 1, 1)
_GROWN = date(1985, 1, 1)
_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@dataclass(frozen=True, slots=True)
class Family:
    """A guardian with a telephone, and the child by the department's own id."""

    guardian: UUID
    phone: str
    child: str

    def candidate(self) -> Candidate:
        """This function will return the child as the department hands it in."""
        return Candidate(person=self.child, inputs={"birth_date": _BORN.isoformat()})


def found_families(number: int, progress: Callable[[int], None]) -> list[Family]:
    """This function will publish the registry and enrol so many children, each with one guardian."""
    call_command("publish_registry", verbosity=0)
    children = [_resident(_BORN, n, "A", "") for n in range(number)]
    guardians = [_resident(_GROWN, n, "-", f"+35840{n:07d}") for n in range(number)]
    subjects = enrol_residents(actor=ACTOR, people=[*children, *guardians])
    families = []
    for child, guardian, who, whose in zip(children, guardians, subjects[:number], subjects[number:], strict=True):
        right = NewRepresentation(
            representative=whose,
            represented=who,
            kind=RepresentationKind.GUARDIAN,
            valid_from=clock.now() - timedelta(days=1),
            source="bench",
        )
        record_representation(actor=ACTOR, right=right)
        pairwise = resolve_pairwise_id(department=DEPARTMENT, national_id=child.national_id)
        families.append(Family(whose, guardian.phone, pairwise))
        progress(1)
    return families


def begin_campaign() -> UUID:
    """This function will publish a rule, write a campaign without a limit of places down, start it and return it."""
    publish_rules(actor=ACTOR, department=DEPARTMENT, code="bench", body=_RULES)
    made = create_campaign(actor=ACTOR, client=CLIENT, department=DEPARTMENT, draft=_draft())
    return start_campaign(actor=ACTOR, department=DEPARTMENT, campaign=made.id).id


def _in_three(text: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), text)


_RULES: dict[str, Any] = {
    "purely_rules": True,
    "inputs": {"birth_date": {"type": "date", "category": "child.birth_date", "words": _in_three("Birth date")}},
    "rules": [
        {
            "code": "born",
            "words": _in_three("Born in 2020"),
            "all": [{"input": "birth_date", "op": "ge", "value": "2020-01-01"}],
        }
    ],
}


def _draft() -> CampaignDraft:
    return CampaignDraft(
        code="bench",
        round="1",
        activity="preschool-placement",
        category="child.placement",
        rules="bench",
        service=_in_three("Pre-primary"),
        texts=_in_three("{service}: A {code} = I take it, B {code} = I do not. By {deadline}."),
        benefit_resident=_in_three("No form"),
        benefit_city=_in_three("No form"),
        if_declined=_in_three("Use the ordinary form"),
        form_url="https://city.example/form",
        sender="16120",
        duty_ref="628/1998 26 a §",
        deadline=clock.now() + timedelta(days=14),
        pools=(PoolDraft("", "", None),),
    )


def _resident(first: date, number: int, sign: str, phone: str) -> NewResident:
    """Artificial ids: the individual numbers 900–999 are never given to anybody; a new day every hundred people."""
    born, individual = first + timedelta(days=number // 100), 900 + number % 100
    check = _CHECK_CHARACTERS[int(f"{born:%d%m%y}{individual}") % 31]
    return NewResident(
        national_id=f"{born:%d%m%y}{sign}{individual}{check}",
        given_name="Testi",
        family_name="Asukas",
        birth_date=born,
        language="fi",
        phone=phone,
    )
