"""Rules about children, risk and who decided to publish (GDPR 8, 35, 38)."""

from collections.abc import Iterator

from consent.registry.drafts import ActivityDraft
from consent.registry.rules.breach import Finding


def findings(draft: ActivityDraft) -> Iterator[Finding]:
    """This function will yield what is missing of the child rule, the impact assessment and the approvals."""
    if draft.child_rule is None:
        yield (
            "child_rule_missing",
            "there is no default age: state in 'child_rule' from which age a person decides alone "
            "('own_decision_from') and whether any or all guardians decide before that ('guardians')",
        )
    if draft.high_risk and not draft.dpia_ref:
        yield (
            "high_risk_without_dpia",
            "a high-risk activity needs a data protection impact assessment (GDPR 35): make one and name it "
            "in 'dpia_ref'",
        )
    yield from _governance(draft)


def _governance(draft: ActivityDraft) -> Iterator[Finding]:
    governance = draft.governance
    if not governance.drafted_by:
        yield "drafter_missing", "record who wrote the notice in 'governance.drafted_by'"
    if not governance.approved_by:
        yield "approval_missing", "have a registrar approve the notice and record it in 'governance.approved_by'"
    if governance.approved_by and _same(governance.drafted_by, governance.approved_by):
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


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
