"""For whom a signed-in resident acts in this request; the right is looked up in the register each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from consent import clock
from consent.ledger.visibility import Sight
from consent.people import queries as people
from consent.people.actors import Actor
from consent.people.ages import FULL_AGE
from consent.people.population import population_register
from consent.people.queries import ResidentView
from consent.people.representation import Representation, RepresentationKind

SESSION_KEY = "acting_for"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody one may act for, as a button names them: ``label`` is the given name and the age in years."""

    subject: UUID
    name: str
    label: str
    age: int
    is_me: bool = False
    non_disclosure: bool = False


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts (``actor``), for whom (``subject``; ``other`` is None for oneself), by which right, for whom else.

    ``everybody`` begins with oneself; ``at`` (aware) is the moment at which the rights were looked up.
    """

    actor: Actor
    subject: UUID
    age: int
    other: Person | None
    everybody: tuple[Person, ...]
    right: Representation | None
    at: datetime
    rights: Mapping[UUID, Representation] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Person, ...]:
        """Those one does not act for now."""
        return tuple(person for person in self.everybody if person.subject != self.subject)

    @property
    def sight(self) -> Sight:
        """What the one who acts may see of the person's matters."""
        person = self.other or self.everybody[0]
        return Sight(age=self.age, non_disclosure=person.non_disclosure, right=self.right)


def acting(request: HttpRequest) -> Acting:
    """This function will return who acts for whom in this request.

    A person whose representation has ended is dropped from the session without a word about the reason, and the
    resident acts for themselves again. Two queries: the register and the names (Act on Child Custody 361/1983 s. 5).
    Raises ``Unreachable`` when the register does not answer: then nobody acts.
    """
    at = clock.now()
    actor = Actor.of_account(request.user)  # type: ignore[arg-type]
    assert actor.subject is not None  # noqa: S101  (guards.resident_only let nobody else in)
    rights = population_register().representations_by(actor.subject, at)
    by_subject = {right.represented: right for right in reversed(rights)}
    known = people.residents([actor.subject, *by_subject])
    me = _person(known[actor.subject], at, is_me=True)
    everybody = (_person(known[subject], at) for subject in by_subject if subject in known)
    # A register that is behind may still call somebody the guardian of an adult: nobody is.
    others = sorted(
        (
            person
            for person in everybody
            if by_subject[person.subject].kind is not RepresentationKind.GUARDIAN or person.age < FULL_AGE
        ),
        key=lambda person: person.label,
    )
    chosen = next((person for person in others if str(person.subject) == request.session.get(SESSION_KEY)), None)
    if chosen is None:
        request.session.pop(SESSION_KEY, None)
    person = chosen or me
    return Acting(
        actor=actor,
        subject=person.subject,
        age=person.age,
        other=chosen,
        everybody=(me, *others),
        right=by_subject.get(person.subject),
        at=at,
        rights=by_subject,
    )


def acting_as(now: Acting, subject: UUID) -> Acting | None:
    """This function will return how the one who acts would act for ``subject``; None without a right to."""
    person = next((choice for choice in now.everybody if choice.subject == subject), None)
    if person is None:
        return None
    other = None if person.is_me else person
    return replace(now, subject=subject, age=person.age, other=other, right=now.rights.get(subject))


def choose(request: HttpRequest, now: Acting, subject: UUID) -> Person | None:
    """This function will act for ``subject`` from the next request on and return the person.

    ``None`` means that there is no such right; unknown and foreign persons are not told apart.
    """
    person = next((choice for choice in now.everybody if choice.subject == subject), None)
    if person is not None and person.is_me:
        request.session.pop(SESSION_KEY, None)
    elif person is not None:
        request.session[SESSION_KEY] = str(subject)
    return person


def _person(resident: ResidentView, at: datetime, *, is_me: bool = False) -> Person:
    age = resident.age(at)
    label = f"{resident.given_name} ({age})"
    return Person(
        subject=resident.subject,
        name=resident.name,
        label=label,
        age=age,
        is_me=is_me,
        non_disclosure=resident.non_disclosure,
    )
