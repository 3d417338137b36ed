"""Command ``demo_request``: let a department ask one family of the demo city for consent, so that a request is seen."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consent.asking.actions.ask import Asker, Wish, ask_for_consent
from consent.asking.vocabulary import Refusal
from consent.core.errors import NotFound
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.registry.queries import activity

ACTOR = Actor.system("demo_city")
# Early education asks Aino about Eino: the first thing that waits for her when she signs in.
PERSONA, ACTIVITY = "eino", "kitchen-allergies"


class Command(BaseCommand):
    """Asks as a department's own system does. Asked already, or decided on, nobody is asked again."""

    help = "Let early education ask Aino for a consent about Eino (demo mode only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add the client that asks."""
        parser.add_argument("--client-id", required=True, help="the client of the department in whose name it is asked")

    def handle(self, *args: Any, client_id: str, **options: Any) -> None:
        """This function will ask once. Raises ``CommandError`` outside a demo, and without a city or its register."""
        if not settings.DEMO or not settings.DEMO_EXTRACT.is_file():
            raise CommandError("demo_request needs a demo city: DEMO=1, then demo_city.")
        people = json.loads(settings.DEMO_EXTRACT.read_text(encoding="utf-8"))["people"]
        child = next((person["national_id"] for person in people if person["persona"] == PERSONA), None)
        try:
            department = activity(ACTIVITY).department.code
        except NotFound:
            raise CommandError(f"{ACTIVITY} is not registered: publish_registry first.") from None
        if child is None:
            self.stdout.write("Nobody of this city is Eino: nothing was asked.")
            return
        person = resolve_pairwise_id(department=department, national_id=child)
        asker, wishes = Asker(client_id, department), [Wish(person, ACTIVITY)]
        (outcome,) = ask_for_consent(actor=ACTOR, asker=asker, wishes=wishes)
        said = f"nothing was asked ({outcome.value})" if isinstance(outcome, Refusal) else "one request waits for Aino"
        self.stdout.write(f"{ACTIVITY}: {said}.")
