"""What departments asked is in what a person takes away, and what a young person is asked alone in nobody else's."""

import json
from datetime import timedelta
from typing import Any

import pytest

from consent import clock
from consent.ledger.visibility import Sight
from consent.people.population import population_register
from consent.rights.exports.holdings import Reader, holdings_of
from consent.rights.exports.json_ld import json_ld
from tests.asking.conftest import BY_ALL, asked, refuse
from tests.cast import Cast, Person


def requests_in_the_export(cast: Cast, of: Person, age: int, *, by: Person) -> list[dict[str, Any]]:
    """This function will return the requests in what ``by`` takes away about ``of``."""
    at = clock.now()
    right = None if of is by else population_register().may_represent(by.subject, of.subject, at)
    sight = Sight(age=age, non_disclosure=False, right=right)
    reader = Reader(of.subject, by.subject, "Somebody", sight, "en", at, "https://city.example")
    graph = json.loads(b"".join(json_ld(holdings_of(reader))))["@graph"]
    described = {node["@id"] for node in graph if node["@type"] == "dpv:Process"}
    found = [node for node in graph if node["@type"] == "mydata:ConsentRequest"]
    assert {node["dpv:hasProcess"]["@id"] for node in found} <= described
    return found


@pytest.mark.law(
    "GDPR", "15(1)", "a copy of the data tells which department asked for which consent, and what came of it"
)
def test_each_request_is_told_with_how_it_stands(settled: Cast, db: None) -> None:
    first, second = asked(settled.aino, days=14), asked(settled.aino, BY_ALL)
    refuse(settled.aino)
    found = requests_in_the_export(settled, settled.aino, 36, by=settled.aino)
    assert [(node["dct:identifier"], node["mydata:state"]) for node in found] == [
        (BY_ALL, "waiting"),
        ("trial-consent", "refused"),
    ]
    assert found[0]["@id"].endswith(str(second.id))
    assert first.expires_at - first.asked_at == timedelta(days=14)
    assert found[1]["dpv:hasEntity"]["@id"] == "urn:mydata:department:trial"


def test_a_guardian_takes_a_childs_but_not_what_a_young_person_decides_alone(settled: Cast, db: None) -> None:
    asked(settled.eino)
    asked(settled.oona)
    together = asked(settled.oona, BY_ALL)
    assert len(requests_in_the_export(settled, settled.eino, 5, by=settled.aino)) == 1
    (told,) = requests_in_the_export(settled, settled.oona, 14, by=settled.aino)
    assert told["@id"].endswith(str(together.id))
    assert len(requests_in_the_export(settled, settled.oona, 14, by=settled.oona)) == 2
