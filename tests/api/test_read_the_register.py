"""A department's engineer reads what the city may do, and what residents were told, in every version."""

import hashlib

import pytest
from django.test import Client

from consent.core.canonical import canonical
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.actions.register_client import RegisteredClient, register_client
from tests.api.conftest import REGISTRAR, bearer, token_for
from tests.cast import publish_trial
from tests.trial_manifest import manifest

LIST = "/api/v1/activities"


@pytest.fixture
def reader(browser: Client, departments: None) -> dict[str, str]:
    """The headers of a client that may read the register and no more; the trial is published."""
    publish_trial()
    client: RegisteredClient = register_client(actor=REGISTRAR, department="library", scopes=["registry:read"])
    return bearer(token_for(browser, client, "registry:read"))


def read(browser: Client, path: str, headers: dict[str, str]) -> dict:
    response = browser.get(path, headers=headers)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.law("GDPR", "30(1)", "the record of processing can be read by a program as well")
def test_every_published_activity_is_there_also_one_that_ended(browser: Client, reader: dict[str, str]) -> None:
    listed = {one["code"]: one for one in read(browser, LIST, reader)["activities"]}
    assert listed["trial-consent"]["basis"] == "consent"
    assert listed["trial-consent"]["department"] == "trial"
    assert listed["trial-consent"]["categories"] == ["trial.plain"]
    assert {one["in_force"] for one in listed.values()} == {True, False}
    assert list(listed) == sorted(listed)


def test_a_notice_is_what_its_hash_is_taken_of(browser: Client, reader: dict[str, str]) -> None:
    shown = read(browser, f"{LIST}/trial-consent/notices/1", reader)
    assert hashlib.sha256(canonical(shown["document"])).hexdigest() == shown["hash"]
    assert shown["changes"] == {"fi": [], "sv": [], "en": []}
    assert read(browser, f"{LIST}/trial-consent", reader)["notices"] == [
        {name: shown[name] for name in ("version", "published_at", "hash")}
    ]


def test_a_new_version_says_what_it_changed(browser: Client, reader: dict[str, str]) -> None:
    changed = manifest()
    (entry,) = [one for one in changed["activities"] if one["code"] == "trial-consent"]
    entry["notice"]["en"]["why"] = "We try other rules."
    load_manifest(actor=REGISTRAR, manifest=changed)
    assert [one["version"] for one in read(browser, f"{LIST}/trial-consent", reader)["notices"]] == [2, 1]
    shown = read(browser, f"{LIST}/trial-consent/notices/2", reader)
    assert [(part["before"], part["after"]) for part in shown["changes"]["en"]] == [
        ("We try the rules of this platform.", "We try other rules.")
    ]
    assert shown["changes"]["fi"] == []


def test_who_has_it_already_is_told_so(browser: Client, reader: dict[str, str]) -> None:
    first = browser.get(LIST, headers=reader)
    again = browser.get(LIST, headers={**reader, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again.get(name) for name in ("ETag", "Cache-Control")} == {
        name: first[name] for name in ("ETag", "Cache-Control")
    }
    publish_trial(valid_months=6)
    after = browser.get(LIST, headers={**reader, "If-None-Match": first["ETag"]})
    assert (after.status_code, after["ETag"] != first["ETag"]) == (200, True)


@pytest.mark.parametrize("path", ["/nothing-here", "/trial-consent/notices/9", "/trial-consent/notices/0"])
def test_what_is_not_there_is_not_found(browser: Client, reader: dict[str, str], path: str) -> None:
    response = browser.get(LIST + path, headers=reader)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_version_beyond_all_numbers_is_not_found(browser: Client, reader: dict[str, str]) -> None:
    assert browser.get(f"{LIST}/trial-consent/notices/{'9' * 40}", headers=reader).status_code == 404


def test_another_scope_reads_nothing(browser: Client, reader: dict[str, str], library: RegisteredClient) -> None:
    for path in (LIST, f"{LIST}/trial-consent", f"{LIST}/trial-consent/notices/1"):
        response = browser.get(path, headers=bearer(token_for(browser, library)))
        assert response.status_code == 403
        assert browser.get(path).status_code == 401


def test_limits_are_told_before_a_check_runs_into_them(browser: Client, reader: dict[str, str]) -> None:
    changed = manifest()
    (entry,) = [one for one in changed["activities"] if one["code"] == "trial-consent"]
    hours = {"from": "08:00", "until": "16:00", "weekdays": ["mon", "fri"]}
    entry["conditions"] = {"uses": {"most": 3, "per": "month"}, "hours": hours}
    load_manifest(actor=REGISTRAR, manifest=changed)
    shown = read(browser, f"{LIST}/trial-consent", reader)
    assert shown["uses"] == {"most": 3, "per": "month"}
    assert shown["hours"] == hours
    other = read(browser, f"{LIST}/trial-contract", reader)
    assert (other["uses"], other["hours"], other["break_glass"]) == (None, None, False)
