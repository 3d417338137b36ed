"""Everything a measurement may use: the sizes, the city, the running server."""

import json
from dataclasses import dataclass

from bench.city import ACTIVITY, CATEGORY, DEPARTMENT, City, Person
from bench.server import Server
from bench.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Scene:
    """What is there to measure with."""

    sizes: Sizes
    city: City
    server: Server
    empty: str  # the name of a database that is migrated, has nothing in it and is nobody's

    def bodies(self) -> list[str]:
        """This function will return an evaluation request about everybody, as the department sends it."""
        return [evaluation(person) for person in self.city.people]


def evaluation(person: Person) -> str:
    """This function will write the AuthZEN evaluation request about one person."""
    return json.dumps(
        {
            "subject": {"type": "department", "id": DEPARTMENT},
            "action": {"name": ACTIVITY},
            "resource": {"type": CATEGORY, "id": person.pairwise_id},
        }
    )
