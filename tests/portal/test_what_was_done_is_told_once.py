"""The message about what was done waits on the server, and nothing of it stays on the device."""

from django.test import Client

from tests.cast import Cast
from tests.portal.conftest import SignIn
from tests.portal.steps import decide, text


def test_no_cookie_holds_what_somebody_decided(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    answer = decide(aino, "give", cast.aino)
    assert "messages" not in answer.cookies
    assert "consent given" in text(aino, "/")
    assert "consent given" not in text(aino, "/"), "told once"


def test_after_signing_out_nothing_of_it_is_left(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    answer = aino.post("/sign-out/")
    assert "trial" not in str(answer.cookies)
    page = aino.get("/").content.decode()
    assert "consent given" not in page


def test_a_visitors_message_makes_no_session(db: None) -> None:
    visitor = Client()
    assert visitor.post("/language/", {"language": "sv"}).status_code == 302
    assert "sessionid" not in visitor.cookies
