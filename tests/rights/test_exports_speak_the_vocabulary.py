"""An export is read by somebody we do not know: every word of it is one that DPV has, and every shape the guide's."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent import clock
from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.refuse import refuse_consent
from consent.ledger.queries import history_of
from consent.ledger.visibility import Sight
from consent.people.population import population_register
from consent.registry.vocabularies import dpv_terms
from consent.rights.exports import terms
from consent.rights.exports.holdings import Holdings, Reader, holdings_of
from consent.rights.exports.json_ld import json_ld
from tests.cast import Cast, with_consent
from tests.portal.test_pages_stay_cheap import looked_at

LISTED = ("dpv:", "pd:", "eu-gdpr:")
PREFIXED = re.compile(r"(?:dpv|pd|eu-gdpr|legal-eu|loc|dpv-27560|dct|skos|schema|xsd|mydata):[A-Za-z0-9-]+")


def holdings(cast: Cast, *, child: bool = False, language: str = "en") -> Holdings:
    """What Aino takes away, for herself or for Eino."""
    subject, at = (cast.eino if child else cast.aino).subject, clock.now()
    right = population_register().may_represent(cast.aino.subject, subject, at) if child else None
    sight = Sight(age=5 if child else 36, non_disclosure=False, right=right)
    reader = Reader(subject, cast.aino.subject, "Aino Virtanen", sight, language, at, "https://city.example")
    return holdings_of(reader)


def document(found: Holdings) -> dict[str, Any]:
    """The JSON-LD document as a program reads it."""
    read: dict[str, Any] = json.loads(b"".join(json_ld(found)))
    return read


def of_kind(found: Holdings, kind: str) -> list[dict[str, Any]]:
    return [node for node in document(found)["@graph"] if kind in (node["@type"], *node["@type"])]


def spoken(value: Any) -> Iterator[str]:
    """Every key, type and reference of a document; what is a literal's value is free text."""
    if isinstance(value, list):
        for item in value:
            yield from spoken(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key in ("@type", "@id"):
                yield from item if isinstance(item, list) else [item]
            elif key not in ("@value", "@context"):
                yield from spoken(item)


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """Aino consented; she objected to a task, refused for Eino, and both were looked at."""
    cast = with_consent(settled)
    actor = cast.aino.actor
    object_to_activity(
        actor=actor, subject=cast.aino.subject, activity="trial-task", language="fi", channel=Channel.PORTAL
    )
    refuse_consent(
        actor=actor, subject=cast.eino.subject, activity="trial-consent", notice_version=1, language="sv",
        channel=Channel.PORTAL,
    )  # fmt: skip
    for person in (cast.aino, cast.eino):
        looked_at(person, 2)
    return cast


@pytest.mark.law("ISO/IEC TS 27560", "DPV 2.3", "every term of an export is one that the vocabulary has")
@pytest.mark.parametrize("child", [False, True])
def test_every_term_is_in_the_vocabulary(cast: Cast, child: bool) -> None:
    said = set(spoken(document(holdings(cast, child=child))))
    listed = {term for term in said if term.startswith(LISTED)}
    assert len(listed) > 30
    assert listed - dpv_terms() == set()
    assert [word for word in said if not PREFIXED.fullmatch(word) and ":" not in word and word[0] != "@"] == []


def test_every_term_of_the_tables_is_in_the_vocabulary_whether_used_or_not() -> None:
    tables = (terms.BASES, terms.CONSENT_STATES, terms.CONSENT_EVENTS, terms.DATA_KINDS, terms.DECIDERS)
    used = {term for table in tables for term in table.values()} | set(terms.RIGHTS)
    used |= {right for rights in terms.RIGHTS_BY_BASIS.values() for right in rights}
    used |= {"dpv:GuardianOfDataSubject", "dpv:ConsentRequested", "dpv:Child", "eu-gdpr:A18", "eu-gdpr:A21"}
    assert used - dpv_terms() == set()


def test_every_prefix_that_is_used_is_explained_and_nothing_is_fetched(cast: Cast) -> None:
    read = document(holdings(cast))
    prefixes = {word.partition(":")[0] for word in spoken(read["@graph"]) if PREFIXED.fullmatch(word)}
    assert prefixes <= read["@context"].keys()
    assert all(isinstance(value, str) for value in read["@context"].values()), "no context to load from elsewhere"


@pytest.mark.law("ISO/IEC TS 27560", "record", "a record has identifier, subject, notice, process, party and statuses")
def test_a_consent_record_has_all_that_one_must_have(cast: Cast) -> None:
    found = holdings(cast)
    (record,) = of_kind(found, "dpv:ConsentRecord")
    assert record["dct:conformsTo"] == {"@id": "dpv-27560:record-eu-gdpr"}
    assert record["dct:identifier"] == record["dpv:hasIdentifier"] == record["@id"]
    assert record["dpv:hasDataSubject"] == {"@id": f"urn:uuid:{cast.aino.subject}"}
    (notice,) = record["dpv:hasNotice"]
    assert (notice["@type"], notice["dct:language"], notice["schema:version"]) == ("dpv:ConsentNotice", "fi", 1)
    assert notice["mydata:sha256"] == found.notices["trial-consent", 1].hash.hex()
    assert record["dpv:hasProcess"] == [{"@id": "urn:mydata:process:trial-consent:1"}]
    assert record["dpv:hasEntity"] == [{"@id": "urn:mydata:department:trial"}]
    (status,) = record["dpv:hasConsentStatus"]
    begins, ends = status["dpv:hasDuration"].split("/")
    assert begins == status["dpv:isIndicatedAtTime"]["@value"]
    assert ends > begins
    for process in of_kind(found, "dpv:Process"):
        for part in (
            "Purpose",
            "PersonalData",
            "StorageCondition",
            "DataController",
            "Recipient",
            "Jurisdiction",
            "Right",
        ):
            assert f"dpv:has{part}" in process
    consent = next(node for node in of_kind(found, "dpv:Process") if node["dct:identifier"] == "trial-consent")
    assert consent["dpv:hasConsentControl"]["dpv:isExercisedAt"] == {
        "@id": "https://city.example/permissions/trial-consent/"
    }


def test_decisions_come_oldest_first_although_the_ledger_lists_the_newest_first(cast: Cast) -> None:
    about = {"actor": cast.aino.actor, "subject": cast.aino.subject, "activity": "trial-all-guardians"}
    for act in (refuse_consent, grant_consent):
        act(**about, notice_version=1, language="fi", channel=Channel.PORTAL)
    listed = [change.event_id for change in history_of(cast.aino.subject)]
    assert listed == sorted(listed, reverse=True)
    records = {node["@id"].rpartition(":")[2]: node for node in of_kind(holdings(cast), "dpv:ConsentRecord")}
    assert [status["@type"] for status in records["trial-all-guardians"]["dpv:hasConsentStatus"]] == [
        "dpv:ConsentRefused",
        "dpv:ConsentGiven",
    ]
    assert len(records) == 2, "one record for each consent, an objection is none"


def test_a_childs_refusal_by_a_guardian_is_one_of_the_child_by_the_guardian(cast: Cast) -> None:
    found = holdings(cast, child=True, language="sv")
    (child,) = of_kind(found, "dpv:Child")
    (record,) = of_kind(found, "dpv:ConsentRecord")
    assert record["dpv:hasDataSubject"] == {"@id": child["@id"]}
    by = record["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"]
    assert (by["@type"], by["dpv:hasName"]) == ("dpv:GuardianOfDataSubject", "Aino Virtanen")
    said = by["dpv:hasJustification"]["dct:description"]
    assert said["@language"] == "sv"
    assert "vårdnadshavare" in said["@value"]


def test_who_was_a_child_then_had_a_guardian_and_who_is_grown_has_a_representative(cast: Cast) -> None:
    found = holdings(cast, child=True)
    grown = replace(found.person, birth_date=clock.today() - timedelta(days=9_000))
    (record,) = of_kind(replace(found, person=grown), "dpv:ConsentRecord")
    assert record["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"]["@type"] == "dpv:Representative"
    assert of_kind(replace(found, person=grown), "dpv:Child") == []


def test_a_use_names_its_purpose_and_its_ground(cast: Cast) -> None:
    for node in of_kind(holdings(cast), "dpv:DataProcessingRecord"):
        assert node["dpv:hasRecipient"] == {"@id": "urn:mydata:department:trial"}
        assert node["dpv:hasLegalBasis"] == {"@id": "eu-gdpr:A6-1-a"}
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node["@id"])


def test_what_is_gathered_tells_nothing_in_a_log(cast: Cast) -> None:
    assert repr(holdings(cast)) == "<Holdings>"
