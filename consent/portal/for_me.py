"""Services for me: what the running campaigns' own rules say with what the platform itself knows of a person.

No nudging: a service that a permission would open looks like one that is open already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consent.core.eligibility import Value, read_rules
from consent.core.vocabulary import State
from consent.ledger.queries import PermissionView, permissions_of
from consent.ledger.visibility import Extent
from consent.people.queries import ResidentView, resident
from consent.portal.acting import Acting
from consent.portal.cards import extent_of
from consent.portal.wording import Text
from consent.proactive.explaining import shown_rules
from consent.proactive.queries import CampaignView, campaigns_running
from consent.proactive.read_models import RuleSetView, RuleShown
from consent.proactive.resident_queries import rules_of_many

BIRTH_DATE = ".birth_date"
PERMITTED = frozenset({State.GRANTED, State.IN_FORCE})


@dataclass(frozen=True, slots=True)
class ServiceForMe:
    """One service as its rules see a person. ``own_data`` names inputs that only the department knows."""

    service: str
    who: str
    activity: str
    purpose: str
    rules: str
    version: int
    deadline: datetime
    form_url: str
    label: Text
    text: Text
    icon: str
    shown: tuple[RuleShown, ...]
    own_data: tuple[str, ...]


_NOW = (
    _("Can be offered now"),
    _("The permission is there, and every rule is met by what this page knows."),
    "check",
)
_NOW_PERHAPS = (
    _("Can perhaps be offered now"),
    _("The permission is there. The department’s own data decides the rest."),
    "question",
)
_WITH = (
    _("Could be offered with a permission"),
    _("Every rule is met by what this page knows. The purpose below asks for a permission, and there is none."),
    "check",
)
_WITH_PERHAPS = (
    _("Could perhaps be offered with a permission"),
    _("The purpose below asks for a permission, and there is none. The department’s own data decides the rest."),
    "question",
)
_STOPPED = (
    _("Not offered while the use is stopped"),
    _("There is an objection or a restriction, so the data are not used for this."),
    "info",
)
_NOT = (_("Not by these rules"), _("One of the rules is not met, with or without a permission."), "info")


def services_for(acting: Acting, language: str) -> list[ServiceForMe]:
    """This function will say of each running campaign what its rules say of the person one acts for.

    By the published version that selection applies, with inputs that the platform itself holds. Nothing is recorded,
    since no department's data is used. GDPR 5(1)(a), 12(1), 13(2)(f).
    """
    campaigns = campaigns_running()
    person = resident(acting.subject)
    if not campaigns or person is None:
        return []
    rules = rules_of_many(campaigns)
    permissions = {view.activity.code: view for view in permissions_of(acting.subject, acting.at)}
    services = [
        _service(campaign, rules[key], permissions[campaign.activity], person, language)
        for campaign in campaigns
        if (key := (campaign.department, campaign.rules, campaign.rules_version)) in rules
        and campaign.takes_answers(acting.at)
        and campaign.activity in permissions
        and extent_of(permissions[campaign.activity], acting) is Extent.WHOLE
    ]
    return sorted(services, key=lambda one: one.service)


def _service(
    campaign: CampaignView, published: RuleSetView, permission: PermissionView, person: ResidentView, language: str
) -> ServiceForMe:
    read = read_rules(published.body)
    specs: Mapping[str, Mapping[str, object]] = published.body["inputs"]
    known = _known(specs, person)
    shown = shown_rules(read, known, language) if read else ()
    label, text, icon = _said(permission, shown)
    names = {one.name: one.words for rule in shown for one in rule.inputs if one.name not in known}
    return ServiceForMe(
        service=campaign.service[language],
        who=permission.activity.department.name(language),
        activity=campaign.activity,
        purpose=permission.activity.title(language),
        rules=campaign.rules,
        version=campaign.rules_version,
        deadline=campaign.deadline,
        form_url=campaign.form_url,
        label=label,
        text=text,
        icon=icon,
        shown=shown,
        own_data=tuple(names.values()),
    )


def _known(specs: Mapping[str, Mapping[str, object]], person: ResidentView) -> dict[str, Value]:
    """The inputs that the platform itself holds: the date of birth, from the population register."""
    born = person.birth_date.isoformat()
    return {
        name: born
        for name, spec in specs.items()
        if spec["type"] == "date" and str(spec["category"]).endswith(BIRTH_DATE)
    }


def _said(permission: PermissionView, shown: tuple[RuleShown, ...]) -> tuple[Text, Text, str]:
    met = {rule.met for rule in shown}
    if not shown or False in met:
        return _NOT
    if permission.state in (State.OBJECTED, State.RESTRICTED):
        return _STOPPED
    if permission.state in PERMITTED and not permission.waiting_for_guardian:
        return _NOW_PERHAPS if None in met else _NOW
    return _WITH_PERHAPS if None in met else _WITH
