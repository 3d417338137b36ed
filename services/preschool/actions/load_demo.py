"""Builds the demo city's pre-primary register from the extract: who is of that age, where they have a place."""

from collections.abc import Iterator
from random import Random

from django.db import transaction

from services.kit.apps import Tick
from services.kit.extract import Extract, Person
from services.preschool.actions.newcomers import PROTECTED, newcomers
from services.preschool.catalogue import UnitRow, by_nearness, load_units, unit_rows
from services.preschool.dates import today
from services.preschool.facts import AllergyFact, Contact, Home, NewChild
from services.preschool.foods import FOODS
from services.preschool.models import DemoChild
from services.preschool.records import enrol_children
from services.preschool.references import LENGTH, complete

ACTOR = "load_demo"
AGES = (5, 6)
PLACED_IN_TEN = 8
ALLERGIC_IN_TEN = 2
_BATCH = 500


@transaction.atomic
def load_demo(*, extract: Extract, tick: Tick) -> int:
    """This function will enrol the five- and six-year-olds, with places and allergies drawn by seed, and two children
    whom the city does not know.

    Returns how many rows it added: none the second time. tick is called with the number of people done.
    """
    added = load_units()
    register = _Register(extract, unit_rows())
    for start in range(0, len(extract.people), _BATCH):
        batch = extract.people[start : start + _BATCH]
        added += enrol_children(actor=ACTOR, newcomers=list(register.children_among(batch)))
        tick(len(batch))
    strangers = [register.child(person) for person in newcomers(extract.people, extract.as_of or today())]
    added += enrol_children(actor=ACTOR, newcomers=strangers)
    return added + _remember(register.to_try)


class _Register:
    """What is drawn of each child: by seed and person alone, so that the same city comes out each time."""

    def __init__(self, extract: Extract, units: tuple[UnitRow, ...]) -> None:
        self.seed, self.units, self.day = extract.seed, units, extract.as_of or today()
        self.by_id = {person.national_id: person for person in extract.people}
        self.taken: set[str] = set()
        self.to_try: dict[str, str] = {}

    def children_among(self, people: tuple[Person, ...]) -> Iterator[NewChild]:
        """This function will yield the children of pre-primary age among some people; the cast's child always is."""
        for person in people:
            if person.age(self.day) in AGES:
                yield self.child(person)

    def child(self, person: Person) -> NewChild:
        """This function will make up what early education knows of a child."""
        draw = Random(f"{self.seed}/preschool/{person.national_id}")  # noqa: S311 (a demo city is drawn by seed)
        reference = self._reference(person)
        guardians = [self.by_id[each] for each in person.guardians if each in self.by_id]
        protected = person.non_disclosure or any(each.non_disclosure for each in guardians)
        who = person.persona or (PROTECTED if protected else "")
        placed = draw.randrange(10) < PLACED_IN_TEN
        allergies = self._allergies(draw, always=bool(who))
        if who:
            # Those to try are shown first without a place, so that there is something to do; a protected child has one.
            placed = who == PROTECTED
            self.to_try.setdefault(who, reference)
        near = by_nearness(self.units, person.district, person.postal_code) if placed else ()
        return NewChild(
            reference=reference,
            national_id=person.national_id,
            birth_date=person.birth_date,
            home=Home(person.district, person.postal_code, person.street_address),
            guardians=tuple(Contact(f"{each.given_name} {each.family_name}", each.phone) for each in guardians),
            allergies=allergies,
            protected=protected,
            units=tuple(unit.code for unit in near),
        )

    def _reference(self, person: Person) -> str:
        # By the person alone, so that another seed gives a known child the reference it already has.
        draw = Random(f"preschool/{person.national_id}")  # noqa: S311 (a reference opens nothing)
        while True:
            reference = complete("".join(str(draw.randrange(10)) for _ in range(LENGTH - 1)))
            if reference not in self.taken:
                self.taken.add(reference)
                return reference

    def _allergies(self, draw: Random, *, always: bool) -> tuple[AllergyFact, ...]:
        if not always and draw.randrange(10) >= ALLERGIC_IN_TEN:
            return ()
        foods = draw.sample(sorted(FOODS), draw.choice((1, 1, 2)))
        return tuple(AllergyFact(food, severe=draw.random() < 0.3) for food in foods)


def _remember(to_try: dict[str, str]) -> int:
    added = 0
    for who, reference in to_try.items():
        _, new = DemoChild.objects.update_or_create(who=who, defaults={"reference": reference})
        added += new
    return added
