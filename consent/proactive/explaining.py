"""Why me, or why not me: in the words of the rules that were applied, for old versions as for new ones."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from consent.core.eligibility import Body, Rule, Rules, read_rules, value_in_words
from consent.core.errors import NotFound
from consent.proactive.kept_inputs import Kept, read_kept, results_of
from consent.proactive.queries import grounds_of, offer, rule_set
from consent.proactive.read_models import Explanation, InputShown, OfferView, RuleSetView, RuleShown
from consent.proactive.vocabulary import NotOffered


def explain(identifier: UUID, language: str) -> Explanation:
    """This function will say in ``language`` (fi, sv or en) why somebody was offered a service, or was not.

    Each rule of the very version that was applied, with what it was given and whether it was met. Raises ``NotFound``.
    GDPR 13(2)(f), 15(1)(h), 22(3).
    """
    view = offer(identifier)
    published = _rules_of(view)
    rules = read_rules(published.body) if published else None
    grounds = grounds_of(identifier)
    kept = read_kept(grounds.text)
    return Explanation(
        offer=identifier,
        rules=view.campaign.rules,
        version=view.rules_version,
        published_at=published.published_at if published else None,
        qualifies=_qualifies(rules, kept),
        reason=grounds.reason,
        permission=kept.permission if kept else None,
        shown=_shown(rules, kept or Kept(), language) if rules else (),
        kept=kept is not None,
    )


def replay(identifier: UUID) -> bool:
    """This function will apply the kept version of the rules to the kept inputs anew, and tell whether all is the same.

    Each rule must say what it said, and the outcome be the one that was recorded. Where nothing was looked at, since
    the ledger refused, the record must say so. False when the grounds are gone. Raises ``NotFound``. GDPR 5(2).
    """
    view = offer(identifier)
    grounds = grounds_of(identifier)
    kept = read_kept(grounds.text)
    published = _rules_of(view)
    rules = read_rules(published.body) if published else None
    if kept is None or rules is None:
        return False
    if kept.permission is not None:
        return grounds.reason == NotOffered.NO_PERMISSION and not kept.inputs and not kept.results
    verdict = rules.evaluate(kept.inputs)
    if results_of(verdict) != dict(kept.results):
        return False
    if verdict.qualifies:
        return grounds.reason not in (NotOffered.NOT_ELIGIBLE, NotOffered.INPUTS_MISSING, NotOffered.NO_PERMISSION)
    return grounds.reason == (NotOffered.NOT_ELIGIBLE if verdict.determined else NotOffered.INPUTS_MISSING)


def shown_rules(rules: Rules, inputs: Mapping[str, Any], language: str) -> tuple[RuleShown, ...]:
    """This function will tell each rule in words with ``inputs``, for a person who asks what would hold for them."""
    return _shown(rules, Kept(inputs, results_of(rules.evaluate(inputs))), language)


def _rules_of(view: OfferView) -> RuleSetView | None:
    try:
        return rule_set(view.campaign.department, view.campaign.rules, view.rules_version)
    except NotFound:
        return None


def _qualifies(rules: Rules | None, kept: Kept | None) -> bool | None:
    if rules is None or kept is None or kept.permission is not None:
        return None
    return all(kept.results.get(rule.code) is True for rule in rules.rules)


def _shown(rules: Rules, kept: Kept, language: str) -> tuple[RuleShown, ...]:
    return tuple(
        RuleShown(
            rule.code, rule.words[language], kept.results.get(rule.code), _inputs(rules.inputs, rule, kept, language)
        )
        for rule in rules.rules
    )


def _inputs(specs: Body, rule: Rule, kept: Kept, language: str) -> tuple[InputShown, ...]:
    return tuple(
        InputShown(name, specs[name]["words"][language], value_in_words(specs[name], kept.inputs.get(name), language))
        for name in rule.inputs
    )
