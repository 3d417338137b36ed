"""A person comes back to the department's page with a signed answer: it is believed once, and nothing else is."""

from typing import Any

import pytest
from joserfc.jwk import ECKey

from services.sdk import clock
from services.sdk.asking import Ask, ConsentRequest
from services.sdk.errors import UntrueToken
from services.sdk.fake import FakeLedger
from services.sdk.fake.door import ISSUER
from services.sdk.proofs import SpentInMemory
from tests.sdk.conftest import LOANS, SOMEBODY, TIPS

# Seconds from the moment of the test.
TIMES = ("iat", "exp")


@pytest.fixture
def asked(ledger: FakeLedger) -> str:
    """A request that waits."""
    with ledger.client() as client:
        (made,) = client.ask_consent([Ask(SOMEBODY, TIPS)])
    assert isinstance(made, ConsentRequest)
    return made.request_id


def test_it_tells_how_the_request_stands_and_is_taken_once(ledger: FakeLedger, asked: str) -> None:
    spent = SpentInMemory()
    with ledger.client() as client:
        waiting = client.verify_return(ledger.send_back(asked), issuer=ISSUER, spent=spent)
        ledger.decide(TIPS, LOANS, SOMEBODY, "consent.granted")
        answer = ledger.send_back(asked)
        granted = client.verify_return(answer, issuer=ISSUER, spent=spent)
        assert (waiting.status, granted.status) == ("waiting", "granted")
        assert {waiting.request_id, granted.request_id} == {asked}
        with pytest.raises(UntrueToken, match="taken before"):
            client.verify_return(answer, issuer=ISSUER, spent=spent)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"iss": "https://other.test"}, {"aud": "another-client"}, {"aud": ["fake-client"]}, {"typ": "permit+jwt"},
        {"iat": -400, "exp": -100}, {"iat": 60, "exp": 120}, {"iat": 0, "exp": 301}, {"exp": 10**9}, {"exp": None},
        {"jti": None}, {"jti": ""}, {"jti": "a b"}, {"request": None}, {"request": "../x"}, {"status": "agreed"},
        {"status": None}, {"key": ECKey.generate_key("P-256", {"kid": "fake-1"})},
    ],
    ids=lambda changes: "-".join(changes),
)  # fmt: skip
def test_what_is_not_the_citys_answer_to_this_client_is_not_believed(
    ledger: FakeLedger, asked: str, spoilt: dict[str, Any]
) -> None:
    now = int(clock.now().timestamp())
    claims = {name: now + value if name in TIMES and value is not None else value for name, value in spoilt.items()}
    with ledger.client() as client, pytest.raises(UntrueToken):
        client.verify_return(ledger.send_back(asked, **claims), issuer=ISSUER, spent=SpentInMemory())


@pytest.mark.parametrize("answer", ["", "x", "a.b.c", "é" * 9, "x" * 20_000])
def test_nonsense_is_no_answer(ledger: FakeLedger, answer: str) -> None:
    with ledger.client() as client, pytest.raises(UntrueToken):
        client.verify_return(answer, issuer=ISSUER, spent=SpentInMemory())
