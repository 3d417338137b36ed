"""A department's request is found in the portal, answered there or left, and nobody else ever sees it."""

import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from consent.asking.actions.ask import Asker
from consent.asking.actions.cancel import cancel_request
from consent.asking.actions.return_addresses import change_return_addresses
from consent.asking.queries import RequestView
from consent.asking.vocabulary import ANSWER_LIVES, Status
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import register_client
from consent.tokens.keys import public_keys
from tests.asking.conftest import BY_ALL, TRIAL, asked, give, now, refuse
from tests.asking.conftest import later as later
from tests.cast import SYSTEM, Cast, Person, publish_trial
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, section_of, text, verbs
from tests.portal.test_pages_stay_cheap import MOST, statements

BACK = "https://trial.example/after?page=1"


def path(request: RequestView) -> str:
    return f"/requests/{request.id}/"


def with_a_way_back(person: Person, state: str = "s1") -> RequestView:
    client = register_client(actor=SYSTEM, department="trial", scopes=["consent:request"]).client_id
    change_return_addresses(actor=SYSTEM, client=client, add=[BACK])
    return asked(person, asker=Asker(client, "trial"), return_uri=BACK, state=state)


def test_a_request_stands_first_on_the_front_page_and_says_until_when(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    assert card(aino).asked is None
    request = asked(cast.aino)
    page = aino.get("/")
    first = page.context["sections"][0].cards[0]
    assert (first.code, str(first.state_label), first.asked.id) == (CONSENT, "New request", request.id)
    assert page.context["sections"][0].asked_text == "1 new request"
    assert path(request) in page.content.decode()


@pytest.mark.law(
    "GDPR", "4(11)", "a request is put with both answers alike, neither chosen, and may be left unanswered"
)
def test_its_page_offers_both_answers_and_none(cast: Cast, sign_in: SignIn) -> None:
    request = asked(cast.aino)
    page = sign_in(cast.aino).get(path(request))
    assert [control.verb for control in page.context["card"].controls] == ["give", "refuse"]
    body = page.content.decode()
    assert "Not now" in body
    assert "checked" not in body
    assert "The same question is not put again within a year." in body


@pytest.mark.parametrize(("verb", "status"), [("give", Status.GRANTED), ("refuse", Status.REFUSED)])
def test_the_answer_leads_back_to_the_request_which_says_how_it_stands(
    cast: Cast, sign_in: SignIn, verb: str, status: Status
) -> None:
    aino, request = sign_in(cast.aino), asked(cast.aino)
    answer = decide(aino, verb, cast.aino, back=str(request.id))
    assert answer["Location"] == f"{path(request)}#status"
    assert now(request).status is status
    body = text(aino, path(request))
    assert "Answered: consent" in body
    assert "Not now" not in body
    assert card(aino).asked is None


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "../x", "x" * 500, ""])
def test_the_way_back_of_a_decision_is_never_somewhere_else(cast: Cast, sign_in: SignIn, back: str) -> None:
    assert decide(sign_in(cast.aino), "give", cast.aino, back=back)["Location"] == f"/permissions/{CONSENT}/#status"


def test_a_no_of_long_ago_may_be_said_again(cast: Cast, sign_in: SignIn, later: Any) -> None:
    refuse(cast.aino)
    later(days=370)
    request, aino = asked(cast.aino), sign_in(cast.aino)
    assert (section_of(aino, CONSENT), verbs(aino)) == ("waiting", ["give", "refuse"])
    decide(aino, "refuse", cast.aino)
    assert now(request).status is Status.REFUSED


def test_what_was_not_answered_or_was_taken_back_waits_no_more(cast: Cast, sign_in: SignIn, later: Any) -> None:
    request = asked(cast.mikko)
    cancel_request(actor=SYSTEM, asker=TRIAL, request=request.id)
    mikko = sign_in(cast.mikko)
    assert card(mikko).asked is None
    assert "The request was taken back" in text(mikko, path(request))
    silent = asked(cast.mikko, BY_ALL)
    later(days=31)
    mikko = sign_in(cast.mikko)
    assert card(mikko, BY_ALL).asked is None
    assert "Not answered in time" in text(mikko, path(silent))


# For others


def test_a_guardian_is_told_for_whom_something_waits_and_changes_over(cast: Cast, sign_in: SignIn) -> None:
    request = asked(cast.eino)
    aino = sign_in(cast.aino)
    waits = aino.get("/").context["waits"]
    assert [(wait.person.subject, wait.text) for wait in waits] == [
        (cast.eino.subject, "1 request waits for an answer.")
    ]
    page = aino.get(path(request))
    assert "This request is about Eino (5)" in page.content.decode()
    assert "/give/" not in page.content.decode(), "nobody decides for one person while acting for another"
    changed = aino.post("/acting/", {"person": str(cast.eino.subject), "next": path(request)})
    assert changed["Location"] == f"{path(request)}#status"
    assert [control.verb for control in aino.get(path(request)).context["card"].controls] == ["give", "refuse"]
    decide(aino, "refuse", cast.eino, back=str(request.id))
    assert now(request).status is Status.REFUSED


def test_who_acts_for_a_child_is_told_what_waits_for_themselves(cast: Cast, sign_in: SignIn) -> None:
    asked(cast.aino)
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    assert [(wait.person.is_me, wait.text) for wait in aino.get("/").context["waits"]] == [
        (True, "1 request waits for an answer.")
    ]


