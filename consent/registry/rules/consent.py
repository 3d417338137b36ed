"""Rules that keep a consent honest: free, limited in time and never a disguised duty (GDPR 4(11), 7)."""

from collections.abc import Iterator

from consent.core.vocabulary import LANGUAGES, Basis
from consent.registry.drafts import ActivityDraft
from consent.registry.rules.breach import Finding
from consent.registry.rules.wording import loss_words

LONGEST_MONTHS = 24


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield what is wrong with ``draft`` as a consent; nothing for another basis."""
    if draft.basis != Basis.CONSENT:
        return
    if draft.law_ref:
        yield (
            "consent_with_law",
            f"'{draft.law_ref}' is a statutory ground, so people have no free choice here: remove 'law_ref', or "
            "publish the activity as 'public_task' or 'legal_obligation'",
        )
    if draft.compulsory:
        yield (
            "consent_compulsory",
            "a consent can always be refused (GDPR 7(4)): remove 'compulsory' or change the basis",
        )
    yield from _expiry(draft)
    yield from _if_no(draft)


def _expiry(draft: ActivityDraft) -> Iterator[Finding]:
    if draft.valid_months is None:
        yield (
            "consent_without_expiry",
            f"a consent does not last for ever: set 'valid_months' to between 1 and {LONGEST_MONTHS}",
        )
    elif draft.valid_months > LONGEST_MONTHS:
        yield (
            "consent_too_long",
            f"{draft.valid_months} months is too long, people forget what they allowed: set 'valid_months' to "
            f"{LONGEST_MONTHS} or fewer",
        )


def _if_no(draft: ActivityDraft) -> Iterator[Finding]:
    empty = [language for language in LANGUAGES if not draft.texts.get(language, {}).get("if_no")]
    if empty:
        yield (
            "if_no_missing",
            f"say what happens if the person says no: write 'if_no' in {', '.join(empty)} (notice)",
        )
    for language in LANGUAGES:
        found = loss_words(language, draft.texts.get(language, {}).get("if_no", ""))
        if found:
            yield (
                "if_no_names_loss",
                f"notice.{language}.if_no names a loss ({_quoted(found)}), and refusing a consent must cost nothing "
                "(GDPR 7(4)): make the service work without it and say so",
            )


def _quoted(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
