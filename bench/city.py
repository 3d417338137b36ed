"""The small city that is measured: residents who have decided, and a department's client with a living token."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from oauth2_provider.models import AccessToken

from consent import clock
from consent.api.principal import token_checksum
from consent.core.vocabulary import Channel
from consent.ledger.actions.check import SCOPE, check
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.reads import CheckQuestion
from consent.people.actions.enrol import NewResident, enrol_residents
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.registry.actions.register_client import register_client
from consent.registry.models import ClientApplication

OPERATOR = Actor.system("bench")
DEPARTMENT, ACTIVITY, CATEGORY = "library", "library-recommendations", "library.loans"
_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_BATCH = 250  # decisions in one transaction: each holds a lock until its end
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Person:
    """A resident, and the id by which the department knows them."""

    subject: UUID
    pairwise_id: str

    @property
    def actor(self) -> Actor:
        """The resident, acting for themselves."""
        return Actor(kind="resident", account=None, subject=self.subject, name="")


@dataclass(frozen=True, slots=True)
class City:
    """Everybody, and the token with which the department asks about them."""

    token: str
    people: tuple[Person, ...]

    def question(self, person: Person) -> CheckQuestion:
        """This function will return the department's question about one person."""
        return CheckQuestion(
            token_checksum=token_checksum(self.token),
            department=DEPARTMENT,
            activity=ACTIVITY,
            category=CATEGORY,
            pairwise_id=person.pairwise_id,
        )

    def questions(self, count: int, chance: random.Random) -> list[CheckQuestion]:
        """This function will return questions about people drawn at random."""
        return [self.question(person) for person in chance.choices(self.people, k=count)]


def build_city(residents: int, progress: Progress) -> City:
    """
    This function will publish the services' manifests and enrol people who have decided: nine of ten agreed.

    :param progress: called with the number of people done since its last call.
    """
    call_command("publish_registry", verbosity=0)
    ids = [_national_id(number) for number in range(residents)]
    subjects = enrol_residents(actor=OPERATOR, people=[_resident(text, born) for text, born in ids])
    people = tuple(
        Person(subject, resolve_pairwise_id(department=DEPARTMENT, national_id=text))
        for subject, (text, _) in zip(subjects, ids, strict=True)
    )
    for start in range(0, len(people), _BATCH):
        batch = people[start : start + _BATCH]
        with transaction.atomic():
            for number, person in enumerate(batch, start):
                decide = refuse_consent if number % 10 == 9 else grant_consent
                decide(
                    actor=person.actor,
                    subject=person.subject,
                    activity=ACTIVITY,
                    notice_version=1,
                    language="fi",
                    channel=Channel.PORTAL,
                )
        progress(len(batch))
    return City(_token(), people)


def analyse() -> None:
    """This function will let PostgreSQL look at its tables, as it does by itself within minutes."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def record_uses(city: City, spared: int, count: int, progress: Progress) -> None:
    """This function will record so many uses by checks that the department might have asked, not of the first people.

    Those ``spared`` are the people whose pages are looked at: each measurement gives them uses of their own.
    """
    chance = random.Random(7)  # noqa: S311
    city = City(city.token, city.people[spared:] or city.people)
    for start in range(0, count, 1_000):
        size = min(1_000, count - start)
        check(city.questions(size, chance))
        progress(size)


def _token() -> str:
    registered = register_client(actor=OPERATOR, department=DEPARTMENT, scopes=[SCOPE], name="bench")
    client = ClientApplication.objects.get(client_id=registered.client_id)
    # The quotas do their work and are never reached.
    client.checks_per_minute = client.checks_per_person_a_day = 100_000_000
    client.save(update_fields=["checks_per_minute", "checks_per_person_a_day"])
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        token=token,
        token_checksum=token_checksum(token),
        application=client,
        expires=clock.now() + timedelta(days=1),
        scope=SCOPE,
        resource=[settings.PUBLIC_URL],
    )
    return token


def _national_id(number: int) -> tuple[str, date]:
    """Artificial ids: the individual numbers 900–999 are never given to anybody; a new day every hundred people."""
    born = date(1950, 1, 1) + timedelta(days=number // 100)
    individual = 900 + number % 100
    checked = int(f"{born:%d%m%y}{individual}") % 31
    return f"{born:%d%m%y}-{individual}{_CHECK_CHARACTERS[checked]}", born


def _resident(national_id: str, born: date) -> NewResident:
    return NewResident(
        national_id=national_id, given_name="Testi", family_name="Asukas", birth_date=born, language="fi"
    )
