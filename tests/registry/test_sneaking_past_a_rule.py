"""A department keeps the letter of a publish rule and not its sense."""

import copy
from dataclasses import replace

import pytest

from consent.registry.publish_rules import broken_rules
from tests.registry.samples import NOTICE, breaches, drafts, law_based, sample

ZERO_WIDTH, JOINER, SOFT_HYPHEN, FULL_WIDTH_G, CYRILLIC_A, GREEK_O = "\u200b", "\u2060", "\u00ad", "\uff27", "а", "ο"


def governed(**changes: str) -> dict[str, str]:
    """This function will return the codes and messages of the sample with other governance."""
    return breaches(sample(governance={**sample()["activities"][0]["governance"], **changes}))


def refusing(language: str, text: str) -> dict[str, str]:
    """This function will return what is wrong with the sample when "if you say no" reads ``text``."""
    notice = copy.deepcopy(NOTICE)
    notice[language]["if_no"] = text
    return breaches(sample(notice=notice))


@pytest.mark.law("GDPR", "38(6)", "whoever drafts does not approve, whatever the spelling")
@pytest.mark.parametrize(
    "approver",
    [
        f"gym / plan{ZERO_WIDTH}ner",
        f"gym / planner{JOINER}",
        f"gym / plan{SOFT_HYPHEN}ner",
        f"{FULL_WIDTH_G}ym / planner",
        "GYM/PLANNER",
        "gym, planner.",
        "gym\u00a0/ planner",
        f"gym / pl{CYRILLIC_A}nner",
    ],
)
def test_the_drafter_does_not_approve_under_another_spelling(approver: str) -> None:
    assert "drafter_approves" in governed(approved_by=approver)


def test_another_person_of_the_same_office_is_another_person() -> None:
    assert governed(approved_by="gym / planner's chief") == {}


@pytest.mark.parametrize("opinion", ["-", "—", "n/a", "ok", "x x x", "2026", "TBD", "Pending.", "…"])
def test_an_opinion_without_words_is_none(opinion: str) -> None:
    assert set(governed(dpo_opinion=opinion)) == {"dpo_opinion_says_nothing"}


@pytest.mark.parametrize("opinion", ["Fine.", "No objection.", "Ei huomauttamista.", "Todo hien: pending nothing."])
def test_an_opinion_in_words_is_one(opinion: str) -> None:
    assert governed(dpo_opinion=opinion) == {}


@pytest.mark.parametrize("word", [f"l{GREEK_O}se", f"pen{CYRILLIC_A}lty", "mеnetät", "сlosed"])
def test_a_word_of_two_alphabets_is_refused(word: str) -> None:
    found = refusing("en", f"You will {word} your place.")
    assert set(found) == {"mixed_scripts"}
    assert f"'{word}' in notice.en.if_no" in found["mixed_scripts"]


def test_words_of_two_alphabets_are_refused_in_all_that_people_read() -> None:
    mixed = f"Cl{GREEK_O}b"
    named = {"fi": "Seura", "sv": "Föreningen", "en": mixed}
    [draft] = drafts(sample(recipients=[{"name": named, "kind": "association"}]))
    [breach] = broken_rules(draft)
    assert (breach.code, "recipients[0].name.en" in breach.message) == ("mixed_scripts", True)
    [draft] = drafts(sample())
    renamed = [
        replace(draft, department_names=named),
        replace(draft, explicit_consent=named),
        replace(draft, law_name=named),
        replace(draft, retention={"months": 6, "text": named}),
        replace(draft, categories=(replace(draft.categories[0], names=named),)),
    ]
    assert [[breach.code for breach in broken_rules(each)] for each in renamed] == [["mixed_scripts"]] * len(renamed)


