"""Command ``demo_city``: fill an empty demo platform with a synthetic city."""

from argparse import ArgumentParser
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from consent import clock
from consent.clock import CITY_ZONE
from consent.core.errors import Conflict
from consent.demo.city.extract import described, extract_bytes, write_extract
from consent.demo.city.generator import LARGEST, SMALLEST, make_city
from consent.demo.city.offers import seed_offers
from consent.demo.city.person import City
from consent.demo.city.settling import guardianship_count, open_cast_accounts, settle
from consent.people import queries


class Command(BaseCommand):
    """Makes a city by seed. Run again with the same numbers it changes nothing; a different city it refuses."""

    help = "Fill an empty demo platform with a synthetic city (families, guardians, the cast), made by seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add the size and the seed."""
        parser.add_argument("--residents", type=int, default=2_000, help="how many residents (default 2000)")
        parser.add_argument("--seed", type=int, default=1, help="which city (default 1)")

    def handle(self, *args: Any, residents: int, seed: int, **options: Any) -> None:
        """This function will make the city, or make sure that it is there. Raises ``CommandError`` with advice."""
        if not settings.DEMO:
            raise CommandError("demo_city makes up residents: it runs in demo mode only. Set DEMO=1 on a test machine.")
        if not SMALLEST <= residents <= LARGEST:
            raise CommandError(f"--residents must be between {SMALLEST} and {LARGEST}.")
        founded = queries.first_enrolment()
        if founded is None:
            self._found(make_city(seed, residents, clock.today()))
            return
        day = founded.astimezone(CITY_ZONE).date()
        # A city made at midnight may be a day older than its first enrolment.
        for as_of in (day, day - timedelta(days=1)):
            city = make_city(seed, residents, as_of)
            here = queries.enrolled(person.national_id for person in city.people)
            # Most, not all: residents of a running demo may have been erased, and erased they stay.
            if 2 * len(here) > len(city.people):
                self._make_sure(city, here)
                return
        raise CommandError(self._refusal())

    def _found(self, city: City) -> None:
        began = monotonic()
        console = Console(stderr=True)
        columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            residents = bar.add_task("Enrolling residents", total=len(city.people))
            guardians = bar.add_task("Recording guardians", total=guardianship_count(city))
            try:
                settled = settle(
                    city,
                    enrolled=lambda count: bar.advance(residents, count),
                    recorded=lambda count: bar.advance(guardians, count),
                )
            except Conflict:
                raise CommandError("Somebody else is filling this database just now. Run demo_city again.") from None
        # After the commit: a crash between the two leaves a city whose extract the next run writes.
        write_extract(settings.DEMO_EXTRACT, extract_bytes(city, city.people))
        self._offer(city)
        self.stdout.write(
            f"Demo city {city.seed}: {settled.residents} residents, {len(city.children)} of them children, "
            f"{settled.guardianships} guardianships, {settled.accounts} accounts, made in {monotonic() - began:.1f} s."
        )

    def _make_sure(self, city: City, here: dict[str, UUID]) -> None:
        opened = open_cast_accounts(city, here)
        people = [person for person in city.people if person.national_id in here]
        wrote = write_extract(settings.DEMO_EXTRACT, extract_bytes(city, people))
        self._offer(city)
        changes = [f"opened {opened} accounts"] * bool(opened) + ["wrote the extract file"] * wrote
        self.stdout.write(f"Demo city {city.seed} is here already: {' and '.join(changes) or 'nothing changed'}.")

    def _offer(self, city: City) -> None:
        eino = next((person for person in city.people if person.persona == "eino"), None)
        if eino is not None and queries.enrolled([eino.national_id]):
            seed_offers(eino.national_id, eino.birth_date)

    def _refusal(self) -> str:
        known = described(settings.DEMO_EXTRACT)
        other = "another city" if known is None else f"another city (--seed {known[0]} --residents {known[1]})"
        return (
            f"This database holds {other} of {queries.resident_count()} residents; two cities cannot share one. "
            "Run demo_city with the numbers it was made with, or empty the demo first (make clean)."
        )
