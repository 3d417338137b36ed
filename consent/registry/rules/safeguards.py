"""Rules about children, risk and who decided to publish (GDPR 8, 35, 38)."""

import re
from collections.abc import Iterator

from consent.core.conditions import minute_of
from consent.core.vocabulary import Basis
from consent.registry.drafts import ActivityDraft
from consent.registry.rules.breach import Finding
from consent.registry.rules.spelling import mixed_words, same_to_a_reader

YOUNGEST_CONSENT = 13  # Data Protection Act (1050/2018) section 5
A_WORD = re.compile(r"[^\W\d_]{3,}")
PLACEHOLDERS = {"none", "pending", "tba", "tbd", "todo", "xxx"}


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield what is missing of the child rule, the impact assessment and the approvals."""
    if draft.child_rule is None:
        yield (
            "child_rule_missing",
            "there is no default age: state in 'child_rule' from which age a person decides alone "
            "('own_decision_from') and whether any or all guardians decide before that ('guardians')",
        )
    elif draft.basis == Basis.CONSENT and draft.child_rule.own_decision_from < YOUNGEST_CONSENT:
        yield (
            "own_decision_too_young",
            f"a child of {draft.child_rule.own_decision_from} does not consent alone (GDPR 8(1), Data Protection Act 5 "
            f"§): set 'child_rule.own_decision_from' to {YOUNGEST_CONSENT} or more",
        )
    if draft.high_risk and not draft.dpia_ref:
        yield (
            "high_risk_without_dpia",
            "a high-risk activity needs a data protection impact assessment (GDPR 35): make one and name it "
            "in 'dpia_ref'",
        )
    if draft.hours and minute_of(str(draft.hours["from"])) >= minute_of(str(draft.hours["until"])):
        yield (
            "hours_end_before_they_begin",
            f"'conditions.hours' are from {draft.hours['from']} until {draft.hours['until']} of the same day: let them "
            "end later than they begin, at '24:00' at the latest",
        )
    yield from _governance(draft)


def _governance(draft: ActivityDraft) -> Iterator[Finding]:
    governance = draft.governance
    if not governance.drafted_by:
        yield "drafter_missing", "record who wrote the notice in 'governance.drafted_by'"
    if not governance.approved_by:
        yield "approval_missing", "have a registrar approve the notice and record it in 'governance.approved_by'"
    if governance.approved_by and same_to_a_reader(governance.drafted_by, governance.approved_by):
        yield (
            "drafter_approves",
            f"'{governance.approved_by}' both drafted and approved: have another person, a registrar, approve",
        )
    if not governance.dpo_opinion:
        yield (
            "dpo_opinion_missing",
            "ask the data protection officer and record the opinion in 'governance.dpo_opinion' (GDPR 38(1)); the "
            "officer advises, the registrar decides",
        )
    elif not {word.casefold() for word in A_WORD.findall(governance.dpo_opinion)} - PLACEHOLDERS:
        yield (
            "dpo_opinion_says_nothing",
            f"'{governance.dpo_opinion}' is no opinion: record in words what the data protection officer advised in "
            "'governance.dpo_opinion' (GDPR 38(1))",
        )
    for part, name in (("drafted_by", governance.drafted_by), ("approved_by", governance.approved_by)):
        for word in mixed_words(name):
            yield (
                "mixed_scripts",
                f"'{word}' in governance.{part} mixes letters of several alphabets: write it in one of them",
            )
