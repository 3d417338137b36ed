"""The register of all processing: anyone reads it, finds in it, and sees what changed from version to version."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.registry.queries import notice
from tests.cast import Cast, publish_trial
from tests.public.many import publish_many

PATH = "/activities/"
CHANGES = "/activities/trial-consent/"
MOST_STATEMENTS = 8


@pytest.fixture
def cast(settled: Cast, db: None) -> Cast:
    """The trial registry, published."""
    return settled


def read(path: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(path: str, language: str = "en") -> list[str]:
    answer = Client(headers={"accept-language": language}).get(path)
    return [entry.code for group in answer.context["groups"] for entry in group.entries]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "12(1)", "all processing is listed for anyone, in plain words and three languages")
@pytest.mark.law("GDPR", "13", "who, on which ground, what data and whether it is compulsory, before anybody signs in")
def test_everything_is_listed_for_anyone(cast: Cast, language: str) -> None:
    page = read(PATH, language)
    assert f"Trial ({language})" in page
    for code in ("consent", "contract", "task", "compulsory", "duty", "vital", "ended", "coming"):
        assert f"Trial of trial-{code}" in page
        assert f'href="/activities/trial-{code}/"' in page
    assert f"Trial Act ({language})" in page
    assert f"trial.plain ({language})" in page


def test_whether_one_may_say_no_is_told_for_each_ground(cast: Cast) -> None:
    answer = Client(headers={"accept-language": "en"}).get(PATH)
    must = {entry.code: str(entry.must) for group in answer.context["groups"] for entry in group.entries}
    assert must["trial-consent"] == "No. You decide yourself."
    assert must["trial-task"] == "No. You may object."
    assert must["trial-compulsory"] == "Yes. A law makes this compulsory, so one cannot object."
    assert must["trial-duty"] == "Yes. A law obliges the city."
    assert must["trial-contract"] == "Only if you want the service."
    assert all(words in answer.content.decode() for words in must.values())


def test_what_is_over_or_to_come_is_not_shown_as_in_force(cast: Cast) -> None:
    answer = Client(headers={"accept-language": "en"}).get(PATH)
    states = {entry.code: entry.state for group in answer.context["groups"] for entry in group.entries}
    assert (states["trial-ended"], states["trial-coming"], states["trial-task"]) == ("ended", "coming", "in_force")
    assert "This ended on 1 January 2026" in read("/activities/trial-ended/")
    assert "It begins on 1 January 2100" in read("/activities/trial-coming/")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("trial-vital", ["trial-vital"]),
        ("  TRIAL-vital  trial ", ["trial-vital"]),
        ("compulsory act", ["trial-compulsory"]),
        ("no such words", []),
        ("<script>", []),
        ("\0", []),
        ("%", []),
    ],
)
def test_words_narrow_the_list(cast: Cast, words: str, codes: list[str]) -> None:
    answer = Client(headers={"accept-language": "en"}).get(PATH, {"q": words})
    assert answer.status_code == 200
    assert [entry.code for group in answer.context["groups"] for entry in group.entries] == codes
    assert "<script>" not in answer.content.decode()


def test_a_search_speaks_the_readers_language(cast: Cast) -> None:
    assert "trial-consent" in titles(f"{PATH}?q=suostumus", "fi")
    assert titles(f"{PATH}?q=suostumus", "sv") == []


def test_a_city_that_has_published_nothing_says_so(db: None) -> None:
    assert "has not published any purpose yet" in read(PATH)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40])
def test_an_odd_page_number_is_some_page(cast: Cast, page: str) -> None:
    assert Client().get(PATH, {"page": page}).status_code == 200


@pytest.mark.parametrize("path", [PATH, f"{PATH}?q=copy", CHANGES])
@pytest.mark.parametrize("count", [5, 500])
def test_the_page_asks_the_database_as_often_for_five_as_for_five_hundred(cast: Cast, count: int, path: str) -> None:
    publish_many(count)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = Client().get(path)
    assert answer.status_code == 200
    assert len(asked) <= MOST_STATEMENTS


def test_five_hundred_are_read_page_by_page(cast: Cast) -> None:
    publish_many(500)
    seen: list[str] = []
    path = PATH
    while path:
        answer = Client(headers={"accept-language": "en"}).get(path)
        some = [entry.code for group in answer.context["groups"] for entry in group.entries]
        assert 0 < len(some) <= 50
        seen += some
        path = answer.context["next"]
    assert len(seen) == len(set(seen)) == 511


@pytest.mark.law("GDPR", "30(1)", "the record of processing is generated from what is published, nothing beside it")
def test_a_program_reads_the_whole_register(cast: Cast) -> None:
    answer = Client().get(f"{PATH}?format=json")
    found = {each["activity"]: each for each in answer.json()["activities"]}
    assert len(found) == 11
    published = notice("trial-consent", 1)
    assert found["trial-consent"]["sha256"] == published.hash.hex()
    assert found["trial-consent"]["notice"] == published.document
    assert found["trial-consent"]["url"].endswith("/activities/trial-consent/1/")
    assert "drafted_by" not in answer.content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.law("GDPR", "13", "every version stays readable with its date and fingerprint, and what changed is shown")
def test_the_history_shows_what_changed_in_words(cast: Cast, language: str) -> None:
    publish_trial(categories=["trial.plain", "trial.other"])
    answer = Client(headers={"accept-language": language}).get(CHANGES)
    page = answer.content.decode()
    (newer, changed), (older, nothing) = answer.context["versions"]
    assert (newer.version, older.version, nothing) == (2, 1, None)
    (difference,) = changed
    assert difference.before == f"trial.plain ({language})"
    assert difference.after == f"trial.other ({language}), trial.plain ({language})"
    for version in (newer, older):
        assert version.hash.hex() in page
        assert f'href="/activities/trial-consent/{version.version}/"' in page


def test_every_part_that_differs_is_told_apart(cast: Cast) -> None:
    texts = {part: f"New {part}." for part in ("where_from", "children", "how_selected")}
    before = notice("trial-consent", 1).document["texts"]
    publish_trial(notice={language: before[language] | texts for language in before})
    (_, changed), _ = Client(headers={"accept-language": "en"}).get(CHANGES).context["versions"]
    assert {difference.after for difference in changed} == set(texts.values())


@pytest.mark.parametrize("path", ["/activities/no-such-thing/", "/activities/trial consent/", "/activities/%00/"])
def test_what_was_never_published_is_not_found(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_reader_needs_no_session(cast: Cast) -> None:
    client = Client()
    client.get(PATH)
    client.get(CHANGES)
    assert "sessionid" not in client.cookies
