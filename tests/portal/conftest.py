"""The cast of the tests, each with a browser of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from consent.people.actions.open_account import open_account
from consent.people.models import Account
from tests.cast import SYSTEM, Cast, Person

SignIn = Callable[..., Client]


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry and its people, who have decided nothing."""
    return settled


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Signs somebody of the cast in: ``sign_in(cast.aino, "en")``; an account is opened the first time."""

    def signed_in(person: Person, language: str = "en", **options: object) -> Client:
        account = Account.objects.filter(resident=person.subject).first()
        if account is None:
            opened = open_account(
                actor=SYSTEM,
                username=f"r-{person.subject}",
                display_name="Somebody of the cast",
                language=language,
                resident=person.subject,
            )
            account = Account.objects.get(pk=opened)
        client = Client(raise_request_exception=False, headers={"accept-language": language}, **options)
        client.force_login(account)
        return client

    return signed_in


@pytest.fixture
def staff(cast: Cast) -> Client:
    """A librarian's browser: an account without a resident."""
    opened = open_account(
        actor=SYSTEM, username="leena", display_name="Leena", language="en", roles=[("librarian", "library")]
    )
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(Account.objects.get(pk=opened))
    return client
