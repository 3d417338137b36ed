"""In what capacity somebody decides about a subject: looked up in the register at the very moment of the act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.core.errors import NotAllowed, NotFound
from consent.core.vocabulary import DecidedBy
from consent.people.actors import Actor
from consent.people.ages import FULL_AGE, turns
from consent.people.population import population_register
from consent.people.queries import resident
from consent.people.representation import RepresentationKind
from consent.registry.queries import ActivityView


@dataclass(frozen=True, slots=True)
class Capacity:
    """How the actor stands to the subject; ``ends`` is when a decision made in this capacity loses its ground."""

    decided_by: DecidedBy
    ends: datetime | None = None


def capacity_of(
    actor: Actor, subject: UUID, activity: ActivityView, at: datetime, *, own_from: int | None = None
) -> Capacity:
    """This function will return in what capacity ``actor`` may decide for ``subject`` on ``activity`` at ``at``.

    Only a person decides, for oneself or by a right that the register tells of at this moment. Raises ``NotFound`` when
    the actor has nothing to do with the subject, in the same words as for a subject that does not exist, and
    ``NotAllowed`` when the activity's child rule gives the decision to somebody else (GDPR 8, Data Protection Act
    1050/2018 s. 5). ``own_from`` is an age from which the subject may act too, beside a guardian, where the child rule
    does not give the decision to the subject alone (Administrative Procedure Act 434/2003 s. 14).
    """
    person = resident(subject)
    if actor.kind != "resident" or actor.subject is None or person is None:
        raise NotFound("unknown_person")
    age = person.age(at)
    decides_alone = age >= activity.own_decision_from
    if actor.subject == subject:
        if not decides_alone and (own_from is None or age < own_from):
            raise NotAllowed("guardian_required")
        return Capacity(DecidedBy.SELF)
    right = population_register().may_represent(actor.subject, subject, at, activity=activity.code)
    if right is None or (right.kind is RepresentationKind.GUARDIAN and age >= FULL_AGE):
        raise NotFound("unknown_person")
    if age >= FULL_AGE:
        return Capacity(DecidedBy.GUARDIAN, right.valid_until)
    if decides_alone:
        raise NotAllowed("own_decision")
    if right.kind is RepresentationKind.MANDATE:
        # Who is too young to decide is too young to have somebody else decide.
        raise NotAllowed("guardian_required")
    of_age = turns(person.birth_date, activity.own_decision_from)
    return Capacity(DecidedBy.GUARDIAN, of_age if right.valid_until is None else min(of_age, right.valid_until))


def other_guardians(actor: Actor, subject: UUID, at: datetime) -> set[UUID]:
    """This function will return the subject's guardians at ``at`` other than ``actor``."""
    rights = population_register().representatives_of(subject, at)
    return {right.representative for right in rights if right.kind is RepresentationKind.GUARDIAN} - {actor.subject}
