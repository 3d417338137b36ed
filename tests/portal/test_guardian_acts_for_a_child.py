"""A guardian acts for a child: by a POST, with both named, by a right that is looked up at each request."""

import uuid

import pytest

from consent.core.events import Kind
from consent.core.vocabulary import DecidedBy
from consent.ledger.queries import history_of
from consent.people.actions.end_representation import end_representation
from consent.portal.acting import SESSION_KEY
from tests.cast import SYSTEM, Cast, publish_trial
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, text, verbs


@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "a guardian acts for a child and is seen to do so")
def test_the_child_is_named_in_title_header_and_every_button(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    page = text(aino, "/")
    assert "<title>You act for Eino (5) – " in page
    assert "<strong>You act for Eino (5)</strong>" in page
    assert 'aria-label="Give consent: Trial of trial-consent, Eino (5)"' in page
    assert "Somebody of the cast" in page  # the one who acts stays named beside it


@pytest.mark.parametrize("path", ["/permissions/trial-consent/", "/uses/", "/history/"])
def test_the_child_is_named_on_every_page(cast: Cast, sign_in: SignIn, path: str) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    page = text(aino, path)
    assert "<title>You act for Eino (5) – " in page
    assert str(cast.eino.subject) not in path


def test_a_decision_for_a_child_names_both(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino)
    change = history_of(cast.eino.subject)[0]
    assert (change.kind, change.decided_by) == (Kind.CONSENT_GRANTED, DecidedBy.GUARDIAN)
    assert change.actor_subject == cast.aino.subject
    assert history_of(cast.aino.subject) == []
    assert "By Aino Virtanen for Eino (5)" in text(aino, "/history/")


def test_another_guardian_sees_the_decision_and_not_who_made_it(cast: Cast, sign_in: SignIn) -> None:
    aino, saara = sign_in(cast.aino), sign_in(cast.saara)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino)
    act_for(saara, cast.eino)
    page = text(saara, "/history/")
    assert "By a guardian or other representative" in page
    assert "Aino" not in page


def test_any_guardian_may_withdraw_what_another_gave(cast: Cast, sign_in: SignIn) -> None:
    aino, saara = sign_in(cast.aino), sign_in(cast.saara)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino)
    act_for(saara, cast.eino)
    decide(saara, "withdraw", cast.eino)
    assert history_of(cast.eino.subject)[0].kind is Kind.CONSENT_WITHDRAWN


def test_where_all_guardians_decide_the_first_one_waits_for_the_other(cast: Cast, sign_in: SignIn) -> None:
    aino, saara = sign_in(cast.aino), sign_in(cast.saara)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino, "trial-all-guardians")
    page = text(aino, "/permissions/trial-all-guardians/")
    assert "The consent works when every guardian has given it." in page
    assert "Waiting for the other guardian" in page
    assert "The data are not used for this yet." in page
    assert "The data may be used" not in page, "every check is refused until the other guardian has answered"
    act_for(saara, cast.eino)
    assert verbs(saara, "trial-all-guardians") == ["give", "withdraw"]
    decide(saara, "give", cast.eino, "trial-all-guardians")
    assert not card(saara, "trial-all-guardians").notes


def test_one_comes_back_to_oneself(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    act_for(aino, cast.aino)
    page = text(aino, "/")
    assert "You act for yourself" in page
    assert "<title>My permissions" in page


@pytest.mark.parametrize("who", ["mikko", "saara"])
def test_nobody_acts_for_a_person_they_have_no_right_for(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    foreign = act_for(client, cast.oona)
    unknown = client.post("/acting/", {"person": str(uuid.uuid4())})
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("person", ["", "x", "1", "00000000", "🦊", "a" * 500])
def test_a_person_that_is_no_id_is_a_bad_request(cast: Cast, sign_in: SignIn, person: str) -> None:
    assert sign_in(cast.aino).post("/acting/", {"person": person}).status_code == 400


@pytest.mark.law("Act on Child Custody 361/1983", "5 §", "a right that has ended is refused at once")
def test_a_right_that_ended_a_moment_ago_is_refused(cast: Cast, sign_in: SignIn) -> None:
    saara = sign_in(cast.saara)
    act_for(saara, cast.eino)
    assert "You act for Eino" in text(saara, "/")
    end_representation(actor=SYSTEM, entry=cast.entries["saara eino"], source="tests")
    decide(saara, "give", cast.eino)
    assert history_of(cast.eino.subject) == []
    assert history_of(cast.saara.subject) == []
    page = text(saara, "/")
    assert "Eino" not in page
    assert "Nothing was saved" in page


def test_a_session_that_names_somebody_is_not_believed(cast: Cast, sign_in: SignIn) -> None:
    mikko = sign_in(cast.mikko)
    session = mikko.session
    session[SESSION_KEY] = str(cast.eino.subject)
    session.save()
    page = text(mikko, "/")
    assert "Eino" not in page
    decide(mikko, "give", cast.eino)
    assert history_of(cast.eino.subject) == []


def test_what_a_young_person_decides_alone_has_no_button_for_a_guardian(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert verbs(aino, "trial-consent") == []
    assert "Oona (14) decides this." in text(aino, "/")
    decide(aino, "give", cast.oona)  # the button that is not there
    assert history_of(cast.oona.subject) == []
    assert "This cannot be decided here." in text(aino, "/")


def test_what_is_confidential_is_nowhere_for_a_guardian(cast: Cast, sign_in: SignIn) -> None:
    republish(own_decision_from=13, confidential=True)
    oona, aino = sign_in(cast.oona), sign_in(cast.aino)
    decide(oona, "give", cast.oona, version=2)
    assert "Trial of trial-consent" in text(oona, "/history/")
    act_for(aino, cast.oona)
    for path in ("/", "/uses/", "/history/"):
        assert CONSENT not in text(aino, path)
    hidden, unknown = aino.get(f"/permissions/{CONSENT}/"), aino.get("/permissions/no-such-thing/")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.content == unknown.content
    assert decide(aino, "withdraw", cast.oona).status_code == 404


def republish(**child_rule: object) -> None:
    rule = {"own_decision_from": 13, "guardians": "any"} | child_rule
    publish_trial(child_rule=rule)
