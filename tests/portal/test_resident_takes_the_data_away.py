"""Somebody takes the data away: all of their own is in the files, and nothing of anybody else's."""

import csv
import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from consent import clock
from consent.ledger.actions.view_as_staff import record_staff_view
from consent.people.actors import Actor
from consent.people.models import Resident
from consent.portal.views import take
from tests import trial_manifest
from tests.cast import Cast, Person, publish_trial, token_for
from tests.portal.conftest import SignIn
from tests.portal.steps import CONSENT, act_for, decide, text
from tests.portal.test_a_secret_home_stays_secret import PLACES, WEDNESDAY
from tests.portal.test_pages_stay_cheap import decided_often, looked_at
from tests.portal.test_resident_sees_every_look import look

SHEETS = ("permissions", "decisions", "uses")
FILES = ("/take/permissions.jsonld", *(f"/take/{sheet}.csv" for sheet in SHEETS))
EVERYTHING = (*FILES, "/take/", "/take/print/")
KAISA = Actor(kind="staff", account=UUID(int=7), subject=None, name="Kaisa")
Node = dict[str, Any]


def taken(client: Client, path: str) -> str:
    """The whole of a page or a file."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def graph(client: Client) -> list[Node]:
    """The nodes of the JSON-LD document."""
    nodes: list[Node] = json.loads(taken(client, "/take/permissions.jsonld"))["@graph"]
    return nodes


def of_kind(nodes: list[Node], kind: str) -> list[Node]:
    return [node for node in nodes if kind in (node["@type"], *node["@type"])]


def sheet(client: Client, name: str, separator: str = ",") -> list[dict[str, str]]:
    """The rows of a table, by the heading of the column."""
    said = taken(client, f"/take/{name}.csv")
    assert said.startswith("\ufeff")
    return list(csv.DictReader(StringIO(said[1:], newline=""), delimiter=separator))


@pytest.fixture
def token(cast: Cast) -> str:
    """A token of the trial department."""
    return token_for(trial_manifest.DEPARTMENT)


@pytest.fixture
def lived(cast: Cast, sign_in: SignIn, token: str) -> Cast:
    """Aino gave a consent, was looked at, withdrew it, was refused and objected; Mikko did something, too."""
    aino, mikko = sign_in(cast.aino), sign_in(cast.mikko)
    decide(aino, "give", cast.aino)
    look(token, cast.aino, CONSENT)
    decide(aino, "withdraw", cast.aino)
    look(token, cast.aino, CONSENT)
    decide(aino, "object", cast.aino, "trial-task")
    decide(mikko, "refuse", cast.mikko)
    look(token, cast.mikko, "trial-duty")
    return cast


@pytest.mark.law("GDPR", "15(3)", "a resident takes a copy of decisions and uses away, complete and in order")
@pytest.mark.law("GDPR", "20(1)", "what was decided and used is taken away in a structured, machine-readable format")
def test_one_file_holds_every_decision_and_every_look(lived: Cast, sign_in: SignIn) -> None:
    nodes = graph(sign_in(lived.aino))
    (record,) = of_kind(nodes, "dpv:ConsentRecord")
    assert [status["@type"] for status in record["dpv:hasConsentStatus"]] == [
        "dpv:ConsentGiven",
        "dpv:ConsentWithdrawn",
    ], "the oldest first"
    me = {"@id": f"urn:uuid:{lived.aino.subject}"}
    assert [status["dpv:isIndicatedBy"] for status in record["dpv:hasConsentStatus"]] == [me, me]
    (objection,) = of_kind(nodes, "dpv:RightExerciseActivity")
    assert (objection["dpv:hasRight"], objection["mydata:event"]) == ({"@id": "eu-gdpr:A21"}, "objection.made")
    uses = of_kind(nodes, "dpv:DataProcessingRecord")
    assert [(use["mydata:allowed"], use["mydata:reason"]) for use in uses] == [(False, "withdrawn"), (True, "consent")]
    states = {node["dct:identifier"]: node["mydata:state"] for node in of_kind(nodes, "mydata:Permission")}
    assert states[CONSENT] == "withdrawn"
    assert states["trial-task"] == "objected"
    assert states["trial-duty"] == "in_force"


@pytest.mark.law("GDPR", "15(1)", "the copy tells purposes, categories, recipients, retention, source and every look")
def test_each_purpose_says_what_why_for_whom_how_long_and_from_where(lived: Cast, sign_in: SignIn) -> None:
    nodes = graph(sign_in(lived.aino, "sv"))
    process = next(node for node in of_kind(nodes, "dpv:Process") if node["dct:identifier"] == "trial-task")
    (category,) = process["dpv:hasPersonalData"]
    assert category["skos:prefLabel"] == {"@value": "trial.plain (sv)", "@language": "sv"}
    assert category["dpv:hasDataSource"] == process["dpv:hasDataController"] == {"@id": "urn:mydata:department:trial"}
    assert process["dpv:hasStorageCondition"]["dpv:hasDuration"]["@value"] == "P12M"
    assert process["dpv:hasRecipient"] == []
    assert process["dpv:hasPurpose"]["dct:description"]["@value"] == "We try the rules of this platform."
    assert {"@id": "eu-gdpr:A6-1-e"} in process["dpv:hasLegalBasis"]
    (department,) = [node for node in nodes if node.get("@id") == "urn:mydata:department:trial"]
    assert department["schema:contactPoint"]["schema:email"] == "trial@city.example"


@pytest.mark.law("GDPR", "20(3)", "the copy says what may be carried over: consents and agreements, no public task")
def test_only_consents_and_agreements_may_be_carried_over(lived: Cast, sign_in: SignIn) -> None:
    nodes = graph(sign_in(lived.aino))
    portable = {node["dct:identifier"] for node in of_kind(nodes, "dpv:Process") if node["mydata:portable"]}
    assert portable == {CONSENT, "trial-all-guardians", "trial-contract", "trial-conditions"}
    rows = sheet(sign_in(lived.aino), "permissions")
    assert {row["activity"] for row in rows if row["May be taken to another service"] == "Yes"} == portable


def test_every_notice_that_a_use_or_a_decision_names_is_in_the_file(lived: Cast, sign_in: SignIn, token: str) -> None:
    publish_trial(categories=["trial.plain", "trial.other"])
    decide(sign_in(lived.aino), "give", lived.aino, version=2)
    look(token, lived.aino, CONSENT)
    nodes = graph(sign_in(lived.aino))
    there = [node["@id"] for node in of_kind(nodes, "dpv:Process")]
    named = {ref["@id"] for node in nodes for ref in refs(node.get("dpv:hasProcess", []))}
    assert named <= set(there)
    assert len(there) == len(set(there)), "none is told twice"
    assert {f"urn:mydata:process:{CONSENT}:{version}" for version in (1, 2)} <= set(there)


def refs(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def test_three_tables_hold_the_same(lived: Cast, sign_in: SignIn) -> None:
    aino = sign_in(lived.aino)
    states = {row["activity"]: (row["Where it stands"], row["state"]) for row in sheet(aino, "permissions")}
    assert states[CONSENT] == ("Withdrawn", "withdrawn")
    assert states["trial-task"] == ("Objected to", "objected")
    decisions = sheet(aino, "decisions")
    assert [row["kind"] for row in decisions] == ["objection.made", "consent.withdrawn", "consent.granted"]
    assert [row["What was decided"] for row in decisions] == ["Objection made", "Consent withdrawn", "Consent given"]
    assert len(decisions[2]["notice_sha256"]) == 64
    uses = sheet(aino, "uses")
    assert [(row["Given out"], row["decision"], row["reason"]) for row in uses] == [
        ("No", "refused", "withdrawn"),
        ("Yes", "allowed", "consent"),
    ]
    assert uses[0]["Who"] == "Trial (en)"
    assert uses[0]["On what ground"] == "Refused: consent was withdrawn"


def test_a_page_to_print_holds_the_same(lived: Cast, sign_in: SignIn) -> None:
    page = taken(sign_in(lived.aino), "/take/print/")
    for said in (
        "Aino Virtanen",
        "Objection made",
        "Consent withdrawn",
        "Consent given",
        "Refused: consent was",
        "By ",
    ):
        assert said in page


@pytest.mark.law("GDPR", "15(4)", "a copy holds no other person's data: neither their matters nor their names")
def test_nothing_of_anybody_else_is_in_any_of_it(lived: Cast, sign_in: SignIn) -> None:
    aino, mikko = sign_in(lived.aino), sign_in(lived.mikko)
    mine, theirs = ([taken(who, path) for path in FILES] for who in (aino, mikko))
    others = [str(person.subject) for person in (lived.saara, lived.eino, lived.oona, lived.mikko)]
    assert [other for other in [*others, "Mikko", "Saara", "Eino", "Oona"] if other in "".join(mine)] == []
    assert "Aino" not in "".join(theirs)
    assert {row["activity"] for row in sheet(mikko, "uses")} == {"trial-duty"}
    assert [row["kind"] for row in sheet(mikko, "decisions")] == ["consent.refused"]


def test_the_national_id_is_in_none_of_it(lived: Cast, sign_in: SignIn) -> None:
    aino = sign_in(lived.aino)
    assert [path for path in EVERYTHING if lived.aino.national_id in taken(aino, path)] == []


def test_somebody_without_decisions_takes_an_empty_history_away(cast: Cast, sign_in: SignIn) -> None:
    mikko = sign_in(cast.mikko)
    assert sheet(mikko, "decisions") == sheet(mikko, "uses") == []
    nodes = graph(mikko)
    assert of_kind(nodes, "dpv:ConsentRecord") == of_kind(nodes, "dpv:DataProcessingRecord") == []
    assert "Nothing has been decided yet." in taken(mikko, "/take/print/")


# For a child


def test_a_guardian_takes_a_childs_data_away_and_is_named_as_the_one_who_decided(
    cast: Cast, sign_in: SignIn, token: str
) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino)
    look(token, cast.eino, CONSENT)
    nodes = graph(aino)
    (child,) = of_kind(nodes, "dpv:Child")
    assert child["schema:givenName"] == "Eino"
    assert "schema:birthDate" not in child
    (record,) = of_kind(nodes, "dpv:ConsentRecord")
    (status,) = record["dpv:hasConsentStatus"]
    by = status["dpv:isIndicatedBy"]
    assert by["@type"] == "dpv:GuardianOfDataSubject"
    assert (by["@id"], by["dpv:hasName"]) == (f"urn:uuid:{cast.aino.subject}", "Aino Virtanen")
    assert by["dpv:hasJustification"]["@type"] == "dpv:Justification"
    assert sheet(aino, "decisions")[0]["By whom"] == "By Aino Virtanen for Eino (5)"
    assert len(sheet(aino, "uses")) == 1
    assert "Take the data of Eino (5) with you" in text(aino, "/take/")
    assert sheet(sign_in(cast.saara), "decisions") == [], "her own are none"


def test_the_other_guardian_is_told_that_a_guardian_decided_not_who(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino)
    saara = sign_in(cast.saara)
    act_for(saara, cast.eino)
    (record,) = of_kind(graph(saara), "dpv:ConsentRecord")
    by = record["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"]
    assert by.keys() == {"@type", "dpv:hasJustification"}
    said = "".join(taken(saara, path) for path in FILES)
    assert str(cast.aino.subject) not in said
    assert "Aino" not in said


def test_a_consent_that_waits_for_the_other_guardian_is_not_told_as_given(cast: Cast, sign_in: SignIn) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    decide(aino, "give", cast.eino, "trial-all-guardians")
    nodes = graph(aino)
    (record,) = of_kind(nodes, "dpv:ConsentRecord")
    assert [status["@type"] for status in record["dpv:hasConsentStatus"]] == ["dpv:ConsentRequested"]
    states = {node["dct:identifier"]: node.get("dpv:hasConsentStatus") for node in of_kind(nodes, "mydata:Permission")}
    assert states["trial-all-guardians"] == {"@type": "dpv:ConsentRequested"}


def test_a_guardian_takes_nothing_away_of_what_a_young_person_decides(
    cast: Cast, sign_in: SignIn, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino, oona = sign_in(cast.aino), sign_in(cast.oona)
    act_for(aino, cast.oona)
    text(aino, "/")  # takes the message of the switch away
    moment = clock.now()

    def everything() -> list[str]:
        with monkeypatch.context() as at_one_moment:
            at_one_moment.setattr(clock, "now", lambda: moment)
            return [plain(taken(aino, path)) for path in EVERYTHING]

    before = everything()
    assert CONSENT not in "".join(before)
    assert "What Oona (14) decides without a guardian is not among these." in before[-2]
    for verb in ("give", "withdraw"):
        decide(oona, verb, cast.oona)
        look(token, cast.oona, CONSENT)
        look(token, cast.oona, "nobody-registered-this")
        assert everything() == before
    assert len(sheet(oona, "uses")) == 4
    assert [row["activity"] for row in sheet(oona, "decisions")] == [CONSENT, CONSENT]


def plain(page: str) -> str:
    """The page without what changes at each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_confidential_matters_are_not_in_a_guardians_files(cast: Cast, sign_in: SignIn, token: str) -> None:
    publish_trial(child_rule={"own_decision_from": 13, "guardians": "any", "confidential": True})
    look(token, cast.oona, CONSENT)
    aino = sign_in(cast.aino)
    act_for(aino, cast.oona)
    assert [path for path in FILES if CONSENT in taken(aino, path)] == []


