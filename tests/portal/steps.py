"""What people do in the portal, as the tests say it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.cast import Person

CONSENT = "trial-consent"


def decide(
    client: Client, verb: str, person: Person, activity: str = CONSENT, *, version: int | str = 1, **more: Any
) -> HttpResponse:
    """This function will press the button ``verb`` of an activity for ``person`` and return the server's answer."""
    body = {"person": str(person.subject), "notice_version": version, **more}
    return client.post(f"/permissions/{activity}/{verb}/", body)  # type: ignore[return-value]


def act_for(client: Client, person: Person) -> HttpResponse:
    """This function will switch to acting for ``person``."""
    return client.post("/acting/", {"person": str(person.subject)})  # type: ignore[return-value]


def text(client: Client, path: str) -> str:
    """This function will return the page at ``path``, which must be there."""
    page = client.get(path)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def card(client: Client, activity: str = CONSENT) -> Any:
    """This function will return the card of an activity as the front page was given it."""
    sections = client.get("/").context["sections"]
    return next(card for section in sections for card in section.cards if card.code == activity)


def section_of(client: Client, activity: str) -> str:
    """This function will return under which heading of the front page an activity stands."""
    sections = client.get("/").context["sections"]
    return next(section.key for section in sections for card in section.cards if card.code == activity)


def verbs(client: Client, activity: str = CONSENT) -> list[str]:
    """This function will return the verbs of the buttons that the card of an activity offers."""
    return [control.verb for control in card(client, activity).controls]
