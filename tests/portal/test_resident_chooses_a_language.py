"""The language switch: by own names, the same page, kept for the account."""

import pytest
from django.test import Client

from consent.people.models import Account
from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import text

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@pytest.mark.parametrize("language", NAMES)
def test_the_page_comes_back_in_the_chosen_language(cast: Cast, sign_in: SignIn, language: str) -> None:
    aino = sign_in(cast.aino, "sv" if language != "sv" else "fi")
    answer = aino.post("/language/", {"language": language, "next": "/uses/?activity=trial-task"})
    assert (answer.status_code, answer["Location"]) == (302, "/uses/?activity=trial-task")
    page = text(aino, "/uses/")
    assert f'<html lang="{language}">' in page
    for code, name in NAMES.items():
        assert f'value="{code}" lang="{code}"' in page
        assert f">{name}</button>" in page


def test_the_account_keeps_the_choice(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino, "fi")
    aino.post("/language/", {"language": "sv"})
    assert Account.objects.get(resident=cast.aino.subject).language == "sv"


@pytest.mark.parametrize("language", ["", "de", "FI", "../en", "\0"])
def test_a_language_the_city_does_not_speak_is_a_bad_request(db: None, language: str) -> None:
    assert Client().post("/language/", {"language": language}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "http:elsewhere.example",
        "uses/",
        "/uses/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(db: None, target: str) -> None:
    answer = Client().post("/language/", {"language": "sv", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_signing_out_ends_everything(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    answer = aino.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/#status")
    assert aino.get("/uses/")["Location"] == "/sign-in/?next=/uses/"
    assert "You are signed out." in text(aino, "/")
