"""The document whose hash a resident agrees to (GDPR 7(1), 13). Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

from consent.core.canonical import canonical
from consent.core.vocabulary import LANGUAGES
from consent.registry.drafts import ActivityDraft, ChildRule, Translations

FORMAT = 1


def notice_document(draft: ActivityDraft) -> dict[str, Any]:
    """This function will return everything a resident reads and agrees to, as JSON values without floats.

    The department's contact details, the approvals and the dates in force are left out: a new phone number must not
    make anybody decide again. Raises ``ValueError`` for a draft without a child rule, which no rule lets through.
    """
    rule = draft.child_rule
    if rule is None:
        raise ValueError("a notice states its child rule")
    return _core(draft, rule) | _conditions(draft)


def _conditions(draft: ActivityDraft) -> dict[str, Any]:
    # Only what is set stands in the document, so that notices from before there were conditions keep their hash.
    stated = {"uses": draft.uses, "hours": draft.hours}
    conditions = {name: dict(value) for name, value in stated.items() if value}
    if draft.break_glass:
        conditions["break_glass"] = True  # type: ignore[assignment]
    return {"conditions": conditions} if conditions else {}


def _core(draft: ActivityDraft, rule: ChildRule) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "activity": draft.code,
        "department": {"code": draft.department, "name": _in_all(draft.department_names)},
        "basis": draft.basis,
        "law": {"ref": draft.law_ref, "name": _in_all(draft.law_name)} if draft.law_ref else None,
        "compulsory": draft.compulsory,
        "restriction_exception": draft.restriction_exception,
        "special_category_law": draft.special_category_law,
        "explicit_consent": _in_all(draft.explicit_consent) if draft.explicit_consent else None,
        "purpose": draft.purposes[0],
        "categories": [
            {
                "code": category.code,
                "name": _in_all(category.names),
                "pd": category.pd_iri,
                "sensitivity": category.sensitivity,
                "source": category.source,
            }
            for category in draft.categories
        ],
        "recipients": [dict(recipient) for recipient in draft.recipients],
        "retention": dict(draft.retention),
        "valid_months": draft.valid_months,
        "child_rule": {
            "own_decision_from": rule.own_decision_from,
            "guardians": rule.guardians,
            "confidential": rule.confidential,
        },
        "texts": {language: _written(draft.texts[language]) for language in LANGUAGES},
    }


def document_hash(document: Mapping[str, Any]) -> bytes:
    """This function will return the SHA-256 of the document's canonical form (RFC 8785), 32 bytes."""
    return hashlib.sha256(canonical(document)).digest()


def _in_all(names: Translations) -> dict[str, str]:
    return {language: names[language] for language in LANGUAGES}


def _written(texts: Translations) -> dict[str, str]:
    return {part: text for part, text in texts.items() if text}
