"""A town with offers, and its people each with a browser: what the tests of the offers' pages begin with."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from consent.people.actions.open_account import open_account
from consent.people.models import Account
from consent.proactive.read_models import OfferView
from tests.cast import SYSTEM, Person
from tests.portal.steps import act_for
from tests.proactive.conftest import Town
from tests.proactive.conftest import sms as sms
from tests.proactive.conftest import town as town

Enter = Callable[..., Client]


def page(offer: OfferView, more: str = "") -> str:
    """This function will return the address of an offer's page, or of one below it."""
    return f"/offers/{offer.id}/{more}"


def answer(client: Client, offer: OfferView, choice: str, person: Person) -> HttpResponse:
    """This function will send the answer form of an offer for ``person`` and return the page that follows."""
    return client.post(page(offer, "answer/"), {"person": str(person.subject), "choice": choice}, follow=True)  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    """This function will return what a page says that the server did."""
    return " ".join(str(message) for message in response.context["messages"])  # type: ignore[attr-defined]


@pytest.fixture
def enter(town: Town) -> Enter:
    """Signs somebody of the town in, acting for a child if one is named: ``enter(town.aino, town.eino)``."""

    def entered(person: Person, child: Person | None = None, language: str = "en") -> Client:
        account = Account.objects.filter(resident=person.subject).first()
        if account is None:
            opened = open_account(
                actor=SYSTEM,
                username=f"r-{person.subject}",
                display_name="Somebody of the town",
                language=language,
                resident=person.subject,
            )
            account = Account.objects.get(pk=opened)
        client = Client(raise_request_exception=False, headers={"accept-language": language})
        client.force_login(account)
        if child is not None:
            act_for(client, child)
        return client

    return entered
