"""The population register does not answer: nobody acts, nothing is saved, and a page says so in words."""

from typing import Any

import pytest

from consent.core.errors import Unreachable
from consent.ledger.models import PermissionChange
from consent.people.population import TableRegister, population_register
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, decide

PAGES = ["/", f"/permissions/{CONSENT}/", "/uses/", "/history/"]


class DownRegister:
    """A register whose every question ends in a fault that names somebody."""

    def representations_by(self, subject: Any, at: Any) -> Any:
        """This function will fail like a network does."""
        raise ConnectionError("no route to 010101A999X")

    representatives_of = representations_by

    def may_represent(self, representative: Any, represented: Any, at: Any, *, activity: str | None = None) -> Any:
        """This function will fail like a network does."""
        raise TimeoutError("010101A999X")


class LateRegister(TableRegister):
    """A register that is gone by the time the act itself asks."""

    def may_represent(self, *about: Any, **more: Any) -> Any:
        """This function will fail where a page could still be shown."""
        raise TimeoutError


@pytest.fixture
def down(settings: Any) -> None:
    """The register does not answer."""
    settings.POPULATION_REGISTER = f"{__name__}.DownRegister"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_so_in_words(cast: Cast, sign_in: SignIn, down: None, path: str, language: str) -> None:
    answer = sign_in(cast.aino, language).get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert "010101" not in page


@pytest.mark.parametrize("verb", ["give", "refuse", "withdraw"])
def test_nobody_acts_meanwhile_not_even_for_oneself(cast: Cast, sign_in: SignIn, settings: Any, verb: str) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    settings.POPULATION_REGISTER = f"{__name__}.DownRegister"
    for person in (cast.eino, cast.aino):
        answer = decide(aino, verb, person)
        assert answer.status_code == 503
        assert "Nothing was saved." in answer.content.decode()
    assert act_for(aino, cast.aino).status_code == 503
    assert not PermissionChange.objects.exists()


def test_a_register_that_is_gone_at_the_act_itself_saves_nothing(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    settings.POPULATION_REGISTER = f"{__name__}.LateRegister"
    assert aino.get("/").status_code == 200
    assert decide(aino, "give", cast.eino).status_code == 503
    assert not PermissionChange.objects.exists()
    settings.POPULATION_REGISTER = "consent.people.population.TableRegister"
    assert "You act for Eino (5)" in aino.get("/").content.decode(), "the right was not forgotten"


def test_no_log_line_repeats_what_the_register_said(cast: Cast, down: None, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unreachable) as caught:
        population_register().may_represent(cast.aino.subject, cast.eino.subject, None)  # type: ignore[arg-type]
    assert caught.value.__cause__ is None
    assert "010101" not in caplog.text + str(caught.value)
    assert "TimeoutError" in caplog.text
