"""Give, don't give, withdraw, object: what each button does, and what it says that it did."""

import pytest

from consent.core.events import Kind
from consent.core.vocabulary import Channel, DecidedBy
from consent.ledger.queries import history_of
from tests.cast import Cast, publish_trial
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, card, decide, text, verbs


def kinds(cast: Cast) -> list[Kind]:
    return [change.kind for change in history_of(cast.aino.subject)]


@pytest.mark.parametrize(("verb", "kind"), [("give", Kind.CONSENT_GRANTED), ("refuse", Kind.CONSENT_REFUSED)])
@pytest.mark.law("GDPR", "7(1)", "each decision is recorded with notice, language, channel and who decided")
def test_a_decision_is_recorded_before_a_redirect(cast: Cast, sign_in: SignIn, verb: str, kind: Kind) -> None:
    aino = sign_in(cast.aino, "sv")
    answer = decide(aino, verb, cast.aino)
    assert (answer.status_code, answer["Location"]) == (302, f"/permissions/{CONSENT}/#status")
    change = history_of(cast.aino.subject)[0]
    assert (change.kind, change.notice_version, change.language) == (kind, 1, "sv")
    assert (change.channel, change.decided_by, change.actor_subject) == (
        Channel.PORTAL,
        DecidedBy.SELF,
        cast.aino.subject,
    )


@pytest.mark.parametrize(
    ("verb", "told"), [("give", "consent given. It is valid until"), ("refuse", "consent not given")]
)
def test_the_page_says_once_what_the_server_did(cast: Cast, sign_in: SignIn, verb: str, told: str) -> None:
    aino = sign_in(cast.aino)
    decide(aino, verb, cast.aino)
    page = text(aino, "/")
    assert told in page[page.index('role="status"') :]
    assert told not in text(aino, "/")


@pytest.mark.law("GDPR", "7(3)", "withdrawing takes one click, as giving does, and no reason")
def test_withdrawing_asks_for_nothing_that_giving_does_not(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    answer = aino.post(f"/permissions/{CONSENT}/withdraw/", {"person": str(cast.aino.subject)})
    assert answer.status_code == 302
    assert kinds(cast) == [Kind.CONSENT_WITHDRAWN, Kind.CONSENT_GRANTED]
    assert verbs(aino) == ["give"]


def test_from_the_front_page_one_comes_back_to_the_front_page(cast: Cast, sign_in: SignIn) -> None:
    assert decide(sign_in(cast.aino), "give", cast.aino, back="home")["Location"] == "/#status"


def test_a_second_click_changes_nothing_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    decide(aino, "give", cast.aino)
    assert kinds(cast) == [Kind.CONSENT_GRANTED]
    assert "had been decided already" in text(aino, "/")


@pytest.mark.law("GDPR", "21(1)", "a public task can be objected to in the portal")
def test_an_objection_stops_the_use_and_is_told(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "object", cast.aino, "trial-task")
    assert kinds(cast) == [Kind.OBJECTION_MADE]
    assert "objection saved" in text(aino, "/permissions/trial-task/")
    assert verbs(aino, "trial-task") == []


@pytest.mark.parametrize(
    ("verb", "activity"),
    [
        ("give", "trial-task"),
        ("refuse", "trial-contract"),
        ("withdraw", "trial-duty"),
        ("object", "trial-compulsory"),
        ("object", "trial-contract"),
        ("object", "trial-consent"),
    ],
)
def test_a_button_that_is_not_there_does_nothing(cast: Cast, sign_in: SignIn, verb: str, activity: str) -> None:
    aino = sign_in(cast.aino)
    assert decide(aino, verb, cast.aino, activity).status_code == 302
    assert kinds(cast) == []
    assert "Nothing was saved" in text(aino, "/")


@pytest.mark.parametrize("verb", ["give", "refuse"])
@pytest.mark.law("GDPR", "7(2)", "nobody agrees to a text that they were not shown")
def test_a_text_that_changed_meanwhile_is_not_agreed_to(cast: Cast, sign_in: SignIn, verb: str) -> None:
    aino = sign_in(cast.aino)
    publish_trial(categories=["trial.plain", "trial.other"])
    answer = decide(aino, verb, cast.aino, version=1)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "no-store" in answer["Cache-Control"]
    assert kinds(cast) == []
    (difference,) = answer.context["changed"]["differences"]
    assert difference.before == "trial.plain (en)"
    assert "trial.other (en)" in difference.after
    assert difference.after in page
    assert 'name="notice_version" value="2"' in page  # one may decide again, on what is in force
    assert f'name="next" value="/permissions/{CONSENT}/"' in page


@pytest.mark.parametrize("version", ["", "x", "-1", "1.0", "²", "9" * 30])
def test_a_version_that_is_no_number_is_a_bad_request(cast: Cast, sign_in: SignIn, version: str) -> None:
    assert decide(sign_in(cast.aino), "give", cast.aino, version=version).status_code == 400
    assert kinds(cast) == []


def test_a_version_that_never_was_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    assert decide(sign_in(cast.aino), "give", cast.aino, version=7).status_code == 404
    assert kinds(cast) == []


def test_an_old_consent_is_not_stretched_to_a_wider_text(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    publish_trial(categories=["trial.plain", "trial.other"])
    assert verbs(aino) == ["give", "refuse"]
    assert card(aino).section == "waiting"
    assert "no longer counts" in text(aino, "/")


def test_an_old_consent_covers_only_the_text_it_was_given_to(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    publish_trial(retention={"months": 6, "text": {"fi": "Puoli vuotta", "sv": "Ett halvår", "en": "Half a year"}})
    assert verbs(aino) == ["give", "withdraw"]
    assert card(aino).section == "waiting"
    assert "covers only the earlier text" in text(aino, "/")


def test_a_page_opened_for_one_person_decides_for_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.aino)  # from a tab that was opened before
    assert kinds(cast) == []
    assert history_of(cast.eino.subject) == []
    assert "Nothing was saved. Check whom you act for" in text(aino, "/")


def test_history_names_what_was_decided_and_the_text(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    decide(aino, "withdraw", cast.aino)
    page = text(aino, "/history/")
    assert page.index("Consent withdrawn") < page.index("Consent given")
    assert f"/activities/{CONSENT}/1/" in page
    assert "By Aino Virtanen" in page
