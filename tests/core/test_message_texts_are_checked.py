"""A text that would tell a stranger about a family, mislead it or cannot be answered is refused, with the reason."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.core.gsm7 import segments
from consent.core.message_rules import LONGEST, fill, is_answerable_sender, problems_of

HOST = "mydata.example.fi"
GOOD = {
    "fi": "Sinulle tarjotaan: {service}, {place}. Vastaa {deadline} mennessä A {code} (kyllä) tai B {code} (ei). {url}",
    "sv": "Du erbjuds: {service}, {place}. Svara senast {deadline} A {code} (ja) eller B {code} (nej). {url}",
    "en": "We offer you: {service}, {place}. Reply by {deadline}: A {code} (yes) or B {code} (no). {url}",
}


def problems(*, sender: str = "+358400001234", answerable: bool = True, **texts: str) -> list[str]:
    """This function will return what is wrong with the good texts when ``texts`` take their place."""
    return problems_of(
        {**GOOD, **texts},
        sender=sender,
        answerable=answerable,
        city_host=HOST,
        answers=("A", "B") if answerable else (),
    )


def with_english(addition: str) -> list[str]:
    """This function will return what is wrong when the English text has ``addition`` at its end."""
    return problems(en=f"{GOOD['en']} {addition}")


def test_a_plain_offer_may_be_sent() -> None:
    assert problems() == []


@pytest.mark.parametrize("sender", ["+358400001234", "16123", "161234"])
def test_a_number_and_a_short_code_can_be_answered(sender: str) -> None:
    assert is_answerable_sender(sender)
    assert problems(sender=sender) == []


@pytest.mark.law("Traficom 28 L/2025", "–", "A message that asks for an answer is not sent under a name")
def test_a_named_sender_cannot_be_answered() -> None:
    assert problems(sender="Helsinki", answerable=False) == []
    assert problems(sender="Helsinki") == ["a named sender cannot be answered: send it from a number or a short code"]


@pytest.mark.parametrize("sender", ["", "0401234567890123", "Helsingin kaupunki", "<b>", "12", "+0", "Helsi\nnki"])
def test_a_sender_that_no_operator_takes_is_refused(sender: str) -> None:
    assert len(problems(sender=sender)) == 1


@pytest.mark.parametrize("missing", ["fi", "sv", "en"])
def test_every_language_is_there(missing: str) -> None:
    assert problems(**{missing: " "}) == [f"{missing}: the text is missing"]
    assert "de: not a language of the city" in problems(de="Hallo")


@pytest.mark.parametrize(
    "addition", ["{name}", "{child.name}", "{hetu}", "{0}", "{}", "{code!r}", "{", "}", "{{code}}"]
)
def test_only_the_closed_list_of_variables_is_known(addition: str) -> None:
    assert any("variable" in problem for problem in with_english(addition))


@pytest.mark.law("GDPR", "5(1)(f)", "A text message names nobody: a telephone shows it to whoever looks")
@pytest.mark.parametrize(
    "addition", ["Eino gets a place.", "Ainon paikka", "Onko Einolle", "Dear Guardian", "Hei Xyz,"]
)
def test_a_name_is_refused(addition: str) -> None:
    assert any("names somebody" in problem for problem in with_english(addition))


@pytest.mark.law("Data Protection Act", "29", "A text message holds no national id")
@pytest.mark.parametrize("national_id", ["010120A900K", "010120-900k", "010120X900X"])
def test_a_national_id_is_refused(national_id: str) -> None:
    assert "en: holds a national id" in with_english(national_id)


@pytest.mark.law("GDPR", "9", "A text message does not speak of health, in any language")
@pytest.mark.parametrize(
    "word",
    ["allergia", "ruoka-allergiat", "Diagnoosi", "erityissairaala", "kouluterveydenhoitaja", "hälsovårdare", "sjukdom",
     "ADHD", "disability", "health", "barnrådgivningsbyrån", "kehitysvamma", "psykologi"],
)  # fmt: skip
def test_health_is_not_spoken_of(word: str) -> None:
    assert any(f"speaks of health: {word}" in problem for problem in with_english(word))


@pytest.mark.parametrize(
    "text", ["Tervetuloa! Anna palautetta.", "Lapset syövät ja nauttivat", "Vi ses i augusti.", "We will."]
)
def test_harmless_words_pass(text: str) -> None:
    assert with_english(text) == []


@pytest.mark.parametrize(
    "link",
    ["https://bit.ly/x", "bit.ly/x", "http://mydata.example.fi/", "https://mydata.example.fi@evil.fi/", "www.evil.com",
     "https://mydata.example.fi.evil.com", "https://evilmydata.example.fi", "ftp://mydata.example.fi", "evil.fi",
     "https://mydata.example.fi\\@evil.fi", "https://mydata.example.fi:8443/", "https://evil/", "javascript://x"],
)  # fmt: skip
def test_a_link_elsewhere_is_refused(link: str) -> None:
    assert any("links elsewhere" in problem for problem in with_english(link))


@pytest.mark.parametrize(
    "link", ["https://mydata.example.fi/offers", "mydata.example.fi.", "https://a.mydata.example.fi/?b"]
)
def test_the_citys_own_links_pass(link: str) -> None:
    assert with_english(link) == []


@pytest.mark.parametrize("addition", ["{url}.evil", "x{url}", "https://{place}", "{place}.fi", "https://hel.{code}"])
def test_no_link_is_built_of_variables(addition: str) -> None:
    assert any("builds a link" in problem for problem in with_english(addition))


def test_two_parts_with_the_longest_values_and_no_more() -> None:
    free = 306 - len(fill(GOOD["en"], longest(), city_host=HOST))
    assert problems(en="x" * (free - 1) + " " + GOOD["en"]) == []
    assert any("at most 2 parts" in problem for problem in problems(en="x" * free + " " + GOOD["en"]))
    assert any("at most 2 parts" in problem for problem in problems(en="a-" * 100_000))


@pytest.mark.parametrize("foreign", ["–", "š", "’", "👍", "\u200b", "\t"])
def test_a_character_outside_the_short_alphabet_is_named(foreign: str) -> None:
    assert any("not every telephone" in problem for problem in with_english(foreign))


def test_an_offer_says_how_to_answer_and_which_offer_it_is() -> None:
    assert problems(en="Reply YES. {code}") == [
        "en: does not say what to answer: A is missing",
        "en: does not say what to answer: B is missing",
    ]
    assert problems(en="Reply A or B.") == [
        "en: does not tell the offer's {code}: a family with two offers could not say which one it answers"
    ]


def longest() -> dict[str, str]:
    """This function will return the longest value each variable may have."""
    return {name: ("https://" + HOST + "/").ljust(60, "x") if name == "url" else "0" * n for name, n in LONGEST.items()}


@pytest.mark.parametrize(
    "values",
    [{}, {"service": "x" * 41}, {"service": ""}, {"service": "Eskari – šekki"}, {"service": "{url}"},
     {"service": "[x]"}, {"service": "010120A900K"}, {"service": "allergy camp"}, {"place": "evil.fi"}, {"url": "https://evil.fi/"},
     {"url": "mydata.example.fi"}, {"code": "12345"}],
)  # fmt: skip
def test_a_value_that_would_undo_the_check_is_not_filled_in(values: Mapping[str, str]) -> None:
    good = longest() if values else {}
    with pytest.raises(ValueError, match="value"):
        fill(GOOD["fi"], {**good, **values}, city_host=HOST)


SHORT = st.text("abcäöåÅÄÖé 0123.-", min_size=1).filter(str.strip)


@given(SHORT.map(lambda text: text[:40]).filter(str.strip), SHORT.map(lambda text: text[:40]).filter(str.strip))
def test_a_checked_text_stays_within_its_parts_whatever_it_is_filled_with(service: str, place: str) -> None:
    try:
        filled = fill(GOOD["sv"], {**longest(), "service": service, "place": place}, city_host=HOST)
    except ValueError:
        return
    assert segments(filled) <= 2


@given(st.text())
def test_any_text_at_all_is_judged(text: str) -> None:
    found = problems(en=text)
    assert all(problem.startswith("en: ") for problem in found)
