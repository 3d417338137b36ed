"""Builds the demo city's cards with the school nurse from the extract: who goes to school, what the nurse found."""

from collections.abc import Iterator
from random import Random

from django.db import transaction

from services.kit.apps import Tick
from services.kit.extract import Extract, Person
from services.kit.references import LENGTH, complete
from services.schoolhealth.catalogue import EINO, YOUNG, remember
from services.schoolhealth.dates import today
from services.schoolhealth.facts import Need, NewPupil
from services.schoolhealth.records import open_cards
from services.schoolhealth.vocabulary import NEEDS, SUITABLE, URGENT

ACTOR = "load_demo"
AGES = range(5, 16)  # from pre-primary education to the ninth grade
DECIDES_ALONE_FROM = 13
WITH_FINDINGS_IN_TEN = 2
_EINOS = ("asthma", "reduced hearing")
_BATCH = 500


@transaction.atomic
def load_demo(*, extract: Extract, tick: Tick) -> int:
    """This function will open a card for each pupil, with findings and recommendations drawn by seed.

    Returns how many rows it added: none the second time. tick is called with the number of people done.
    """
    added, cards = 0, _Cards(extract)
    for start in range(0, len(extract.people), _BATCH):
        batch = extract.people[start : start + _BATCH]
        added += open_cards(actor=ACTOR, newcomers=list(cards.of(batch)))
        tick(len(batch))
    return added + remember(cards.to_try)


class _Cards:
    """What is drawn of each pupil: by seed and person alone, so that the same city comes out each time."""

    def __init__(self, extract: Extract) -> None:
        self.seed, self.day = extract.seed, extract.as_of or today()
        self.taken: set[str] = set()
        self.to_try: dict[str, str] = {}

    def of(self, people: tuple[Person, ...]) -> Iterator[NewPupil]:
        """This function will yield the cards of those who go to school among some people."""
        for person in people:
            if person.age(self.day) in AGES:
                yield self._card(person)

    def _card(self, person: Person) -> NewPupil:
        reference = self._reference(person)
        who = self._who(person)
        if who:
            self.to_try.setdefault(who, reference)
        words = self._words(person, always=bool(who) and self.to_try[who] == reference)
        measures = dict.fromkeys(measure for word in words for measure in SUITABLE[word])
        return NewPupil(
            reference=reference,
            national_id=person.national_id,
            needs=tuple(Need(word, urgent=word in URGENT) for word in words),
            measures=tuple(measures),
        )

    def _who(self, person: Person) -> str:
        if person.persona == EINO:
            return EINO
        return YOUNG if person.age(self.day) >= DECIDES_ALONE_FROM else ""

    def _reference(self, person: Person) -> str:
        # By the person alone, so that another seed gives a known pupil the reference it already has.
        draw = Random(f"schoolhealth/{person.national_id}")  # noqa: S311 (a reference opens nothing)
        while True:
            reference = complete("".join(str(draw.randrange(10)) for _ in range(LENGTH - 1)))
            if reference not in self.taken:
                self.taken.add(reference)
                return reference

    def _words(self, person: Person, *, always: bool) -> tuple[str, ...]:
        if person.persona == EINO:
            return _EINOS
        draw = Random(f"{self.seed}/schoolhealth/{person.national_id}")  # noqa: S311 (a demo city is drawn by seed)
        if not always and draw.randrange(10) >= WITH_FINDINGS_IN_TEN:
            return ()
        return tuple(draw.sample(sorted(NEEDS), draw.choice((1, 1, 2))))
