"""Rules about the notice itself: whole in three languages and without pressure (GDPR 12(1), 13)."""

from collections.abc import Iterator
from typing import cast

from consent.core.vocabulary import LANGUAGES
from consent.registry.drafts import ActivityDraft, Translations
from consent.registry.rules.breach import Finding
from consent.registry.rules.spelling import mixed_words
from consent.registry.rules.wording import pressing_words

LANGUAGE_NAMES = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
MANDATORY = ("title", "summary", "why", "what_we_do", "rights")


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield languages and parts that are missing, and words that press or deceive the reader."""
    written = {part for texts in draft.texts.values() for part, text in texts.items() if text}
    for language in LANGUAGES:
        texts = draft.texts.get(language, {})
        # "if_no" of a consent has a rule of its own, which says more.
        wanted = [*MANDATORY, *sorted(written - set(MANDATORY) - {"if_no"})]
        if not any(texts.values()):
            yield (
                "language_missing",
                f"notice.{language} is missing: write the whole notice in {LANGUAGE_NAMES[language]}",
            )
            continue
        missing = [part for part in wanted if not texts.get(part)]
        if "if_no" in written and draft.basis != "consent" and not texts.get("if_no"):
            missing.append("if_no")
        if missing:
            yield (
                "text_missing",
                f"notice.{language} lacks {', '.join(missing)}: write it in {LANGUAGE_NAMES[language]}",
            )
        yield from _pressure(language, texts)

    for place, text in _all_that_is_read(draft):
        for word in mixed_words(text):
            yield (
                "mixed_scripts",
                f"'{word}' in {place} mixes letters of several alphabets, so it reads as another word than it is: "
                "write it in one of them",
            )


def _all_that_is_read(draft: ActivityDraft) -> Iterator[tuple[str, str]]:
    groups = {
        **{f"notice.{language}": texts for language, texts in draft.texts.items()},
        **{f"category {category.code}": category.names for category in draft.categories},
        **{f"recipients[{number}].name": recipient["name"] for number, recipient in enumerate(draft.recipients)},
        "department.name": draft.department_names,
        "explicit_consent": draft.explicit_consent,
        "law_name": draft.law_name,
        "retention.text": draft.retention["text"],
    }
    for place, texts in groups.items():
        for part, text in cast("Translations", texts).items():
            yield f"{place}.{part}", text


def _pressure(language: str, texts: Translations) -> Iterator[Finding]:
    for part, text in texts.items():
        found = pressing_words(language, text)
        if found:
            words = ", ".join(f"'{word}'" for word in found)
            yield (
                "pressing_words",
                f"notice.{language}.{part} presses the reader with guilt or urgency ({words}): state the facts and "
                "leave the choice to the reader",
            )
