"""On a shared computer: what was shown stays in no cache, and the next session knows nothing of the last."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.decisions.doors import MovedClock
from tests.portal.conftest import cast, sign_in  # noqa: F401
from tests.signin.local.conftest import Holder, browser, holder  # noqa: F401
from tests.signin.sessions.test_session_ends import aino, moved  # noqa: F401

UNSAVED = "You had been signed out when you sent the form, so nothing was saved."
PUBLIC = ["/help/", "/accessibility/", "/activities/", "/activities/trial-consent/", "/activities/trial-consent/1/"]


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.law("OWASP ASVS 5.0", "V14.3", "a page with the name of who is signed in is kept in no cache")
def test_the_back_button_shows_no_page_of_who_was_here_before(aino: Client, path: str) -> None:  # noqa: F811
    page = aino.get(path)
    assert "Somebody of the cast" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_the_same_for_everybody_may_be_kept(aino: Client, path: str) -> None:  # noqa: F811
    assert not Client().get(path).has_header("Cache-Control")


def test_who_comes_back_after_a_late_form_is_told_once_that_nothing_was_saved(
    holder: Holder,  # noqa: F811
    browser: Client,  # noqa: F811
    moved: MovedClock,  # noqa: F811
) -> None:
    holder.enrol(browser)
    moved.at += timedelta(hours=2)
    late = browser.post("/language/", {"language": "sv"}, headers={"referer": "http://testserver/audit/"})
    assert late["Location"] == "/sign-in/?next=/audit/&ended=idle"
    assert UNSAVED not in browser.get(late["Location"]).content.decode(), "not before one is in"
    holder.password(browser, next="/audit/")
    inside = browser.post("/sign-in/staff/code/", {"code": holder.code()})
    assert inside["Location"] == "/audit/"
    assert UNSAVED in browser.get("/audit/").content.decode()
    assert UNSAVED not in browser.get("/audit/").content.decode()
