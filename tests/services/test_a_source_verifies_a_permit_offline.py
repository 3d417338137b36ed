"""A source that verifies what a recipient shows by the published keys alone: once, for itself, about one person."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import anyio
import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from services.sdk import clock
from services.sdk.client import AsyncConsentClient, ConsentClient, Credentials
from services.sdk.errors import BadAnswer, ConsentError, NoPermit, PermitError, PermitExpired, PermitSpent, WrongSubject
from services.sdk.permits import demand
from services.sdk.proofs import SpentInMemory, binding

ISSUER = "https://city.example"
PERSON, SOMEBODY_ELSE = "a" * 32, "b" * 32
KEY = ECKey.generate_key("P-256", {"kid": "one"})
OTHER = ECKey.generate_key("P-256", {"kid": "two"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})


class City:
    """Publishes keys, counts who looks at them, and signs."""

    def __init__(self) -> None:
        self.keys: list[Any] = [KEY, RSA]
        self.looked = 0
        self.down = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """This function will answer one request for the keys."""
        if self.down:
            raise httpx.ConnectError("no server", request=request)
        assert request.url.path == "/.well-known/jwks.json", "nothing else is asked offline"
        self.looked += 1
        document = {"keys": [key.as_dict(private=False) | {"use": "sig"} for key in self.keys]}
        return httpx.Response(200, headers={"content-type": "application/jwk-set+json"}, content=json.dumps(document))

    def client(self, department: str = "health") -> ConsentClient:
        """This function will return the source's client."""
        transport = httpx.MockTransport(self)
        return ConsentClient(ISSUER, Credentials("id", "secret"), department=department, transport=transport)


def claims(**changes: Any) -> dict[str, Any]:
    """This function will return the claims of a permit given now, with changes; None leaves a claim out."""
    now = int(clock.now().timestamp())
    permit_id = changes.get("jti", "0b8d2c9e-7a44-4f0f-9d53-6f2f1c9f6a10")
    whole = {
        "iss": ISSUER,
        "aud": "urn:mydata:dept:health",
        "iat": now,
        "exp": now + 30,
        "jti": permit_id,
        "department": "education",
        "activity": "school-health-support",
        "categories": ["child.health_needs"],
        "notice_version": 1,
        "sub_hash": binding(str(permit_id), PERSON),
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def signed(key: Any = KEY, algorithm: str = "ES256", header: dict[str, Any] | None = None, **changes: Any) -> str:
    """This function will sign a permit, or what is not quite one."""
    head = {"alg": algorithm, "kid": key.kid, "typ": "permit+jwt"} | (header or {})
    return jwt.encode({name: value for name, value in head.items() if value}, claims(**changes), key, [algorithm])


@pytest.fixture
def city() -> City:
    """The city whose keys are published."""
    return City()


def test_a_genuine_permit_serves_for_handing_over_and_for_nothing_else(city: City) -> None:
    proof = signed()
    permit = city.client().verify(proof, PERSON, issuer=ISSUER, spent=SpentInMemory())
    about = {"activity": "school-health-support", "category": "child.health_needs", "pairwise_id": PERSON}
    demand(permit, recipient="education", **about)
    assert permit.expires_at <= clock.now() + timedelta(seconds=30)
    for wrong in ({"recipient": ""}, {"recipient": "library"}):
        with pytest.raises(PermitError):
            demand(permit, **about, **wrong)
    with pytest.raises(PermitError):
        demand(permit, recipient="education", **(about | {"category": "child.school_support"}))


def test_it_is_good_once(city: City) -> None:
    client, spent, proof = city.client(), SpentInMemory(), signed()
    client.verify(proof, PERSON, issuer=ISSUER, spent=spent)
    with pytest.raises(PermitSpent):
        client.verify(proof, PERSON, issuer=ISSUER, spent=spent)
    with pytest.raises(PermitSpent):
        city.client().verify(proof, PERSON, issuer=ISSUER, spent=spent)


def test_it_is_about_one_person_and_a_wrong_one_does_not_spend_it(city: City) -> None:
    client, spent, proof = city.client(), SpentInMemory(), signed()
    for person in (SOMEBODY_ELSE, "", "A" * 32, "ä" * 32):
        with pytest.raises(WrongSubject):
            client.verify(proof, person, issuer=ISSUER, spent=spent)
    assert client.verify(proof, PERSON, issuer=ISSUER, spent=spent)


def test_it_ends_after_thirty_seconds_without_leeway(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    proof, now = signed(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=30))
    with pytest.raises(PermitExpired):
        city.client().verify(proof, PERSON, issuer=ISSUER, spent=SpentInMemory())


def test_a_source_whose_clock_is_a_little_slow_still_takes_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    proof, now = signed(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(seconds=4))
    permit = city.client().verify(proof, PERSON, issuer=ISSUER, spent=SpentInMemory())
    assert permit.expires_at <= clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(seconds=20))
    with pytest.raises(NoPermit):
        city.client().verify(signed(iat=int(now.timestamp())), PERSON, issuer=ISSUER, spent=SpentInMemory())