@pytest.mark.law("Population Information Act 661/2009", "36 §", "no file of a guardian tells where a child lives")
def test_the_files_about_a_secret_home_tell_no_time_and_no_place(
    cast: Cast, sign_in: SignIn, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Resident.objects.filter(pk=cast.eino.subject).update(non_disclosure=True, **PLACES)
    for moment in (WEDNESDAY - timedelta(weeks=3), WEDNESDAY):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        look(token, cast.eino, "trial-task")
        record_staff_view(actor=KAISA, subject=cast.eino.subject, what="record", reason="A complaint of one line.")
    monkeypatch.setattr(clock, "now", lambda: WEDNESDAY + timedelta(days=20, hours=2))
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    for path in EVERYTHING:
        said = taken(aino, path)
        assert [place for place in PLACES.values() if place in said] == [], path
        for time in ("13:37", "25 November", "4 November", "2026-11-25", "2026-11-04"):
            assert time not in said, path
    nodes = graph(aino)
    assert of_kind(nodes, "dpv:DataProcessingRecord") == []
    assert [node["mydata:week"] for node in of_kind(nodes, "mydata:WeekOfUses")] == ["2026-W48", "2026-W45"]
    weeks = sheet(aino, "uses")
    assert [(row["week"], row["activity"]) for row in weeks][:2] == [
        ("2026-W48", "trial-task"),
        ("2026-W45", "trial-task"),
    ]
    assert [row["Why"] for row in weeks][2:] == ["A complaint of one line."] * 2
    assert "Week 48/2026" in taken(aino, "/take/print/")


# Who gets nothing


@pytest.mark.parametrize("path", EVERYTHING)
def test_a_visitor_and_staff_take_nothing(cast: Cast, staff: Client, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")
    assert staff.get(path).status_code == 403


@pytest.mark.parametrize("path", FILES)
def test_a_session_that_ran_out_takes_nothing_and_comes_back_to_the_page(
    lived: Cast, sign_in: SignIn, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino = sign_in(lived.aino)
    assert aino.get(path).status_code == 200
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = aino.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/sign-in/?next={path}")
    assert answer.content == b""


@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_is_taken_while_the_register_does_not_answer(cast: Cast, sign_in: SignIn, path: str) -> None:
    aino = sign_in(cast.aino)
    with override_settings(POPULATION_REGISTER="tests.portal.test_the_register_does_not_answer.DownRegister"):
        assert aino.get(path).status_code == 503


@pytest.mark.parametrize("path", EVERYTHING)
def test_what_is_taken_stays_in_no_cache_and_its_name_tells_nothing(cast: Cast, sign_in: SignIn, path: str) -> None:
    aino = sign_in(cast.aino)
    act_for(aino, cast.eino)
    answer = aino.get(path)
    assert "no-store" in answer["Cache-Control"]
    if path in FILES:
        assert answer["X-Content-Type-Options"] == "nosniff"
        named = re.fullmatch(
            r'attachment; filename="mydata-[a-z]+-\d{4}-\d\d-\d\d\.(jsonld|csv)"', answer["Content-Disposition"]
        )
        assert named
    assert aino.post(path).status_code == 405
    assert aino.get(path, {"activity": "trial-task", "person": str(cast.mikko.subject)}).status_code == 200


# Tables that are opened in a spreadsheet


@pytest.mark.parametrize(("language", "separator"), [("fi", ";"), ("sv", ";"), ("en", ",")])
def test_a_table_opens_in_the_spreadsheet_of_each_language(
    lived: Cast, sign_in: SignIn, language: str, separator: str
) -> None:
    aino = sign_in(lived.aino, language)
    rows = sheet(aino, "uses", separator)
    assert [row["reason"] for row in rows] == ["withdrawn", "consent"], "codes are the same in every language"
    assert next(iter(rows[0])) == {"fi": "Milloin", "sv": "När", "en": "When"}[language]
    assert f"Trial ({language})" in rows[0].values()


def test_a_department_cannot_put_a_formula_into_somebodys_table(cast: Cast, sign_in: SignIn, token: str) -> None:
    look(token, cast.aino, '=HYPERLINK("http://evil.example")', category="x;=cmd|' /C calc'!A0")
    aino = sign_in(cast.aino)
    (row,) = sheet(aino, "uses")
    assert row["activity"] == row["Why"] == '\'=HYPERLINK("http://evil.example")'
    assert row["category"] == "x;'=cmd|' /C calc'!A0"
    (use,) = of_kind(graph(aino), "dpv:DataProcessingRecord")
    assert use["mydata:activity"] == '=HYPERLINK("http://evil.example")', "a program gets what was asked"
    assert use["dpv:hasPersonalData"]["@id"] == "urn:mydata:category:x%3B%3Dcmd%7C%27%20%2FC%20calc%27%21A0"


def test_looks_by_the_citys_supervision_are_in_every_form(cast: Cast, sign_in: SignIn) -> None:
    record_staff_view(actor=KAISA, subject=cast.aino.subject, what="record", reason="=1+1 is what was asked")
    aino = sign_in(cast.aino)
    (row,) = sheet(aino, "uses")
    assert (row["Who"], row["Why"]) == ("A data protection officer looked at the record", "'=1+1 is what was asked")
    (node,) = of_kind(graph(aino), "mydata:LookByStaff")
    assert node["dct:description"] == "=1+1 is what was asked"
    assert "=1+1 is what was asked" in taken(aino, "/take/print/")


# Long lives


@pytest.mark.parametrize("path", ["/take/permissions.jsonld", "/take/uses.csv"])
def test_five_thousand_uses_are_read_a_thousand_at_a_time(cast: Cast, sign_in: SignIn, path: str) -> None:
    aino, counted = sign_in(cast.aino), []
    for more in (500, 500, 4_000):
        looked_at(cast.aino, more)
        with CaptureQueriesContext(connection) as asked:
            said = taken(aino, path)
        counted.append(len(asked))
    assert said.count("trial.plain") >= 5_000
    assert counted[0] == counted[1]
    assert counted[2] == counted[1] + 4, "one statement for each further thousand"


def test_a_file_begins_before_everything_is_read(cast: Cast, sign_in: SignIn) -> None:
    looked_at(cast.aino, 3_000)
    answer = sign_in(cast.aino).get("/take/uses.csv")
    pieces = iter(answer.streaming_content)
    with CaptureQueriesContext(connection) as asked:
        next(pieces)
        assert len(asked) == 0
        assert next(pieces).count(b"\r\n") == 1_000
        assert len(asked) == 1
        rest = b"".join(pieces)
    assert rest.count(b"\r\n") == 2_000
    assert len(asked) == 3


def test_the_page_to_print_holds_the_newest_and_says_that_there_are_more(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take, "USES_ON_PAPER", 3)
    looked_at(cast.aino, 3)
    aino = sign_in(cast.aino)
    assert "There are more uses than fit on paper" not in taken(aino, "/take/print/")
    looked_at(cast.aino, 1)
    page = taken(aino, "/take/print/")
    assert "There are more uses than fit on paper: these are the newest 3." in page
    assert len(aino.get("/take/print/").context["uses"]) == 3


def test_the_page_to_print_takes_as_many_statements_for_five_hundred_as_for_five(cast: Cast, sign_in: SignIn) -> None:
    def statements(person: Person, items: int) -> int:
        looked_at(person, items)
        decided_often(person, items)
        client = sign_in(person)
        taken(client, "/take/print/")
        with CaptureQueriesContext(connection) as asked:
            taken(client, "/take/print/")
        return len(asked)

    assert statements(cast.aino, 5) == statements(cast.mikko, 500) <= 16
