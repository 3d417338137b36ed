"""A resident sees under a use what the department says that it read, and to whom it passed it on."""

import pytest

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.report_uses import Report, Reported, report_uses
from consent.ledger.decision_ids import decision_id
from consent.ledger.models import Use
from tests import trial_manifest
from tests.cast import SYSTEM, Cast, publish_trial, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, text
from tests.portal.test_resident_sees_every_look import look
from tests.portal.test_resident_takes_the_data_away import graph, of_kind, sheet

RECIPIENTS = [
    {"name": {"fi": "Keittiö", "sv": "Köket", "en": "Kitchen"}, "kind": "company"},
    {"name": {"fi": "Terveys", "sv": "Hälsan", "en": "Health"}, "kind": "department", "department": "health"},
]


@pytest.fixture
def reported(cast: Cast) -> Cast:
    """Aino's data were read twice; the first time, the department says what it read."""
    publish_trial(recipients=RECIPIENTS)
    token = token_for(trial_manifest.DEPARTMENT)
    grant_consent(
        actor=cast.aino.actor,
        subject=cast.aino.subject,
        activity=CONSENT,
        notice_version=2,
        language="fi",
        channel=Channel.PORTAL,
    )
    look(token, cast.aino, CONSENT)
    look(token, cast.aino, CONSENT)
    use = Use.objects.earliest("event_id").event_id
    reports = [Report(decision_id(use), 9, ("health", "Kitchen")), Report(decision_id(use), 3)]
    told = report_uses(actor=SYSTEM, department="trial", client="c", reports=reports)
    assert all(isinstance(each, Reported) for each in told)
    return cast


@pytest.mark.law("GDPR", "15(1)(c)", "A resident sees how much was read of a use and to whom it was passed on")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The department’s report: 12 rows read, passed on to: Kitchen; Health"),
        ("fi", "Toimialan ilmoitus: luettu 12 riviä, luovutettu edelleen: Keittiö; Terveys"),
        ("sv", "Sektorns uppgift: 12 rader lästa, lämnats vidare till: Köket; Hälsan"),
    ],
)
def test_the_use_says_how_many_rows_and_who_got_them(reported: Cast, sign_in: SignIn, language: str, said: str) -> None:
    aino = sign_in(reported.aino, language)
    for path in ("/uses/", f"/permissions/{CONSENT}/", "/take/print/"):
        page = " ".join(text(aino, path).split())
        assert page.count(said) == 1, path


def test_the_files_say_it_too_and_of_a_use_without_a_report_nothing(reported: Cast, sign_in: SignIn) -> None:
    aino = sign_in(reported.aino)
    newer, older = sheet(aino, "uses")
    assert (newer["rows_read"], newer["passed_on_to"]) == ("", "")
    assert (older["rows_read"], older["passed_on_to"]) == ("12", "Keittiö; health")
    assert (older["Rows read"], older["Passed on to"]) == ("12", "Kitchen; Health")
    nodes = of_kind(graph(aino), "dpv:DataProcessingRecord")
    assert "mydata:rowsRead" not in nodes[0]
    assert (nodes[1]["mydata:rowsRead"], nodes[1]["mydata:passedOnTo"]) == (12, ["Keittiö", "health"])


def test_nobody_else_sees_it(reported: Cast, sign_in: SignIn) -> None:
    assert "12 rows read" not in text(sign_in(reported.mikko), "/uses/")