@pytest.mark.parametrize(
    "text",
    ["Nothing changes. Русский is fine too.", "The μ-value and 5 µg stay.", "Café, façade, Ångström, Šiška, ﬁne."],
)
def test_whole_words_of_another_alphabet_are_published(text: str) -> None:
    assert refusing("en", text) == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Kortti suljetaan."),
        ("fi", "Sinulta peritään maksu."),
        ("fi", "Maksat käynnistä itse."),
        ("fi", "Siirrymme jonon perälle ja odotusaika kasvaa."),
        ("fi", "Asiakkuutesi päättyy."),
        ("fi", "Palvelemme sinua hitaammin."),
        ("fi", "Sopimus irtisanotaan."),
        ("fi", "Lapsi jää ilman paikkaa."),
        ("fi", f"Mene{SOFT_HYPHEN}tät paikkasi."),
        ("sv", "Kortet stängs."),
        ("sv", "Då betalar du själv."),
        ("sv", "Du hamnar sist i kön och väntetiden växer."),
        ("sv", "Avtalet sägs upp."),
        ("sv", "Du blir av med platsen."),
        ("sv", "Det kostar tio euro."),
        ("sv", "Betjäningen blir långsammare."),
        ("en", "Your card is closed."),
        ("en", "There is a fee."),
        ("en", "You pay yourself."),
        ("en", "Your membership ends."),
        ("en", "The contract will be terminated."),
        ("en", "Service is slower, and you join the queue."),
        ("en", "There is a penalty."),
        ("en", "Children lose the place."),
        ("en", f"Children l{ZERO_WIDTH}ose the place."),
        ("en", "Children ｌｏｓｅ the place."),
        ("en", "You are served only if you accept."),
        ("en", "You do not pay now, but your card is closed."),
        ("en", "No fee, only a penalty."),
    ],
)
def test_a_cost_of_saying_no_is_seen_in_other_words(language: str, text: str) -> None:
    assert set(refusing(language, text)) == {"if_no_names_loss"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Mikään ei muutu. Palvelu on yhä maksuton, etkä menetä mitään."),
        ("fi", "Tietojesi käyttö päättyy. Ei maksua, ei seuraamuksia."),
        ("fi", "Voit muuttaa mieltäsi milloin tahansa. Kukaan ei kysy syytä."),
        ("sv", "Ingenting ändras. Kortet är gratis och det kostar ingenting."),
        ("sv", "Du behöver inte betala och du köper inget. Du behåller ditt kort."),
        ("en", "Nothing changes. You do not have to do anything, and it costs nothing."),
        ("en", "You keep your place in the queue, free of charge, and there is no fee."),
        ("en", "That is fine. The library is close to you, and you can decide later."),
        ("en", "Your card is not closed. The use of your data ends."),
    ],
)
def test_honest_words_about_saying_no_are_published(language: str, text: str) -> None:
    assert refusing(language, text) == {}


@pytest.mark.law("Data Protection Act 1050/2018", "5", "no child under 13 consents alone")
@pytest.mark.parametrize("age", [0, 1, 12])
def test_a_small_child_does_not_consent_alone(age: int) -> None:
    rule = {"own_decision_from": age, "guardians": "any"}
    assert set(breaches(sample(child_rule=rule))) == {"own_decision_too_young"}
    assert breaches(law_based(child_rule=rule)) == {}


@pytest.mark.parametrize("basis", ["contract", "vital_interests"])
def test_what_rests_on_no_law_is_not_compulsory(basis: str) -> None:
    assert set(breaches(sample(basis=basis, valid_months=None, compulsory=True))) == {"compulsory_without_law"}


@pytest.mark.parametrize("basis", ["public_task", "legal_obligation"])
def test_a_law_may_make_an_activity_compulsory(basis: str) -> None:
    assert breaches(law_based(basis=basis, compulsory=True, restriction_exception="Act 5 §")) == {}


@pytest.mark.law("GDPR", "18(2)", "a restricted consent or contract stops, whatever the manifest says")
@pytest.mark.parametrize("basis", ["consent", "contract"])
def test_a_consent_or_contract_does_not_outlast_a_restriction(basis: str) -> None:
    manifest = sample(basis=basis, restriction_exception="Act 5 §")
    assert set(breaches(manifest)) == {"restriction_exception_not_open"}


def test_vital_interests_may_outlast_a_restriction() -> None:
    assert breaches(sample(basis="vital_interests", valid_months=None, restriction_exception="Act 5 §")) == {}


def test_words_of_explicit_consent_are_written_in_every_language_or_none() -> None:
    found = breaches(sample(explicit_consent={"fi": "Annan nimenomaisen suostumuksen.", "sv": " "}))
    assert set(found) == {"explicit_consent_language_missing"}
    assert "in sv, en too" in found["explicit_consent_language_missing"]
