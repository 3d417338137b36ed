"""After each decision there is a receipt: on the page that says what was done, in the history, forever."""

import json
import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from consent.api.principal import token_checksum
from consent.core.receipt_checks import Refused, TrustedKey, Verified, check_receipt
from consent.core.vocabulary import Reason
from consent.ledger.actions.check import check
from consent.ledger.decision_ids import decision_id
from consent.ledger.queries import history_of
from consent.ledger.reads import CheckQuestion
from consent.registry.queries import notice
from tests import trial_manifest
from tests.cast import Cast, publish_trial, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, decide, text
from tests.signed_log import VKEY, sign_log

LINK = re.compile(r'href="/receipts/([0-9a-f-]{36})/"')


def receipts_on(page: str) -> list[str]:
    return LINK.findall(page)


def download(client: Client, receipt: str) -> bytes:
    answer = client.get(f"/receipts/{receipt}.json")
    assert answer.status_code == 200
    return bytes(answer.content)


def verified(data: bytes) -> Verified:
    return check_receipt(data, [TrustedKey(VKEY)])


def told(client: Client, answer: HttpResponse) -> str:
    """The receipt that the page behind the redirect links to in its newest message."""
    page = text(client, answer["Location"].partition("#")[0])
    return receipts_on(page[page.index('id="status"') : page.index('class="wrap page"')])[-1]


@pytest.mark.law("GDPR", "7(1)", "each decision gives a receipt with who, when, how, which text in which language")
@pytest.mark.parametrize(
    ("steps", "activity", "kind"),
    [
        (["give"], CONSENT, "consent.granted"),
        (["refuse"], CONSENT, "consent.refused"),
        (["give", "withdraw"], CONSENT, "consent.withdrawn"),
        (["give", "withdraw", "give"], CONSENT, "consent.granted"),
        (["object"], "trial-task", "objection.made"),
    ],
)
def test_each_decision_leads_to_its_receipt(
    cast: Cast, sign_in: SignIn, steps: list[str], activity: str, kind: str
) -> None:
    aino = sign_in(cast.aino, "sv")
    for verb in steps:
        answer = decide(aino, verb, cast.aino, activity)
    receipt = told(aino, answer)
    sign_log()
    found = verified(download(aino, receipt))
    assert found.event["kind"] == kind
    assert found.event["version"] == len(steps)
    assert (found.event["decided_by"], found.event["channel"], found.event["language"]) == ("self", "portal", "sv")
    assert found.event["subject"] == found.event["actor_subject"] == str(cast.aino.subject)
    assert found.notice == notice(activity, 1).document
    assert found.event["at"].endswith("Z")


