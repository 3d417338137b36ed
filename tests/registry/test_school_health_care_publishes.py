"""The manifest of school health care: it keeps the rules, and says in three languages what a no means."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from consent.core.vocabulary import LANGUAGES
from consent.registry.drafting import drafted_activities
from consent.registry.drafts import ActivityDraft
from consent.registry.manifest import read_manifest
from consent.registry.publish_rules import broken_rules

MANIFEST = Path(settings.BASE_DIR) / "services" / "schoolhealth" / "manifest.yaml"
LONGEST_SENTENCE = 30  # words


@pytest.fixture
def draft() -> ActivityDraft:
    """The activity as drafted."""
    (drafted,) = drafted_activities(read_manifest(MANIFEST), {}, {})
    return drafted


def test_it_breaks_no_rule(draft: ActivityDraft) -> None:
    assert broken_rules(draft) == []


@pytest.mark.law("GDPR", "9(2)(a)", "health findings need the words of an explicit consent in each language")
def test_it_is_special_explicitly_consented_to_and_ends_within_two_years(draft: ActivityDraft) -> None:
    assert {category.sensitivity for category in draft.categories} == {"special"}
    assert set(draft.explicit_consent) == set(LANGUAGES)
    assert draft.valid_months is not None
    assert draft.valid_months <= 24


@pytest.mark.law("GDPR", "35", "health data of children is high risk and names its impact assessment")
def test_it_names_its_impact_assessment(draft: ActivityDraft) -> None:
    assert draft.high_risk
    assert "DPIA" in draft.dpia_ref


@pytest.mark.law("GDPR", "13(1)(e)", "the department that gets the data is declared with its code")
def test_health_care_is_the_source_and_the_school_the_one_recipient(draft: ActivityDraft) -> None:
    assert {category.source for category in draft.categories} == {"health"}
    assert [recipient["department"] for recipient in draft.recipients] == ["education"]


def test_all_guardians_decide_until_the_child_does(draft: ActivityDraft) -> None:
    rule = draft.child_rule
    assert rule is not None
    assert (rule.guardians, rule.own_decision_from, rule.confidential) == ("all", 13, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long_and_where_to_complain_is_told(draft: ActivityDraft, language: str) -> None:
    texts = draft.texts[language]
    assert "tietosuoja.fi" in texts["rights"]
    sentences = re.split(r"(?<=[.!?])\s+|\n\n", "\n\n".join(texts.values()))
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE] == []
