"""One city for the whole matrix: everything is asked in one transaction, which is rolled back in the end."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from consent.api.adapters.config import AdaptersConfig
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.manifest import read_manifest
from services.kit.testkit.stand_in import stand_in
from services.sdk.fake import FakeLedger
from tests.access.campaigning import begin
from tests.access.city import City
from tests.access.furnishing import furnish
from tests.architecture.tree import ROOT
from tests.cast import SYSTEM, assemble
from tests.services.schoolhealth import BothLedgers

SERVICES = {"library": "library", "preschool": "education", "schoolhealth": "health"}


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[City]:
    """The cast, the staff and the departments' clients, each ready to knock."""
    recipients = frozenset({"education"})
    ledgers = {module: FakeLedger(code, recipients=recipients) for module, code in SERVICES.items()}
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        stack.enter_context(override_settings(ADAPTERS=AdaptersConfig(data_tracker=True, govstack=True)))
        school = FakeLedger("education")
        stack.enter_context(stand_in("schoolhealth", stack.enter_context(school.client()), "education"))
        for module, ledger in ledgers.items():
            stack.enter_context(stand_in(module, stack.enter_context(ledger.client())))
        cast = assemble()
        for manifest in sorted(ROOT.glob("services/*/manifest.yaml")):
            load_manifest(actor=SYSTEM, manifest=read_manifest(manifest))
        city = City(cast)
        furnish(city, ledgers["library"], ledgers["preschool"], BothLedgers(school, ledgers["schoolhealth"]))
        begin(city)
        yield city
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browser() -> Client:
    """One browser for everybody, whose cookies are put in before each request."""
    return Client(raise_request_exception=False)