@pytest.mark.law("Data Protection Act", "5", "a guardian does not hear of what a young person of 13 is asked alone")
def test_what_a_young_person_decides_alone_is_no_news_for_the_guardian(cast: Cast, sign_in: SignIn) -> None:
    alone, together = asked(cast.oona), asked(cast.oona, BY_ALL)
    aino, oona = sign_in(cast.aino), sign_in(cast.oona)
    assert [wait.text for wait in aino.get("/").context["waits"]] == ["1 request waits for an answer."]
    assert aino.get(path(alone)).status_code == 404
    assert aino.get(path(together)).status_code == 200
    act_for(aino, cast.oona)
    assert (card(aino).asked, card(aino, BY_ALL).asked.id) == (None, together.id)
    assert aino.get(path(alone)).status_code == 404
    assert card(oona).asked.id == alone.id
    assert verbs(oona, BY_ALL) == [], "the guardians decide"
    assert "A guardian decides this until you turn 15." in text(oona, path(together))


def test_what_a_young_person_has_ever_decided_stays_theirs(cast: Cast, sign_in: SignIn) -> None:
    give(cast.oona)
    publish_trial(child_rule={"own_decision_from": 16, "guardians": "any"}, categories=["trial.plain", "trial.other"])
    request, aino = asked(cast.oona), sign_in(cast.aino)
    assert aino.get("/").context["waits"] == ()
    assert aino.get(path(request)).status_code == 404


def test_anybody_elses_request_is_the_same_404_as_none(cast: Cast, sign_in: SignIn, staff: Client) -> None:
    request, mikko = asked(cast.aino), sign_in(cast.mikko)
    pages = [
        mikko.get(f"/requests/{identifier}/{end}") for identifier in (request.id, uuid4()) for end in ("", "back/")
    ]
    assert [page.status_code for page in pages] == [404] * 4
    assert staff.get(path(request)).status_code == 403
    visitor = Client().get(path(request))
    assert (visitor.status_code, path(request) in visitor["Location"] or "next" in visitor["Location"]) == (302, True)


# The way back


def test_the_person_goes_back_with_a_signed_answer_that_names_nobody(cast: Cast, sign_in: SignIn) -> None:
    aino, request = sign_in(cast.aino), with_a_way_back(cast.aino, state="a b&c=d")
    body = text(aino, path(request))
    assert "The link leads to trial.example." in body
    assert BACK not in body, "the page itself leads to the portal, which signs when it is followed"
    decide(aino, "give", cast.aino)
    sent = aino.get(f"{path(request)}back/")
    assert (sent.status_code, sent["Location"].startswith(f"{BACK}&")) == (302, True)
    said = {name: values[0] for name, values in parse_qs(urlsplit(sent["Location"]).query).items()}
    assert (said["state"], said["page"]) == ("a b&c=d", "1")
    token = jwt.decode(said["answer"], KeySet.import_key_set({"keys": public_keys()}), algorithms=["ES256"])  # type: ignore[typeddict-item]
    assert token.header["typ"] == "consent-answer+jwt"
    claims = token.claims
    assert claims.keys() == {"iss", "aud", "iat", "exp", "jti", "request", "status"}
    assert (claims["aud"], claims["request"], claims["status"]) == (request.client, str(request.id), "granted")
    assert claims["exp"] - claims["iat"] == ANSWER_LIVES.total_seconds()
    everything = json.dumps(claims) + urlsafe_b64decode(said["answer"].split(".")[0] + "==").decode()
    assert str(cast.aino.subject) not in everything
    assert cast.aino.pairwise_id not in everything


def test_who_does_not_decide_may_go_back_as_well_and_the_answer_says_so(cast: Cast, sign_in: SignIn) -> None:
    request = with_a_way_back(cast.aino)
    sent = sign_in(cast.aino).get(f"{path(request)}back/")
    payload = parse_qs(urlsplit(sent["Location"]).query)["answer"][0].split(".")[1]
    assert json.loads(urlsafe_b64decode(payload + "=="))["status"] == "waiting"


def test_nobody_is_sent_to_an_address_that_is_no_longer_registered(cast: Cast, sign_in: SignIn) -> None:
    aino, request = sign_in(cast.aino), with_a_way_back(cast.aino)
    change_return_addresses(actor=SYSTEM, client=request.client, remove=[BACK])
    assert "trial.example" not in text(aino, path(request))
    assert aino.get(f"{path(request)}back/").status_code == 404


def test_the_address_of_a_client_that_was_switched_off_gets_nobody(cast: Cast, sign_in: SignIn) -> None:
    aino, request = sign_in(cast.aino), with_a_way_back(cast.aino)
    change_client(actor=SYSTEM, client_id=request.client, disabled=True)
    assert aino.get(f"{path(request)}back/").status_code == 404
    assert "trial.example" not in text(aino, path(request))
    change_client(actor=SYSTEM, client_id=request.client, disabled=False)
    assert aino.get(f"{path(request)}back/").status_code == 302


# The cost


@pytest.mark.parametrize("who", ["aino", "eino"])
def test_pages_with_requests_take_at_most_eight_statements(cast: Cast, sign_in: SignIn, who: str) -> None:
    person = getattr(cast, who)
    request = with_a_way_back(person)
    for other in (cast.aino, cast.eino):
        asked(other, BY_ALL)
    aino = sign_in(cast.aino)
    if person is not cast.aino:
        act_for(aino, person)
    assert statements(aino, path(request)) <= MOST
    assert statements(aino, "/") <= MOST


def test_the_permissions_own_page_leads_to_a_request_that_waits(cast: Cast, sign_in: SignIn) -> None:
    aino, page = sign_in(cast.aino), f"/permissions/{CONSENT}/"
    assert "Open the request" not in text(aino, page)
    request = asked(cast.aino)
    assert f'<a href="{path(request)}">Open the request</a>' in text(aino, page)
    assert path(request) not in text(sign_in(cast.mikko), page)
    refuse(cast.aino)
    assert "Open the request" not in text(aino, page)
