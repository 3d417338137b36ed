"""A whole story is lived through, and every output is searched for a national id: pages, addresses, answers, logs."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from tests.cast import Cast, token_for
from tests.decisions.doors import ask_http
from tests.portal.conftest import SignIn, cast, sign_in

__all__ = ["cast", "sign_in"]

NATIONAL_ID = re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b")
PAGES = ("/", "/permissions/trial-consent/", "/uses/", "/history/", "/take/", "/take/print/")


@pytest.mark.law(
    "Data Protection Act 1050/2018", "29", "no page, address, answer or log line of a story holds a national id"
)
def test_nothing_that_comes_out_of_a_story_holds_a_national_id(
    cast: Cast, sign_in: SignIn, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    outputs: dict[str, str] = {}
    token = token_for("trial", "decision:evaluate subjects:resolve")
    department = Client(headers={"authorization": f"Bearer {token}"})
    said = json.dumps({"national_id": cast.aino.national_id})
    resolved = department.post("/api/v1/subjects/resolve", said, content_type="application/json")
    outputs["resolve"] = resolved.content.decode()
    broken = json.dumps({"national_id": cast.aino.national_id + "x"})
    outputs["a wrong id"] = department.post(
        "/api/v1/subjects/resolve", broken, content_type="application/json"
    ).content.decode()
    aino = sign_in(cast.aino)
    form = {"person": str(cast.aino.subject), "notice_version": 1}
    for verb in ("give", "withdraw"):
        answer = aino.post(f"/permissions/trial-consent/{verb}/", form)
        outputs[f"the address after {verb}"] = answer["Location"]
        question = {
            "subject": {"type": "department", "id": "trial"},
            "action": {"name": "trial-consent"},
            "resource": {"type": "trial.plain", "id": resolved.json()["id"]},
        }
        outputs[f"the check after {verb}"] = json.dumps(ask_http(token, question)[2])
    assert aino.post("/acting/", {"person": str(cast.eino.subject)}).status_code == 302
    for path in PAGES:
        outputs[path] = aino.get(path).content.decode()
    rebuilt = StringIO()
    call_command("rebuild_permissions", stdout=rebuilt)
    outputs["a command"] = rebuilt.getvalue()
    printed = capfd.readouterr()
    outputs |= {"the terminal": printed.out + printed.err, "the log": caplog.text}
    assert '"decision": true' in outputs["the check after give"], "the story did not happen"
    assert "/api/v1/subjects/resolve" in outputs["the terminal"] + outputs["the log"], "no log line was looked at"
    for where, text in outputs.items():
        assert not NATIONAL_ID.search(text), where
        for person in (cast.aino, cast.eino, cast.mikko):
            assert person.national_id not in text, where


def test_a_national_id_is_found_where_there_is_one(cast: Cast) -> None:
    assert NATIONAL_ID.search(f"said of {cast.aino.national_id}.")
    assert not NATIONAL_ID.search("2026-11-24T10:00:00Z 123456789012 S-ABCDEFGH")
