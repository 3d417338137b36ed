"""The five conditions of a proactive service. A campaign that lacks one cannot start, and is told which and why."""

from collections.abc import Iterator
from datetime import datetime

from consent.core.eligibility import categories_of
from consent.core.errors import NotFound
from consent.core.message_rules import fill, problems_of
from consent.core.vocabulary import LANGUAGES, Basis
from consent.messaging.vocabulary import MessageClass
from consent.proactive.queries import rule_set
from consent.proactive.read_models import CampaignView, Lack, RuleSetView
from consent.proactive.texts import city_host
from consent.proactive.vocabulary import Choice, Condition, Mode
from consent.registry.queries import ActivityView, activities

_BY_LAW = frozenset({Basis.PUBLIC_TASK, Basis.LEGAL_OBLIGATION})


def lacks_of(campaign: CampaignView, at: datetime) -> list[Lack]:
    """This function will list every condition that ``campaign`` does not meet at ``at`` (aware), and what would help.

    LAW: GDPR 5(1)(b), 5(1)(c), 6, 22; Electronic Communications Services Act 917/2014 s. 200.
    """
    activity = next(iter(activities([campaign.activity])), None)
    own = activity if activity is not None and activity.department.code == campaign.department else None
    rules = rules_of(campaign)
    return [
        *(Lack(Condition.HAS_THE_DATA, why) for why in _has_the_data(campaign, own, rules)),
        *(Lack(Condition.MAY_USE_IT, why) for why in _may_use_it(campaign, own, at)),
        *(Lack(Condition.DUTY_TO_PROVIDE, why) for why in _duty_to_provide(campaign, own)),
        *(Lack(Condition.QUALIFIES, why) for why in _qualifies(campaign, rules)),
        *(Lack(Condition.BOTH_GAIN, why) for why in _both_gain(campaign)),
    ]


def missing_conditions(campaign: CampaignView, at: datetime) -> dict[Condition, str]:
    """This function will return each condition that is not met, with all that is missing of it in one text."""
    found: dict[Condition, str] = {}
    for lack in lacks_of(campaign, at):
        found[lack.condition] = f"{found[lack.condition]} {lack.why}" if lack.condition in found else lack.why
    return found


def text_problems(campaign: CampaignView) -> list[str]:
    """This function will list what the linter finds wrong with the campaign's message (see ``core.message_rules``)."""
    asks = campaign.mode is Mode.ASK
    answers = [choice.value for choice in Choice] if asks else []
    host = city_host()
    problems = problems_of(campaign.texts, sender=campaign.sender, answerable=asks, city_host=host, answers=answers)
    for name, mapping in (("service", campaign.service), ("if_declined", campaign.if_declined)):
        problems += [f"{one}: {name} is missing" for one in LANGUAGES if not mapping.get(one, "").strip()]
    for place in {pool.name for pool in campaign.pools if pool.name}:
        try:
            fill("{place}", {"place": place}, city_host=host)
        except ValueError as fault:
            problems.append(f"place {place}: {fault}")
    return problems


def rules_of(campaign: CampaignView) -> RuleSetView | None:
    """This function will return the rules by which a campaign selects, the newest where it names no version."""
    try:
        return rule_set(campaign.department, campaign.rules, campaign.rules_version or None)
    except NotFound:
        return None


def _has_the_data(campaign: CampaignView, activity: ActivityView | None, rules: RuleSetView | None) -> Iterator[str]:
    needed = {campaign.category} | (categories_of(rules.body) if rules else frozenset())
    if activity is None:
        yield f"The department has no activity {campaign.activity}: publish it first, with what it collects."
        return
    missing = sorted(needed - {category.code for category in activity.categories})
    if missing:
        yield (
            f"The notice of {activity.code} does not cover {', '.join(missing)}: take the category out of the rules or "
            "publish a notice that tells of it."
        )


def _may_use_it(campaign: CampaignView, activity: ActivityView | None, at: datetime) -> Iterator[str]:
    if activity is None:
        yield f"Nothing permits the use: {campaign.activity} is no activity of this department."
        return
    if not activity.in_force(at) or not activity.in_force(campaign.deadline):
        yield f"{activity.code} is not in force from the start to the deadline."
    if activity.basis is Basis.VITAL_INTERESTS:
        yield "Vital interests permit no offers: choose an activity that rests on consent, a contract or a law."
    if activity.basis in _BY_LAW and not activity.law_ref:
        yield f"{activity.code} rests on a law that it does not name (law_ref)."
    if activity.requires_staff_ref:
        yield f"{activity.code} may be used by a named member of staff only, not by a campaign."
    if campaign.message_class == MessageClass.MARKETING and activity.basis is not Basis.CONSENT:
        yield "A marketing message needs prior consent (Act 917/2014 s. 200): choose an activity that asks for it."


def _duty_to_provide(campaign: CampaignView, activity: ActivityView | None) -> Iterator[str]:
    law = campaign.duty_ref.strip() or (activity.law_ref if activity else "")
    if not law:
        yield "Name the law that lays the service upon the city (duty_ref), such as 1492/2016 6 §."
    if campaign.mode is Mode.AUTOMATIC and (activity is None or activity.basis not in _BY_LAW):
        yield "Only what a law lets the city grant unasked is granted automatically: ask, or choose such an activity."


def _qualifies(campaign: CampaignView, rules: RuleSetView | None) -> Iterator[str]:
    if rules is None:
        version = f" version {campaign.rules_version}" if campaign.rules_version else ""
        yield f"Publish the rules {campaign.rules}{version}: who is offered what follows from published rules alone."
    elif rules.body.get("purely_rules") is not True:
        yield f"The rules {campaign.rules} do not declare themselves purely human-written rules."


def _both_gain(campaign: CampaignView) -> Iterator[str]:
    for name, whom, gain in (
        ("benefit_resident", "the resident", campaign.benefit_resident),
        ("benefit_city", "the city", campaign.benefit_city),
    ):
        missing = [language for language in LANGUAGES if not gain.get(language, "").strip()]
        if missing:
            yield f"Say what {whom} gains ({name}) in {', '.join(missing)}."
