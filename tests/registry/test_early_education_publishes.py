"""The manifest of early education: it keeps the rules, and says in three languages what the law decides."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from consent.core.vocabulary import LANGUAGES
from consent.registry.drafting import drafted_activities
from consent.registry.drafts import ActivityDraft
from consent.registry.manifest import read_manifest
from consent.registry.publish_rules import broken_rules

MANIFEST = Path(settings.BASE_DIR) / "services" / "preschool" / "manifest.yaml"
CODES = ("preschool-placement", "kitchen-allergies")
LONGEST_SENTENCE = 30  # words


def draft_of(code: str) -> ActivityDraft:
    """This function will return one of the activities as drafted."""
    return next(draft for draft in drafted_activities(read_manifest(MANIFEST), {}, {}) if draft.code == code)


@pytest.mark.parametrize("code", CODES)
def test_it_breaks_no_rule(code: str) -> None:
    assert broken_rules(draft_of(code)) == []


@pytest.mark.law("GDPR", "6(3)", "a public task names its law")
def test_placement_is_a_compulsory_public_task_and_names_the_acts() -> None:
    draft = draft_of("preschool-placement")
    assert (draft.basis, draft.compulsory) == ("public_task", True)
    assert "628/1998 26 a §" in draft.law_ref
    assert "540/2018" in draft.law_ref


@pytest.mark.law("GDPR", "9(2)(a)", "allergies need the words of an explicit consent in each language")
def test_allergies_are_special_and_explicitly_consented_to_for_a_year() -> None:
    draft = draft_of("kitchen-allergies")
    assert [(category.code, category.sensitivity) for category in draft.categories] == [("child.allergies", "special")]
    assert set(draft.explicit_consent) == set(LANGUAGES)
    assert draft.valid_months == 12
    assert [recipient["name"]["en"] for recipient in draft.recipients] == ["School kitchen"]  # type: ignore[index]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long_and_where_to_complain_is_told(code: str, language: str) -> None:
    texts = draft_of(code).texts[language]
    assert "tietosuoja.fi" in texts["rights"]
    sentences = re.split(r"(?<=[.!?])\s+|\n\n", "\n\n".join(texts.values()))
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE] == []
