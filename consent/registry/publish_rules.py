"""The rules that a draft must keep before its notice may be published. Pure."""

from consent.registry.drafts import ActivityDraft
from consent.registry.rules import basis, consent, data, safeguards, texts
from consent.registry.rules.breach import RuleBreach

__all__ = ["RuleBreach", "broken_rules"]


def broken_rules(draft: ActivityDraft) -> list[RuleBreach]:
    """This function will return every publish rule that ``draft`` breaks, none of them hiding another.

    Each breach has a stable code and says what to do. An empty list means the notice may be published.
    """
    rooms = (texts, basis, consent, data, safeguards)
    return [
        RuleBreach(code=code, activity=draft.code, message=message)
        for room in rooms
        for code, message in room.findings(draft)
    ]