def by_hand(header: dict[str, Any], signature: str = "") -> str:
    """This function will write a token without a key."""
    from tests.api.permits import compact

    return compact(header, claims(), signature)


def with_public_key_as_secret() -> str:
    """This function will take the published key for a shared secret."""
    secret = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    header = {"alg": "HS256", "kid": "one", "typ": "permit+jwt"}
    return jws.serialize_compact(header, json.dumps(claims()), secret)


FORGERIES: dict[str, Callable[[], str]] = {
    "another key under the same name": lambda: signed(
        ECKey.generate_key("P-256", {"kid": "one"}),
    ),
    "a key nobody published": lambda: signed(OTHER),
    "no algorithm": lambda: by_hand({"alg": "none", "kid": "one", "typ": "permit+jwt"}),
    "the public key as a secret": with_public_key_as_secret,
    "another algorithm, rightly signed": lambda: signed(RSA, "RS256"),
    "no key named": lambda: signed(header={"kid": None}),
    "a key named by a number": lambda: by_hand({"alg": "ES256", "kid": 5}, "AAAA"),
    "another type": lambda: signed(header={"typ": "secevent+jwt"}),
    "no type": lambda: signed(header={"typ": None}),
    "a critical header": lambda: by_hand({"alg": "ES256", "kid": "one", "crit": 5}, "AAAA"),
    "another city": lambda: signed(iss="https://elsewhere.example"),
    "another source": lambda: signed(aud="urn:mydata:dept:library"),
    "several sources": lambda: signed(aud=["urn:mydata:dept:health"]),
    "no source": lambda: signed(aud=None),
    "no end": lambda: signed(exp=None),
    "an end that is no number": lambda: signed(exp="soon"),
    "an end that is true": lambda: signed(exp=True),
    "an end beyond all time": lambda: signed(exp=10**15),
    "a longer life": lambda: signed(exp=int(clock.now().timestamp()) + 300),
    "no beginning": lambda: signed(iat=None),
    "no id": lambda: signed(jti=5),
    "no recipient": lambda: signed(department=None),
    "no categories": lambda: signed(categories=[]),
    "categories that are none": lambda: signed(categories=[{}]),
    "no binding": lambda: signed(sub_hash=None),
    "garbage": lambda: "a.b.c",
    "nothing": lambda: "",
    "dots": lambda: "..",
    "beyond ASCII": lambda: "ä.ö.å",
    "endless": lambda: "a" * 20_000,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_forged_opens_nothing_and_spends_nothing(city: City, forgery: str) -> None:
    spent = SpentInMemory()
    client = city.client()
    with pytest.raises(NoPermit):
        client.verify(FORGERIES[forgery](), PERSON, issuer=ISSUER, spent=spent)
    assert client.verify(signed(), PERSON, issuer=ISSUER, spent=spent)


def test_keys_are_looked_up_once_and_strangers_cannot_make_us_look_all_the_time(city: City) -> None:
    client, spent = city.client(), SpentInMemory()
    for number in range(5):
        client.verify(signed(jti=f"permit-{number}"), PERSON, issuer=ISSUER, spent=spent)
    assert city.looked == 1
    for _ in range(20):
        with pytest.raises(NoPermit):
            client.verify(signed(OTHER), PERSON, issuer=ISSUER, spent=spent)
    assert city.looked <= 2


def test_a_new_key_is_found_and_one_that_was_taken_back_is_forgotten(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, spent, started = city.client(), SpentInMemory(), clock.monotonic()
    client.verify(signed(jti="before"), PERSON, issuer=ISSUER, spent=spent)
    city.keys = [OTHER]
    monkeypatch.setattr(clock, "monotonic", lambda: started + 60)
    assert client.verify(signed(OTHER, jti="after"), PERSON, issuer=ISSUER, spent=spent)
    with pytest.raises(NoPermit):
        client.verify(signed(jti="stolen"), PERSON, issuer=ISSUER, spent=spent)


def test_without_keys_nothing_is_believed(city: City) -> None:
    city.down = True
    with pytest.raises(ConsentError):
        city.client().verify(signed(), PERSON, issuer=ISSUER, spent=SpentInMemory())


def test_a_store_that_does_not_answer_opens_nothing(city: City) -> None:
    class Silent:
        def spend(self, permit_id: str, until: Any) -> Any:
            return None

    with pytest.raises(PermitSpent):
        city.client().verify(signed(), PERSON, issuer=ISSUER, spent=Silent())


def test_of_many_threads_one_takes_it(city: City) -> None:
    client, spent, proof, start = city.client(), SpentInMemory(), signed(), threading.Barrier(16)

    def take(_: int) -> bool:
        start.wait()
        try:
            return bool(client.verify(proof, PERSON, issuer=ISSUER, spent=spent))
        except PermitSpent:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(take, range(16))) == 1


def test_memory_forgets_what_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    spent, now = SpentInMemory(), clock.now()
    assert spent.spend("one", now + timedelta(seconds=30))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=31))
    assert spent.spend("two", now + timedelta(seconds=60))
    assert len(spent._ends) == 1