def test_a_decision_that_changed_nothing_has_no_receipt_of_its_own(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    decide(aino, "give", cast.aino)
    text(aino, "/")
    decide(aino, "give", cast.aino)
    page = text(aino, "/")
    assert "nothing changed" in page
    assert receipts_on(page) == []


def test_every_decision_in_the_history_has_its_receipt(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    for verb in ("give", "withdraw", "give"):
        decide(aino, verb, cast.aino)
    expected = [decision_id(change.event_id) for change in history_of(cast.aino.subject)]
    text(aino, "/")  # the messages of what was done are read
    assert receipts_on(text(aino, "/history/")) == expected
    assert receipts_on(text(aino, f"/permissions/{CONSENT}/")) == expected


def test_until_the_log_has_signed_it_the_page_says_so(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    page = text(aino, f"/receipts/{receipt}/")
    assert "Ready within seconds" in page
    assert "The decision is saved and in force" in page
    assert ".json" not in page
    answer = aino.get(f"/receipts/{receipt}.json")
    assert (answer.status_code, answer["Location"]) == (302, f"/receipts/{receipt}/")
    sign_log()
    page = text(aino, f"/receipts/{receipt}/")
    assert "Ready within seconds" not in page
    assert f'href="/receipts/{receipt}.json"' in page


def test_the_page_tells_what_is_in_the_file(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    page = text(aino, f"/receipts/{receipt}/")
    for fact in (
        "Consent given", f"Trial of {CONSENT}", "By Aino Virtanen", "in this portal", "in English", "Notice, version 1",
        notice(CONSENT, 1).hash.hex(), receipt, "The latest decision", "EE",
    ):  # fmt: skip
        assert fact in page, fact
    assert "<script" not in page
    assert page.count("<svg viewBox=") >= 1


def test_a_receipt_stays_the_same_to_the_byte_and_is_there_after_the_withdrawal(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    before = download(aino, receipt)
    newer = told(aino, decide(aino, "withdraw", cast.aino))
    sign_log()
    publish_trial(retention={"months": 24, "text": dict.fromkeys(("fi", "sv", "en"), "Two years")})
    sign_log()
    assert download(aino, receipt) == before
    page = text(aino, f"/receipts/{receipt}/")
    assert "Superseded" in page
    assert newer in receipts_on(page)
    assert "Superseded" not in text(aino, f"/receipts/{newer}/")
    assert b"uperseded" not in before


@pytest.mark.law(
    "GDPR", "7(3)", "an old receipt of a consent that was withdrawn opens nothing: the check asks the ledger"
)
def test_a_receipt_is_no_authority(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    old = download(aino, receipt)
    decide(aino, "withdraw", cast.aino)
    assert verified(old).event["kind"] == "consent.granted"
    token = token_checksum(token_for(trial_manifest.DEPARTMENT))
    (answer,) = check(
        [
            CheckQuestion(
                token_checksum=token, pairwise_id=cast.aino.pairwise_id, activity=CONSENT, category="trial.plain",
                department=trial_manifest.DEPARTMENT,
            )
        ]
    )  # fmt: skip
    assert answer.reason is Reason.WITHDRAWN


def test_anothers_receipt_and_one_that_never_was_are_the_same(cast: Cast, sign_in: SignIn) -> None:
    aino, mikko = sign_in(cast.aino), sign_in(cast.mikko)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    for form in ("/receipts/{}/", "/receipts/{}.json"):
        anothers, unknown = mikko.get(form.format(receipt)), mikko.get(form.format(uuid4()))
        assert (anothers.status_code, unknown.status_code) == (404, 404)
        blank = [re.sub(rb"[0-9a-f-]{36}|value=\"[^\"]+\"", b"", answer.content) for answer in (anothers, unknown)]
        assert blank[0] == blank[1]


@pytest.mark.parametrize("receipt", ["x", "1", "00000000-0000-0000-0000-00000000000g", "../history"])
def test_an_address_that_is_no_receipts_is_not_found(cast: Cast, sign_in: SignIn, receipt: str) -> None:
    aino = sign_in(cast.aino)
    assert aino.get(f"/receipts/{receipt}/").status_code == 404
    assert aino.get(f"/receipts/{receipt}.json").status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_nothing_is_cached(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    for path in (f"/receipts/{receipt}/", f"/receipts/{receipt}.json"):
        assert Client().get(path).status_code == 302
        assert "no-store" in aino.get(path)["Cache-Control"]
    assert aino.get(f"/receipts/{receipt}.json")["Content-Disposition"].startswith("attachment;")


def test_a_guardian_takes_the_childs_receipt_home_while_acting_for_the_child(cast: Cast, sign_in: SignIn) -> None:
    aino, saara = sign_in(cast.aino), sign_in(cast.saara)
    act_for(aino, cast.eino)
    receipt = told(aino, decide(aino, "give", cast.eino))
    sign_log()
    event = verified(download(aino, receipt)).event
    assert (event["decided_by"], event["actor_subject"]) == ("guardian", str(cast.aino.subject))
    assert event["subject"] == str(cast.eino.subject)
    act_for(aino, cast.aino)
    assert aino.get(f"/receipts/{receipt}/").status_code == 404  # it is Eino's, and Aino acts for herself
    assert saara.get(f"/receipts/{receipt}/").status_code == 404
    act_for(saara, cast.eino)
    page = text(saara, f"/receipts/{receipt}/")
    assert "By a guardian" in page
    assert "Aino" not in page


@pytest.mark.law("Data Protection Act 1050/2018", "5", "a young person's own receipts are not a guardian's to see")
def test_a_young_persons_own_receipt_is_theirs_alone(cast: Cast, sign_in: SignIn) -> None:
    aino, oona = sign_in(cast.aino), sign_in(cast.oona)
    receipt = told(oona, decide(oona, "give", cast.oona))
    sign_log()
    act_for(aino, cast.oona)
    assert aino.get(f"/receipts/{receipt}/").status_code == 404
    assert aino.get(f"/receipts/{receipt}.json").status_code == 404
    # Nor when the age is raised afterwards: what she decided stays hers.
    publish_trial(child_rule={"own_decision_from": 18, "guardians": "any"})
    assert aino.get(f"/receipts/{receipt}.json").status_code == 404
    assert verified(download(oona, receipt)).event["decided_by"] == "self"


def test_one_changed_letter_and_nobody_accepts_it(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    with pytest.raises(Refused) as refused:
        verified(download(aino, receipt).replace(b"portal", b"portaI", 1))
    assert refused.value.check in ("bad_event", "not_in_log")


def test_the_file_carries_the_opaque_ids_and_nobodys_name(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    receipt = told(aino, decide(aino, "give", cast.aino))
    sign_log()
    data = download(aino, receipt).decode()
    assert cast.aino.national_id not in data
    assert cast.aino.pairwise_id not in data
    assert "Virtanen" not in data
    assert json.loads(data)["format"] == "mydata-receipt/v1"
