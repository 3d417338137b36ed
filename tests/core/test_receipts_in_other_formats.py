"""A receipt fits its schema, ISO/IEC TS 27560 in DPV's words, and Kantara's receipt 1.1."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from jsonschema import Draft202012Validator

from consent.core.receipt_kantara import epoch_seconds
from consent.core.receipt_terms import CONTEXT
from tests.receipt_vectors import Vector, vectors

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
SCHEMA = json.loads((ROOT / "docs" / "receipt.schema.json").read_text(encoding="utf-8"))
KANTARA = Draft202012Validator(json.loads((HERE / "kantara_cr_1_1.json").read_text(encoding="utf-8")))
SHAPES = rdflib.Graph().parse(HERE / "receipt_shapes.ttl", format="turtle")
TERMS = set((ROOT / "consent" / "registry" / "terms" / "dpv-2.3.txt").read_text(encoding="utf-8").split())
# What DPV's list of names does not hold: the city's jurisdiction, the GDPR itself, the schemas that are conformed to.
BESIDE = {"loc:FI", "legal-eu:law-GDPR", "dpv-27560:receipt-eu-gdpr", "dpv-27560:record-eu-gdpr"}
LISTED = ("dpv:", "pd:", "eu-gdpr:", "loc:", "legal-eu:", "dpv-27560:")

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # within rdflib

GENUINE = [vector for vector in vectors() if vector.group == "genuine"]
CONSENTS = [vector for vector in GENUINE if json.loads(vector.data)["views"]["iso27560"]]


def parts(vector: Vector) -> dict[str, Any]:
    return json.loads(vector.data)  # type: ignore[no-any-return]


def problems(validator: Draft202012Validator, value: Any) -> list[str]:
    return [error.message for error in validator.iter_errors(value)]


def conforms(view: dict[str, Any]) -> tuple[bool, str]:
    graph = rdflib.Graph().parse(data=json.dumps(view), format="json-ld")
    found, _, report = pyshacl.validate(graph, shacl_graph=SHAPES)
    return bool(found), str(report)


def words(value: Any) -> Iterator[str]:
    """Every name and every text of a JSON value."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "@context":
                yield name
                yield from words(part)
    elif isinstance(value, list):
        for part in value:
            yield from words(part)
    elif isinstance(value, str):
        yield value


def names(value: Any) -> Iterator[str]:
    """Every name of a JSON value's members but those of the context."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names(part)
    if isinstance(value, dict):
        yield from value.keys() - CONTEXT.keys()


@pytest.mark.parametrize("vector", GENUINE, ids=str)
def test_a_receipt_fits_its_schema(vector: Vector) -> None:
    receipt = parts(vector)
    assert problems(Draft202012Validator(SCHEMA), receipt) == []
    of_event = Draft202012Validator({"$ref": "#/$defs/event", "$defs": SCHEMA["$defs"]})
    assert problems(of_event, json.loads(receipt["event"])) == []


def test_the_schema_is_one_and_refuses_what_is_none() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(KANTARA.schema)
    refusing = [vector for vector in vectors() if vector.verdict in ("wrong_shape", "bad_salt", "unknown_format")]
    assert len(refusing) > 10
    assert [str(vector) for vector in refusing if not problems(Draft202012Validator(SCHEMA), parts(vector))] == []


@pytest.mark.parametrize("vector", CONSENTS, ids=str)
@pytest.mark.law("ISO/IEC TS 27560", "receipt", "each receipt of a consent is a dpv:ConsentReceipt with its record")
def test_the_iso_view_has_the_shape_that_is_asked_for(vector: Vector) -> None:
    found, report = conforms(parts(vector)["views"]["iso27560"])
    assert found, report


@pytest.mark.parametrize("vector", CONSENTS, ids=str)
def test_every_term_of_the_iso_view_exists(vector: Vector) -> None:
    used = {word for word in words(parts(vector)["views"]["iso27560"]) if word.startswith(LISTED)}
    assert used - BESIDE - TERMS == set()
    assert len(used) > 30


def test_every_name_is_of_a_vocabulary_that_the_context_spells_out() -> None:
    for vector in CONSENTS:
        used = {
            name.partition(":")[0] for name in names(parts(vector)["views"]["iso27560"]) if not name.startswith("@")
        }
        assert used <= CONTEXT.keys()


@pytest.mark.parametrize(
    "without",
    [
        ("dct:identifier",),
        ("dpv:hasRecordOfActivity",),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasNotice"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasConsentStatus"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasConsentStatus", 0, "dpv:isIndicatedBy"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasProcess", 0, "dpv:hasPurpose"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasProcess", 0, "dpv:hasStorageCondition"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasProcess", 0, "dpv:hasConsentControl"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasProcess", 0, "dpv:hasRecipient"),
        ("dpv:hasRecordOfActivity", 0, "dpv:hasEntity", 0, "dpv:hasName"),
    ],
    ids=lambda path: str(path[-1]),
)
def test_the_shapes_have_teeth(without: tuple[Any, ...]) -> None:
    view = parts(CONSENTS[0])["views"]["iso27560"]
    *path, last = without
    place: Any = view
    for step in path:
        place = place[step]
    del place[last]
    assert not conforms(view)[0]


@pytest.mark.parametrize("vector", CONSENTS, ids=str)
@pytest.mark.law("Kantara CR 1.1", "4", "each receipt of a consent has a view in the shape of Kantara's receipt")
def test_the_kantara_view_follows_its_rules(vector: Vector) -> None:
    view, event = parts(vector)["views"]["kantara"], json.loads(parts(vector)["event"])
    assert problems(KANTARA, view) == []
    at = datetime.strptime(event["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert view["consentTimestamp"] == int(at.timestamp())
    (purpose,) = view["services"][0]["purposes"]
    given = event["kind"] == "consent.granted" and not event["waiting"]
    assert (purpose["consentType"] == "EXPLICIT") is given


@pytest.mark.parametrize("name", ["version", "consentTimestamp", "piiControllers", "services", "spiCat", "policyUrl"])
def test_the_kantara_rules_have_teeth(name: str) -> None:
    view = parts(CONSENTS[0])["views"]["kantara"]
    del view[name]
    assert problems(KANTARA, view)


def test_what_is_no_consent_is_not_dressed_up_as_one() -> None:
    others = [vector for vector in GENUINE if vector not in CONSENTS]
    assert {json.loads(parts(vector)["event"])["kind"] for vector in others} >= {"objection.made", "restriction.began"}
    assert all(parts(vector)["views"] == {"iso27560": None, "kantara": None} for vector in others)


def test_a_day_that_no_month_has_is_counted_on() -> None:
    assert epoch_seconds("2026-06-31T00:00:00.000000Z") == epoch_seconds("2026-07-01T00:00:00.999999Z")
