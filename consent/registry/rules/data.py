"""Rules about the data categories an activity uses (GDPR 5(1)(c), 9)."""

from collections.abc import Iterator

from consent.core.vocabulary import LANGUAGES, Basis, Sensitivity
from consent.registry.drafts import ActivityDraft, CategoryDraft
from consent.registry.rules.breach import Finding
from consent.registry.vocabularies import dpv_terms


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield what is wrong with the categories that ``draft`` names."""
    if not draft.categories and not draft.unknown_categories:
        yield "categories_missing", "say which data is used: list at least one code in 'categories'"
    for code in draft.unknown_categories:
        yield (
            "unknown_category",
            f"nobody has declared the data category '{code}': correct the code, declare it under 'categories' of this "
            "manifest, or publish the manifest of its source department first",
        )
    for category in draft.categories:
        yield from category_findings(category)
    yield from _special(draft) or _explicit_words(draft)


def category_findings(category: CategoryDraft) -> Iterator[Finding]:
    """This function will yield what is wrong with one category, whichever activity uses it."""
    if category.registered_source and category.registered_source != category.source:
        yield (
            "category_of_other_source",
            f"the data category '{category.code}' comes from the department '{category.registered_source}', which "
            "alone may declare it: remove it from 'categories' of this manifest and only name it in the activity",
        )
    if not category.pd_iri.startswith("pd:") or category.pd_iri not in dpv_terms():
        yield (
            "unknown_personal_data",
            f"'{category.pd_iri}' of the data category '{category.code}' is no term of DPV 2.3: choose one such as "
            "'pd:Contact'",
        )


def _special(draft: ActivityDraft) -> list[Finding]:
    special = [category.code for category in draft.categories if category.sensitivity == Sensitivity.SPECIAL]
    if not special or draft.special_category_law:
        return []
    missing = _without_explicit_words(draft)
    if draft.basis == Basis.CONSENT and not missing:
        return []
    remedy = "name the Art. 9(2) law in 'special_category_law'"
    if draft.basis == Basis.CONSENT:
        remedy = f"write the words of an explicit consent in 'explicit_consent' ({', '.join(missing)}), or {remedy}"
    message = f"{', '.join(special)} is special category data (GDPR 9(1)): {remedy}"
    return [("special_category_without_ground", message)]


def _explicit_words(draft: ActivityDraft) -> list[Finding]:
    missing = _without_explicit_words(draft)
    if not draft.explicit_consent or not missing:
        return []
    message = f"people read their own language: write 'explicit_consent' in {', '.join(missing)} too, or remove it"
    return [("explicit_consent_language_missing", message)]


def _without_explicit_words(draft: ActivityDraft) -> list[str]:
    return [language for language in LANGUAGES if not draft.explicit_consent.get(language)]
