"""Residents and a department's client for the chaos run; called inside the city by `manage.py shell -c`."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.test import Client

from consent.core.errors import NotFound
from consent.ledger.actions.check import SCOPE
from consent.ledger.decision_ids import event_of
from consent.ledger.models import Use
from consent.people.actions.enrol import NewResident, enrol_residents
from consent.people.actions.open_account import open_account
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.models import Account
from consent.registry.actions.register_client import register_client
from consent.registry.models import ClientApplication
from tests.cast import SYSTEM, national_id

DEPARTMENT, ACTIVITY, CATEGORY = "library", "library-recommendations", "library.loans"
_BEYOND_ANY_QUOTA = 100_000_000


def settle(count: int, file: str) -> None:
    """This function will enrol ``count`` residents, sign each in, register a client, and write all of it to ``file``.

    Only the sessions are begun here; what is done with them goes through HTTP.
    """
    born = date(1971, 3, 4)
    people = [
        NewResident(
            national_id=national_id(born, 910 + number),
            given_name=f"Koe{number}",
            family_name="Asukas",
            birth_date=born,
            language="en",
        )
        for number in range(count)
    ]
    subjects = enrol_residents(actor=SYSTEM, people=people)
    registered = register_client(actor=SYSTEM, department=DEPARTMENT, scopes=[SCOPE], name="chaos")
    ClientApplication.objects.filter(client_id=registered.client_id).update(
        checks_per_minute=_BEYOND_ANY_QUOTA, checks_per_person_a_day=_BEYOND_ANY_QUOTA
    )
    residents = [
        {
            "subject": str(subject),
            "pairwise_id": resolve_pairwise_id(department=DEPARTMENT, national_id=person.national_id),
            "session": _signed_in(subject),
        }
        for person, subject in zip(people, subjects, strict=True)
    ]
    client = {"id": registered.client_id, "secret": registered.client_secret}
    Path(file).write_text(json.dumps({"client": client, "residents": residents}), encoding="utf-8")


def _signed_in(subject: UUID) -> str:
    account = open_account(
        actor=SYSTEM, username=f"r-{subject}", display_name="Koe Asukas", language="en", resident=subject
    )
    browser = Client()
    browser.force_login(Account.objects.get(pk=account))
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def keep_recorded(file: str) -> None:
    """This function will leave in ``file`` those allows of it that stand on a recorded use of the right person.

    ``file`` holds pairs of a decision id and the subject that the department was told it about.
    """
    path = Path(file)
    events = {}
    for identifier, subject in json.loads(path.read_text(encoding="utf-8")):
        try:
            events[event_of(identifier)] = (identifier, UUID(subject))
        except NotFound:
            continue
    uses = Use.objects.filter(department=DEPARTMENT, activity=ACTIVITY, category=CATEGORY, allowed=True)
    found = uses.values_list("event_id", "subject").iterator()
    recorded = [events[event][0] for event, subject in found if event in events and events[event][1] == subject]
    path.write_text(json.dumps(recorded), encoding="utf-8")
