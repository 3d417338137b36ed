"""A session ends by itself; nothing is sent after its end, and one comes back to the page one was on."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from consent import clock
from consent.people.actions.local_account import close_account
from consent.people.actions.sign_in import end_sessions_of_provider
from consent.people.models import Account, SignedInSession
from consent.people.tasks import clear_expired_sessions
from consent.signin.limits import Limits, standing
from tests.cast import SYSTEM, Cast
from tests.decisions.doors import MovedClock
from tests.portal.conftest import SignIn, cast, sign_in, staff  # noqa: F401

GIVE = "/permissions/trial-consent/give/"


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    """The city's clock, standing at the present moment."""
    hand = MovedClock(clock.now())
    monkeypatch.setattr(clock, "now", hand)
    return hand


@pytest.fixture
def aino(moved: MovedClock, cast: Cast, sign_in: SignIn) -> Client:  # noqa: F811
    """Aino's browser, just signed in."""
    return sign_in(cast.aino)


@pytest.mark.law("WCAG 2.2", "2.2.1", "A session lasts at least the idle limit from its last use and then ends")
def test_a_resident_who_reads_for_half_an_hour_is_still_signed_in(aino: Client, moved: MovedClock) -> None:
    for _ in range(3):
        moved.at += timedelta(minutes=30)
        assert aino.get("/uses/").status_code == 200
    moved.at += timedelta(minutes=31)
    assert aino.get("/uses/?activity=x")["Location"] == "/sign-in/?next=/uses/%3Factivity%3Dx&ended=idle"
    assert aino.get("/uses/")["Location"] == "/sign-in/?next=/uses/"
    assert not Session.objects.filter(session_key=aino.session.session_key).exists()


@pytest.mark.parametrize(
    ("ended", "because"),
    [("idle", "nothing was done for a while"), ("limit", "the time for one sign-in was up")],
)
def test_the_sign_in_page_says_why_the_session_ended(db: None, ended: str, because: str) -> None:
    page = Client(headers={"accept-language": "en"}).get(f"/sign-in/?next=/uses/&ended={ended}").content.decode()
    assert page.count("You were signed out, because ") == 1
    assert f"because {because}. Sign in again and you come back to the same page." in page


def test_staff_are_signed_out_sooner(staff: Client, moved: MovedClock) -> None:  # noqa: F811
    assert staff.get("/").status_code == 200
    moved.at += timedelta(minutes=22)
    assert staff.get("/")["Location"] == "/sign-in/?next=/&ended=idle"


def test_nobody_stays_signed_in_beyond_the_whole_limit_by_using_the_session(aino: Client, moved: MovedClock) -> None:
    for _ in range(19):
        moved.at += timedelta(minutes=25)
        assert aino.get("/uses/").status_code == 200
    moved.at += timedelta(minutes=5)
    assert aino.get("/uses/")["Location"].endswith("ended=limit")


@pytest.mark.law("WCAG 2.2", "2.2.5", "After the end nothing is sent by itself; one comes back to the same page")
def test_a_form_sent_too_late_does_nothing_and_its_page_says_so(
    aino: Client,
    cast: Cast,  # noqa: F811
    moved: MovedClock,
) -> None:
    moved.at += timedelta(hours=2)
    page = "/history/?page=1"
    answer = aino.post("/language/", {"language": "sv"}, headers={"referer": f"http://testserver{page}"})
    assert answer["Location"] == "/sign-in/?next=/history/%3Fpage%3D1&ended=idle"
    account = Account.objects.get(resident=cast.aino.subject)
    assert account.language == "en"
    assert aino.session["unsent"] is True


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/uses/",
        "http://testserver//evil.example/",
        "",
        "http://testserver.evil.example/",
        "http://[::1",
    ],
)
def test_an_attacker_cannot_choose_where_a_late_form_comes_back_to(
    aino: Client, moved: MovedClock, source: str
) -> None:
    moved.at += timedelta(hours=2)
    assert aino.post(GIVE, headers={"referer": source})["Location"] == "/sign-in/?next=/&ended=idle"


def test_signing_out_after_the_end_just_signs_out(aino: Client, moved: MovedClock) -> None:
    moved.at += timedelta(hours=2)
    assert not aino.post("/sign-out/")["Location"].startswith("/sign-in/")
    assert "_auth_user_id" not in aino.session


