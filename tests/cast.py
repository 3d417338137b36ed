"""The cast of the tests: a family, a stranger, a department with a client, each with a fixed meaning."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from oauth2_provider.models import AccessToken

from consent import clock
from consent.api.principal import token_checksum
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.people.actions.enrol import NewResident, enrol_resident
from consent.people.actions.record_representation import NewRepresentation, record_representation
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.people.representation import RepresentationKind
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import register_client
from consent.registry.models import ClientApplication
from tests import trial_manifest

SYSTEM = Actor.system("tests")
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def national_id(born: date, number: int) -> str:
    """This function will make an artificial national id; ``number`` is 900–999."""
    sign = "A" if born.year >= 2000 else "-"
    digits = f"{born:%d%m%y}{number}"
    return f"{born:%d%m%y}{sign}{number}{_CHECK[int(digits) % 31]}"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast, enrolled, with the id by which the trial department knows them."""

    subject: UUID
    national_id: str
    pairwise_id: str

    @property
    def actor(self) -> Actor:
        """Who this person is when acting."""
        return Actor(kind="resident", account=None, subject=self.subject, name="")


@dataclass(frozen=True, slots=True)
class Cast:
    """Aino and Saara are Eino's guardians; Eino is five, Oona fourteen and Aino's child too; Mikko is a stranger."""

    aino: Person
    saara: Person
    eino: Person
    oona: Person
    mikko: Person
    unknown: Person
    entries: dict[str, UUID]


def enrol(given_name: str, born: date, number: int) -> Person:
    """This function will enrol somebody and have the trial department resolve them."""
    hetu = national_id(born, number)
    person = NewResident(
        national_id=hetu, given_name=given_name, family_name="Virtanen", birth_date=born, language="fi"
    )
    subject = enrol_resident(actor=SYSTEM, person=person)
    return Person(subject, hetu, resolve_pairwise_id(department=trial_manifest.DEPARTMENT, national_id=hetu))


def years_ago(years: int, days: int = 40) -> date:
    """This function will return a birth date that makes somebody ``years`` old, ``days`` days after the birthday."""
    day = clock.today() - timedelta(days=days)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def publish_trial(**consent_changes: Any) -> None:
    """This function will publish the trial department's activities, with changes as ``manifest`` takes them."""
    load_manifest(actor=SYSTEM, manifest=trial_manifest.manifest(**consent_changes))


def assemble() -> Cast:
    """This function will publish the trial registry and enrol the cast."""
    publish_trial()
    aino, saara = enrol("Aino", years_ago(36), 901), enrol("Saara", years_ago(35), 902)
    eino, oona = enrol("Eino", years_ago(5), 903), enrol("Oona", years_ago(14), 904)
    mikko = enrol("Mikko", years_ago(50), 905)
    entries = {
        f"{guardian} {child}": record_representation(
            actor=SYSTEM,
            right=NewRepresentation(
                representative=who.subject,
                represented=whom.subject,
                kind=RepresentationKind.GUARDIAN,
                valid_from=clock.now() - timedelta(days=1),
                source="tests",
            ),
        )
        for guardian, who, child, whom in (
            ("aino", aino, "eino", eino),
            ("saara", saara, "eino", eino),
            ("aino", aino, "oona", oona),
        )
    }
    stranger = national_id(years_ago(40), 950)
    pairwise = resolve_pairwise_id(department=trial_manifest.DEPARTMENT, national_id=stranger)
    unknown = Person(UUID(int=1), stranger, pairwise)
    return Cast(aino, saara, eino, oona, mikko, unknown, entries)


def assemble_with_consent() -> Cast:
    """This function will assemble the cast, Aino having consented to ``trial-consent`` in the portal."""
    return with_consent(assemble())


def with_consent(cast: Cast) -> Cast:
    """This function will let Aino consent to ``trial-consent`` in the portal and return the cast."""
    actor, subject = cast.aino.actor, cast.aino.subject
    grant_consent(
        actor=actor, subject=subject, activity="trial-consent", notice_version=1, language="fi", channel=Channel.PORTAL
    )
    return cast


def token_for(department: str, scopes: str = "decision:evaluate", **changes: Any) -> str:
    """This function will register a client of ``department`` and return a living access token of it."""
    registered = register_client(actor=SYSTEM, department=department, scopes=scopes.split(), name="tests")
    client = ClientApplication.objects.get(client_id=registered.client_id)
    token = f"token-{client.pk}-of-{department}"
    values = {"expires": clock.now() + timedelta(days=3650), "scope": scopes} | changes
    values |= {"token_checksum": token_checksum(token), "resource": [settings.PUBLIC_URL]}
    AccessToken.objects.create(token=token, application=client, **values)
    return token
