"""The library's own manifest: it keeps the rules, and says what it should in three languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from consent.core.vocabulary import LANGUAGES
from consent.people.actors import Actor
from consent.registry.actions.load_manifest import load_manifest
from consent.registry.drafting import drafted_activities
from consent.registry.drafts import ActivityDraft
from consent.registry.manifest import read_manifest
from consent.registry.publish_rules import broken_rules
from consent.registry.queries import activity

LIBRARY = Path(settings.BASE_DIR) / "services" / "library" / "manifest.yaml"
LONGEST_SENTENCE = 30  # words


def draft_of(code: str) -> ActivityDraft:
    """This function will return one of the library's activities as drafted."""
    return next(draft for draft in drafted_activities(read_manifest(LIBRARY), {}, {}) if draft.code == code)


@pytest.mark.parametrize("code", ["library-loans", "library-recommendations"])
def test_the_library_breaks_no_rule(code: str) -> None:
    assert broken_rules(draft_of(code)) == []


def test_loans_rest_on_the_card_agreement() -> None:
    draft = draft_of("library-loans")
    assert draft.basis == "contract"
    assert [category.code for category in draft.categories] == ["library.customer", "library.loans"]
    assert draft.child_rule is not None
    assert draft.child_rule.own_decision_from == 15


def test_recommendations_rest_on_consent_and_see_no_name() -> None:
    draft = draft_of("library-recommendations")
    assert draft.basis == "consent"
    assert [category.code for category in draft.categories] == ["library.loans"]
    assert draft.recipients == ()
    assert draft.valid_months == 12
    assert draft.child_rule is not None
    assert (draft.child_rule.own_decision_from, draft.child_rule.guardians) == (13, "any")


@pytest.mark.law("GDPR", "7(3)", "the right to withdraw is told before consent is given")
@pytest.mark.parametrize(("language", "word"), [("fi", "perua"), ("sv", "återkalla"), ("en", "withdraw")])
def test_the_right_to_withdraw_is_told_beforehand(language: str, word: str) -> None:
    assert word in draft_of("library-recommendations").texts[language]["rights"]


@pytest.mark.law("GDPR", "13(2)(f)", "the logic of the automatic selection is told")
@pytest.mark.parametrize("language", LANGUAGES)
def test_how_books_are_selected_is_told(language: str) -> None:
    assert draft_of("library-recommendations").texts[language]["how_selected"]


@pytest.mark.law("GDPR", "13(2)(d)", "the right to complain to the supervisory authority is told")
@pytest.mark.parametrize("code", ["library-loans", "library-recommendations"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_complain_is_told(code: str, language: str) -> None:
    assert "tietosuoja.fi" in draft_of(code).texts[language]["rights"]


@pytest.mark.law("GDPR", "12(1)", "notices are in plain language: no sentence is long")
@pytest.mark.parametrize("code", ["library-loans", "library-recommendations"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long(code: str, language: str) -> None:
    text = "\n\n".join(draft_of(code).texts[language].values())
    sentences = re.split(r"(?<=[.!?])\s+|\n\n", text)
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE] == []


def test_the_library_is_published_as_it_is(db: None) -> None:
    load_manifest(actor=Actor.system("test_operator"), manifest=read_manifest(LIBRARY))
    for code in ("library-loans", "library-recommendations"):
        assert activity(code).department.name("sv") == "Stadsbiblioteket"
