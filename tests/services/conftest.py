"""What the service tests share: a fake ledger in the library's place, customers with cards, staff who sign in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from consent.people.actions.open_account import open_account
from consent.people.actors import Actor
from consent.people.models import Account
from services.kit.testkit.stand_in import stand_in
from services.library.cards import complete
from services.library.catalogue import load_collection
from services.library.models import Work
from services.library.records import CUSTOMER, LOANS, LOANS_DESK, RECOMMENDATIONS, NewPatron, enrol_patrons
from services.sdk import clock
from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason
from tests.services.schoolhealth import BothLedgers

DESK, TIPS = LOANS_DESK, RECOMMENDATIONS


def national_id(individual: int) -> str:
    """This function will make an artificial national id; individual is 900 to 999, a number no person has."""
    digits = f"010190{individual}"
    return f"010190-{individual}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(digits) % 31]}"


def today() -> date:
    """This function will return the day it is in the city, which at night is another one than in UTC."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


@dataclass(frozen=True)
class Borrower:
    """A customer of the tests."""

    national_id: str
    name: str
    card: str
    pairwise_id: str


@pytest.fixture
def ledger() -> Iterator[FakeLedger]:
    """A fake ledger that the library's pages ask."""
    fake = FakeLedger("library")
    with fake.client() as client, stand_in("library", client):
        yield fake


def enrol(ledger: FakeLedger, individual: int, name: str, titles: tuple[str, ...]) -> Borrower:
    """This function will give somebody a card with a running loan of the first title and past loans of the others."""
    card = complete(f"29{individual:011d}")
    codes = [Work.objects.get(title=title).code for title in titles]
    loans = tuple(
        (
            code,
            today() - timedelta(days=10 + 30 * number),
            today() + timedelta(days=18 - 30 * number),
            today() - timedelta(days=5 + 30 * (number - 1)) if number else None,
        )
        for number, code in enumerate(codes)
    )
    waiting = ((Work.objects.get(title="Moby-Dick").code, today(), True),)
    enrol_patrons([NewPatron(national_id(individual), name, card, loans, waiting)])
    return Borrower(national_id(individual), name, card, ledger.pairwise_id(national_id(individual)))


@pytest.fixture
def aino(db: None, ledger: FakeLedger) -> Borrower:
    """A customer who reads crime."""
    load_collection()
    return enrol(ledger, 901, "Aino Virtanen", ("Roseanna", "Mördare utan ansikte", "The Big Sleep"))


@pytest.fixture
def mikko(aino: Borrower, ledger: FakeLedger) -> Borrower:
    """Another customer, who reads something else."""
    return enrol(ledger, 905, "Mikko Salmi", ("Cosmos", "Sapiens"))


def allow(ledger: FakeLedger, borrower: Borrower, activity: str = DESK, *categories: str) -> None:
    """This function will let the ledger allow an activity about somebody: all it covers unless categories are named."""
    covered = (CUSTOMER, LOANS) if activity == DESK else (LOANS,)
    reason = Reason.CONTRACT if activity == DESK else Reason.CONSENT
    for category in categories or covered:
        ledger.answer(activity, category, borrower.pairwise_id, reason)


def staff(*roles: tuple[str, str | None], username: str = "someone") -> Client:
    """This function will return the browser of a signed-in member of staff with these roles."""
    account = open_account(
        actor=Actor.system("tests"), username=username, display_name="Some One", language="en", roles=roles
    )
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Account.objects.get(pk=account))
    return browser


@pytest.fixture
def librarian(db: None) -> Client:
    """The browser of a librarian."""
    return staff(("librarian", "library"), username="librarian")


@pytest.fixture
def education() -> Iterator[FakeLedger]:
    """A fake ledger that the pages of early education ask."""
    fake = FakeLedger("education")
    with fake.client() as client, stand_in("preschool", client):
        yield fake


@pytest.fixture
def both() -> Iterator[BothLedgers]:
    """Fake ledgers that the two sides of school health care ask: the school, and health care as the source."""
    school, health = FakeLedger("education"), FakeLedger("health", recipients=frozenset({"education"}))
    with (
        school.client() as theirs,
        health.client() as ours,
        stand_in("schoolhealth", ours),
        stand_in("schoolhealth", theirs, "education"),
    ):
        yield BothLedgers(school, health)


@pytest.fixture
def officer(db: None) -> Client:
    """The browser of an officer of early education."""
    return staff(("officer", "education"), username="officer")
