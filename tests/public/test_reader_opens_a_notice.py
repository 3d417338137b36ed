"""The full notice: anyone reads it, each version at an address that never changes, in three languages."""

import pytest
from django.test import Client

from consent.registry.queries import notice
from tests.cast import Cast, publish_trial

PATH = "/activities/trial-consent/1/"


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry, published."""
    return settled


def read(path: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "13", "the whole notice is public, permanent and in three languages")
def test_the_whole_notice_is_there(cast: Cast, language: str) -> None:
    page = read(PATH, language)
    for fact in (
        "Trial of trial-consent",
        "We use this data in a trial.",
        "We try the rules of this platform.",
        "We read the data and do nothing else.",
        "You can see, correct and take your data.",
        "Nothing changes for you.",
        f"Trial ({language})",
        f"trial.plain ({language})",
        f"A year ({language})",
        "6(1)(a)",
        "13",
        notice("trial-consent", 1).hash.hex(),
    ):
        assert fact in page


def test_a_law_is_named_with_its_section(cast: Cast) -> None:
    page = read("/activities/trial-task/1/")
    assert "Trial Act (en) (Trial Act 1/2026 s. 1)" in page
    assert "6(1)(e)" in page


def test_an_old_version_stays_as_it_was(cast: Cast) -> None:
    before = read(PATH)
    publish_trial(categories=["trial.plain", "trial.other"])
    assert before.partition("<main")[2] == read(PATH).partition("<main")[2]
    assert "trial.other" not in before
    assert "trial.other" in read("/activities/trial-consent/2/")


@pytest.mark.parametrize(
    "path",
    [
        "/activities/trial-consent/2/",
        "/activities/trial-consent/0/",
        "/activities/no-such-thing/1/",
        f"/activities/trial-consent/{10**30}/",
        "/activities/trial-consent/-1/",
        "/activities/trial-consent/x/",
    ],
)
def test_what_was_never_published_is_not_found(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_reader_needs_no_session(cast: Cast) -> None:
    client = Client()
    client.get(PATH)
    assert "sessionid" not in client.cookies
