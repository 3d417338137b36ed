"""A resident sees how far a withdrawal has been heard, and that it counts whatever was heard."""

from datetime import timedelta

import pytest

from consent.registry.models import Activity
from consent.signals.models import Acknowledgement
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, text
from tests.signals.conftest import OTHER, TRIAL, begin, catch_up, fetch, grant, stage, withdraw

PAGES = (f"/permissions/{CONSENT}/", "/history/")
AT_ONCE = "Every new request is refused at once"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are made in a fifth of the time."""
    monkeypatch.setattr("consent.tokens.keys.RSA_BITS", 2048)


@pytest.fixture
def followed(cast: Cast) -> tuple[str, str]:
    """Two departments that Aino's consent concerns, each with a stream."""
    stage(cast)
    receive()
    return begin(TRIAL), begin(OTHER)


def receive() -> None:
    """This function will declare the other department as a recipient."""
    recipient = {"department": "other", "kind": "department", "name": dict.fromkeys(("fi", "sv", "en"), "Other")}
    Activity.objects.filter(code=CONSENT).update(recipients=[recipient])


def said(number: int, of: int = 2) -> str:
    return f"Stop confirmed: {number} of {of}"


@pytest.mark.law("GDPR", "19", "A person is told to how many of those who received the data a withdrawal has come")
def test_it_counts_those_that_have_confirmed(cast: Cast, sign_in: SignIn, followed: tuple[str, str]) -> None:
    aino = sign_in(cast.aino)
    grant(cast.aino)
    withdraw(cast.aino)
    for page in PAGES:
        assert said(0) in text(aino, page), "before anybody was told"
    catch_up(*followed)
    for page in PAGES:
        assert said(0) in text(aino, page), "told, and not confirmed"
    for number, (stream, receiver) in enumerate(zip(followed, (TRIAL, OTHER), strict=True), start=1):
        fetch(stream, receiver, acks=list(fetch(stream, receiver).sets))
        for page in PAGES:
            assert said(number) in text(aino, page)
    assert AT_ONCE in text(aino, PAGES[0])


def test_a_department_that_lets_its_time_run_out_is_told_of(
    cast: Cast, sign_in: SignIn, followed: tuple[str, str]
) -> None:
    grant(cast.aino)
    event = withdraw(cast.aino)
    catch_up(*followed)
    aino = sign_in(cast.aino)
    assert "A confirmation is late" not in text(aino, PAGES[0])
    row = Acknowledgement.objects.filter(event_id=event).earliest("pk")
    Acknowledgement.objects.filter(pk=row.pk).update(told_at=row.told_at - timedelta(hours=25))
    for page in PAGES:
        assert "A confirmation is late" in text(aino, page)


def test_nothing_is_said_when_nobody_follows_or_nothing_has_stopped(cast: Cast, sign_in: SignIn) -> None:
    stage(cast)
    aino = sign_in(cast.aino)
    grant(cast.aino)
    withdraw(cast.aino)
    catch_up()
    stream = begin(TRIAL)  # too late: it is told of nothing that was before it
    catch_up(stream)
    for page in PAGES:
        assert "Stop confirmed" not in text(aino, page)


def test_who_does_not_know_the_person_or_is_no_recipient_has_nothing_to_stop(cast: Cast, sign_in: SignIn) -> None:
    stage(cast)
    begin(TRIAL)
    begin(OTHER)
    grant(cast.aino)
    withdraw(cast.aino)
    assert said(0, of=1) in text(sign_in(cast.aino), PAGES[0])
    receive()
    grant(cast.mikko)
    withdraw(cast.mikko)
    assert said(0, of=1) in text(sign_in(cast.mikko), PAGES[0]), "the other department does not know Mikko"


def test_a_stop_that_was_taken_back_has_nothing_to_confirm(
    cast: Cast, sign_in: SignIn, followed: tuple[str, str]
) -> None:
    grant(cast.aino)
    withdraw(cast.aino)
    grant(cast.aino)
    page = text(sign_in(cast.aino), PAGES[0])
    assert AT_ONCE not in page
    assert page.count("Stop confirmed") == 1, "the withdrawal among the decisions"
