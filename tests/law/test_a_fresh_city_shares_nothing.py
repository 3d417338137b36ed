"""A city that was just set up, in which nobody has decided: nothing that needs a consent is shared."""

import json

import pytest

from consent.ledger.queries import history_of
from consent.registry.queries import activities
from tests.cast import Cast, token_for
from tests.decisions.doors import ask_http
from tests.portal.conftest import SignIn, cast, sign_in

__all__ = ["cast", "sign_in"]


def ask(token: str, activity: str, pairwise_id: str) -> dict[str, object]:
    """This function will ask as the trial department does and return the whole answer."""
    body = {
        "subject": {"type": "department", "id": "trial"},
        "action": {"name": activity},
        "resource": {"type": "trial.plain", "id": pairwise_id},
    }
    status, _, answer = ask_http(token, body)
    assert status == 200, json.dumps(answer)
    return answer


@pytest.mark.law("GDPR", "25(2)", "a fresh city shares nothing that needs a consent: every check is refused")
def test_no_consent_is_on_in_a_fresh_city(cast: Cast) -> None:
    token = token_for("trial")
    consents = [view.code for view in activities() if view.basis.value == "consent"]
    assert len(consents) == 2
    for person in (cast.aino, cast.eino, cast.oona, cast.mikko, cast.unknown):
        for code in consents:
            assert ask(token, code, person.pairwise_id)["decision"] is False
        assert history_of(person.subject) == []


@pytest.mark.law("GDPR", "25(2)", "no switch is on before a resident has decided")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_switch_is_on_before_anybody_decides(cast: Cast, sign_in: SignIn, language: str) -> None:
    page = sign_in(cast.aino, language).get("/").content.decode()
    assert "checked" not in page
    assert "/withdraw/" not in page
    assert "/give/" in page


@pytest.mark.law("GDPR", "5(1)(b)", "a purpose that nobody registered is refused, and the question stays on record")
def test_an_unknown_purpose_is_refused(cast: Cast) -> None:
    answer = ask(token_for("trial"), "no-such-purpose", cast.aino.pairwise_id)
    assert answer["decision"] is False


@pytest.mark.law("GDPR", "6(1)", "a check on a law-based purpose answers with its basis and never with a consent")
@pytest.mark.parametrize(("activity", "basis"), [("trial-task", "public_task"), ("trial-duty", "legal_obligation")])
def test_a_law_based_answer_names_the_law(cast: Cast, activity: str, basis: str) -> None:
    context = ask(token_for("trial"), activity, cast.aino.pairwise_id)["context"]
    assert (context["basis"], context["reason"], context["law_ref"]) == (basis, "law", "Trial Act 1/2026 s. 1")


@pytest.mark.law("GDPR", "7(4)", "refusing and withdrawing change nothing about what the law or a contract gives")
def test_a_no_costs_nothing(cast: Cast, sign_in: SignIn) -> None:
    token, services = token_for("trial"), ("trial-task", "trial-duty", "trial-contract", "trial-vital")

    def served(pairwise_id: str) -> list[tuple[object, object]]:
        answers = [ask(token, code, pairwise_id) for code in services]
        return [(answer["decision"], answer["context"]["reason"]) for answer in answers]

    before = served(cast.aino.pairwise_id)
    aino = sign_in(cast.aino)
    for verb in ("refuse", "give", "withdraw"):
        sent = {"person": str(cast.aino.subject), "notice_version": 1}
        assert aino.post(f"/permissions/trial-consent/{verb}/", sent).status_code == 302
        assert served(cast.aino.pairwise_id) == before == served(cast.mikko.pairwise_id)
