"""What somebody of 13–17 decides alone: a guardian sees that it exists and who decides, and nothing else, anywhere."""

from datetime import timedelta

import pytest

from consent import clock
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.queries import permission_of
from consent.ledger.visibility import Extent, Sight
from tests import trial_manifest
from tests.cast import Cast, publish_trial, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, section_of, text, verbs
from tests.portal.test_resident_sees_every_look import look, rows

LAW = ("Data Protection Act 1050/2018", "5 §")
TOLD = ["Consent given", "Consent withdrawn", "consent was withdrawn", "Withdrawn", "Given</span>", "90 days"]


@pytest.fixture
def decided(cast: Cast, sign_in: SignIn) -> Cast:
    """Oona (14) has given a consent, been looked at, withdrawn it and been looked at again."""
    token = token_for(trial_manifest.DEPARTMENT)
    oona = sign_in(cast.oona)
    decide(oona, "give", cast.oona)
    look(token, cast.oona, CONSENT, times=2)
    decide(oona, "withdraw", cast.oona)
    look(token, cast.oona, CONSENT)
    return cast


@pytest.mark.law(*LAW, "a guardian sees that a young person decides, not what")
def test_the_front_page_says_who_decides_and_nothing_more(decided: Cast, sign_in: SignIn) -> None:
    aino = sign_in(decided.aino)
    act_for(aino, decided.oona)
    shown = card(aino)
    assert section_of(aino, CONSENT) == "own"
    assert (shown.state, shown.decided_at, shown.uses, shown.uses_text, shown.controls) == (None, None, 0, "", ())
    page = text(aino, "/")
    assert "Oona (14) decides this." in page
    assert "Trial of trial-consent" in page


def test_every_page_looks_the_same_whatever_the_young_person_did(cast: Cast, sign_in: SignIn) -> None:
    aino, oona = sign_in(cast.aino), sign_in(cast.oona)
    act_for(aino, cast.oona)
    paths = ["/", f"/permissions/{CONSENT}/", "/history/", "/uses/", f"/uses/?activity={CONSENT}"]
    text(aino, "/")  # takes the message of the switch away
    before = [plain(text(aino, path)) for path in paths]
    token = token_for(trial_manifest.DEPARTMENT)
    for verb in ("give", "withdraw"):
        decide(oona, verb, cast.oona)
        look(token, cast.oona, CONSENT)
        assert [plain(text(aino, path)) for path in paths] == before


def plain(page: str) -> str:
    """The page without what changes at each request."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_the_young_person_sees_everything(decided: Cast, sign_in: SignIn) -> None:
    oona = sign_in(decided.oona)
    assert "Consent withdrawn" in text(oona, "/history/")
    assert len(rows(text(oona, "/uses/"))) == 3
    assert card(oona).uses == 3


def test_the_permission_page_has_no_uses_no_history_and_no_button(decided: Cast, sign_in: SignIn) -> None:
    aino = sign_in(decided.aino)
    act_for(aino, decided.oona)
    page = text(aino, f"/permissions/{CONSENT}/")
    assert "What has been decided and who has used the data is shown to Oona (14) only." in page
    assert "Latest uses" not in page
    assert "What has been decided</h2>" not in page
    assert [told for told in TOLD if told in page] == []


def test_history_and_uses_leave_it_out_and_say_so(decided: Cast, sign_in: SignIn) -> None:
    aino = sign_in(decided.aino)
    act_for(aino, decided.oona)
    for path in ("/history/", "/uses/"):
        page = text(aino, path)
        assert "Trial of trial-consent" not in page
        assert "What Oona (14) decides without a guardian is not on this list." in page


def test_what_a_guardian_decides_for_her_stays_to_be_seen(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    decide(aino, "give", cast.oona, "trial-all-guardians")  # decided alone from 15 on
    assert "Consent given" in text(aino, "/history/")
    assert verbs(aino, "trial-all-guardians") == ["withdraw"]


def test_what_she_decided_stays_hers_when_the_age_is_raised(decided: Cast, sign_in: SignIn) -> None:
    publish_trial(child_rule={"own_decision_from": 16, "guardians": "any"})
    aino = sign_in(decided.aino)
    act_for(aino, decided.oona)
    assert card(aino).hidden
    assert verbs(aino) == ["give", "refuse"], "the decision is a guardian's again"
    assert "Consent withdrawn" not in text(aino, "/history/")


@pytest.mark.parametrize("hers", ["refuse", "give"])
def test_a_guardians_act_does_not_tell_what_she_had_decided(cast: Cast, sign_in: SignIn, hers: str) -> None:
    decide(sign_in(cast.oona), hers, cast.oona)
    publish_trial(child_rule={"own_decision_from": 16, "guardians": "any"})
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    text(aino, "/")  # takes the message of the switch away
    decide(aino, "withdraw", cast.oona)
    told = [str(message) for message in aino.get("/").context["messages"]]
    assert told == ["What has been decided and who has used the data is shown to Oona (14) only."]


def test_a_purpose_that_has_ended_does_not_tell_that_she_had_decided(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(sign_in(cast.oona), "give", cast.oona)
    now = clock.now()
    publish_trial(in_force_until=f"{now + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=2))
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert aino.get(f"/permissions/{CONSENT}/").status_code == 404
    assert decide(aino, "withdraw", cast.oona).status_code == 404
    assert "Consent given" in text(sign_in(cast.oona), f"/permissions/{CONSENT}/")


@pytest.mark.parametrize("age", range(19))
@pytest.mark.parametrize("own_from", [0, 13, 15, 18])
@pytest.mark.parametrize("confidential", [False, True])
def test_the_rule_for_every_age(cast: Cast, age: int, own_from: int, confidential: bool) -> None:
    from dataclasses import replace

    from consent.people.population import population_register

    view = permission_of(cast.oona.subject, CONSENT, clock.now()).activity
    activity = replace(view, own_decision_from=own_from, confidential=confidential)
    right = population_register().may_represent(cast.aino.subject, cast.oona.subject, clock.now())
    seen = Sight(age=age, non_disclosure=False, right=right).extent(activity)
    if confidential and age >= own_from:
        assert seen is Extent.NOTHING
    elif 13 <= age < 18 and age >= own_from:
        assert seen is Extent.EXISTENCE
    else:
        assert seen is Extent.WHOLE
    assert Sight(age=age, non_disclosure=False, right=None).extent(activity) is Extent.WHOLE


def test_decisions_made_on_paper_are_hidden_too(cast: Cast, sign_in: SignIn) -> None:
    grant_consent(
        actor=cast.oona.actor, subject=cast.oona.subject, activity=CONSENT, notice_version=1, language="fi",
        channel=Channel.PAPER,
    )  # fmt: skip
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert "on paper" not in text(aino, "/history/") + text(aino, f"/permissions/{CONSENT}/")
