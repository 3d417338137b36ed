"""Rules about the legal basis and the purpose (GDPR 5(1)(b), 6)."""

import re
from collections.abc import Iterator

from consent.core.vocabulary import LANGUAGES, Basis
from consent.registry.drafts import ActivityDraft
from consent.registry.rules.breach import Finding
from consent.registry.vocabularies import dpv_terms

SEVERAL_PURPOSES = re.compile(r"[\s,;+&]")
NEEDS_LAW = {
    Basis.PUBLIC_TASK: ("public_task_without_law", "GDPR 6(3) and Data Protection Act 4 §"),
    Basis.LEGAL_OBLIGATION: ("legal_obligation_without_law", "GDPR 6(3)"),
}


MAY_BE_COMPULSORY = {Basis.PUBLIC_TASK, Basis.LEGAL_OBLIGATION}
MAY_OUTLAST_A_RESTRICTION = {*MAY_BE_COMPULSORY, Basis.VITAL_INTERESTS}


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield what is wrong with the basis, its law and the purpose of ``draft``."""
    yield from _basis(draft)
    yield from _law(draft)
    yield from _purpose(draft)
    yield from _only_by_law(draft)
    yield from _history(draft)


def _history(draft: ActivityDraft) -> Iterator[Finding]:
    before = draft.published_before
    if before and before.basis != draft.basis:
        yield (
            "basis_changed",
            f"this activity was published on the basis '{before.basis}' and a basis is never swapped for another: keep "
            f"'{before.basis}', or publish '{draft.basis}' as a new activity with a code and a notice of its own",
        )
    if before and before.department != draft.department:
        yield (
            "activity_of_other_department",
            f"this code belongs to the department '{before.department}': choose another code for '{draft.department}'",
        )
    if before and (before.purpose_iri,) != draft.purposes:
        yield (
            "purpose_changed",
            f"this activity was published for the purpose '{before.purpose_iri}': publish it under a new code, consent "
            "to one purpose is none to another (GDPR 5(1)(b), 6(1)(a))",
        )
    if draft.in_force_until and draft.in_force_from and draft.in_force_until <= draft.in_force_from:
        yield (
            "ends_before_it_begins",
            f"'in_force_until' {draft.in_force_until.isoformat()} is not after the beginning "
            f"{draft.in_force_from.isoformat()}: correct one of them (without 'in_force_from' an activity begins when "
            "it is first published)",
        )


def _only_by_law(draft: ActivityDraft) -> Iterator[Finding]:
    if draft.basis not in set(Basis):
        return
    # A compulsory consent has a rule of its own, which says more.
    if draft.compulsory and draft.basis not in {*MAY_BE_COMPULSORY, Basis.CONSENT}:
        yield (
            "compulsory_without_law",
            f"only a law makes an activity compulsory, and a '{draft.basis}' does not rest on one: remove 'compulsory'",
        )
    if draft.break_glass and draft.basis != Basis.VITAL_INTERESTS:
        yield (
            "emergency_without_vital_interests",
            f"only 'vital_interests' (GDPR 6(1)(d)) may be used in an emergency past its conditions, a '{draft.basis}' "
            "never: remove 'break_glass'",
        )
    if draft.restriction_exception and draft.basis not in MAY_OUTLAST_A_RESTRICTION:
        yield (
            "restriction_exception_not_open",
            f"use on the basis '{draft.basis}' stops while a restriction stands, GDPR 18(2) excepts an important "
            "public interest and the rights of others: remove 'restriction_exception'",
        )


def _basis(draft: ActivityDraft) -> Iterator[Finding]:
    if draft.basis.replace(" ", "_").rstrip("s") == "legitimate_interest":
        yield (
            "legitimate_interest",
            "legitimate interest is not open to a public authority in its tasks (GDPR 6(1), last sentence): name the "
            "law as 'public_task', or ask for consent",
        )
    elif draft.basis not in set(Basis):
        yield "unknown_basis", f"'{draft.basis}' is no legal basis: use one of {', '.join(Basis)}"


def _law(draft: ActivityDraft) -> Iterator[Finding]:
    for basis, (code, source) in NEEDS_LAW.items():
        if draft.basis == basis and not draft.law_ref:
            yield code, f"a '{basis.value}' rests on a law ({source}): name it in 'law_ref'"
    missing = [language for language in LANGUAGES if not draft.law_name.get(language)]
    if draft.law_ref and draft.basis != Basis.CONSENT and missing:
        yield "law_name_missing", f"residents read the law's name: write 'law_name' in {', '.join(missing)}"


def _purpose(draft: ActivityDraft) -> Iterator[Finding]:
    if len(draft.purposes) > 1 or any(SEVERAL_PURPOSES.search(purpose.strip()) for purpose in draft.purposes):
        yield (
            "purposes_bundled",
            f"one activity has one purpose (GDPR 7(2), recital 43), this one bundles {', '.join(draft.purposes)}: make "
            "each of them an activity that people can answer by itself",
        )
        return
    for purpose in draft.purposes:
        if not purpose.startswith("dpv:") or purpose not in dpv_terms():
            yield (
                "unknown_purpose",
                f"'{purpose}' is no term of DPV 2.3: choose a purpose such as 'dpv:ServiceProvision'",
            )
    if not draft.purposes:
        yield "purpose_missing", "say what the data is used for: give one 'purpose' of DPV 2.3"