def test_the_button_keeps_one_signed_in_but_not_beyond_the_whole_limit(aino: Client, moved: MovedClock) -> None:
    moved.at += timedelta(minutes=29)
    assert aino.post("/session/extend/")["Location"] == "/session/"
    moved.at += timedelta(minutes=29)
    assert aino.get("/session/").status_code == 200
    moved.at += timedelta(hours=8)
    assert aino.post("/session/extend/")["Location"].endswith("ended=limit")


def test_a_page_costs_no_statement_for_the_session_more_than_once_a_minute(aino: Client, moved: MovedClock) -> None:
    aino.get("/uses/")
    before = Session.objects.get(session_key=aino.session.session_key).session_data
    moved.at += timedelta(seconds=59)
    aino.get("/uses/")
    assert Session.objects.get(session_key=aino.session.session_key).session_data == before
    moved.at += timedelta(seconds=1)
    aino.get("/uses/")
    assert Session.objects.get(session_key=aino.session.session_key).session_data != before


def test_a_session_without_its_marks_is_over(aino: Client) -> None:
    session = aino.session
    del session["seen"]
    session.save()
    assert aino.get("/uses/")["Location"].endswith("ended=idle")


def test_closing_an_account_signs_it_out_at_once(aino: Client, cast: Cast) -> None:  # noqa: F811
    account = Account.objects.get(resident=cast.aino.subject)
    close_account(actor=SYSTEM, username=account.username)
    assert aino.get("/uses/")["Location"] == "/sign-in/?next=/uses/"


def test_a_changed_password_signs_every_session_out(aino: Client, cast: Cast) -> None:  # noqa: F811
    account = Account.objects.get(resident=cast.aino.subject)
    account.set_password("another one, quite long")
    account.save()
    assert aino.get("/uses/")["Location"] == "/sign-in/?next=/uses/"


def test_the_warning_comes_two_minutes_before_the_end_and_says_when_it_is_final() -> None:
    limits = Limits(timedelta(minutes=20), timedelta(hours=8))
    now = clock.now().replace(microsecond=1)
    began = int(now.timestamp())
    early = standing(began, began, now, limits)
    assert (early.warn_after, early.extendable, early.ended) == (18, True, "")
    late = standing(began, began + 8 * 3600 - 600, now + timedelta(hours=8, minutes=-10), limits)
    assert (late.warn_after, late.extendable) == (7, False)
    last = standing(began, began + 8 * 3600 - 30, now + timedelta(hours=8, seconds=-30), limits)
    assert (last.warn_after, last.extendable) == (0, False)


def test_the_page_carries_the_warning_for_those_signed_in_only(aino: Client) -> None:
    page = aino.get("/uses/").content.decode()
    assert "session-warning__box--tens-2 session-warning__box--units-8" in page
    assert "session-warning__box" not in Client().get("/").content.decode()


def test_a_provider_ends_its_own_sessions_and_no_others(aino: Client, cast: Cast) -> None:  # noqa: F811
    key = aino.session.session_key
    account = Account.objects.get(resident=cast.aino.subject)
    SignedInSession.objects.create(
        session_key=key, account=account, method="oidc", issuer="https://op", provider_sid="s1", began_at=clock.now()
    )
    assert end_sessions_of_provider(actor=SYSTEM, issuer="https://other", sid="s1") == 0
    assert end_sessions_of_provider(actor=SYSTEM, issuer="https://op", sid="s2") == 0
    assert aino.get("/uses/").status_code == 200
    assert end_sessions_of_provider(actor=SYSTEM, issuer="https://op", sid="s1") == 1
    assert aino.get("/uses/").status_code == 302


def test_the_worker_forgets_whose_a_session_was_when_it_is_gone(aino: Client, cast: Cast) -> None:  # noqa: F811
    account = Account.objects.get(resident=cast.aino.subject)
    for key in (aino.session.session_key, "gone"):
        SignedInSession.objects.create(session_key=key, account=account, method="demo", began_at=clock.now())
    clear_expired_sessions(timestamp=0)
    assert list(SignedInSession.objects.values_list("pk", flat=True)) == [aino.session.session_key]