def test_a_program_with_an_event_loop_verifies_too(city: City) -> None:
    class Later:
        async def spend(self, permit_id: str, until: Any) -> bool:
            return True

    async def verify() -> Any:
        transport = httpx.MockTransport(city)
        credentials = Credentials("id", "secret")
        async with AsyncConsentClient(ISSUER, credentials, department="health", transport=transport) as client:
            return await client.verify(signed(), PERSON, issuer=ISSUER, spent=Later())

    assert anyio.run(verify).recipient == "education"


def redeeming(answer: Any) -> ConsentClient:
    """This function will return a source's client whose redemptions are all answered so."""

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/o/token/":
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 600})
        return httpx.Response(200, json=answer)

    transport = httpx.MockTransport(serve)
    return ConsentClient(ISSUER, Credentials("id", "secret"), department="health", transport=transport)


@pytest.mark.parametrize(
    "changes",
    [
        {"active": "true"},
        {"active": 1},
        {"active": None},
        {"categories": []},
        {"department": None},
        {"exp": None},
        {"exp": 5},
        {"decision_ids": None},
        {"decision_ids": [5]},
        {"activity": ["x"]},
    ],
    ids=str,
)
def test_an_answer_that_is_not_quite_one_hands_over_nothing(changes: dict[str, Any]) -> None:
    whole = {"active": True, **claims(), "decision_ids": ["d-1"]}
    permit = redeeming(whole).redeem("a.b.c", PERSON)
    assert permit is not None
    assert permit.decision_ids == ("d-1",)
    with pytest.raises(BadAnswer):
        redeeming(whole | changes).redeem("a.b.c", PERSON)
    assert redeeming({"active": False}).redeem("a.b.c", PERSON) is None
