"""Start a campaign that meets the five conditions."""

import hashlib
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.canonical import canonical
from consent.core.errors import Conflict, Invalid, NotAllowed
from consent.core.events import Kind, moment
from consent.log.append import append
from consent.people.actors import Actor
from consent.proactive.actions.draft_campaign import locked_campaign
from consent.proactive.conditions import lacks_of, rules_of, text_problems
from consent.proactive.models import Campaign, CampaignEvent
from consent.proactive.read_models import CampaignView
from consent.proactive.views import campaign_view
from consent.proactive.vocabulary import CampaignState

_DIGESTED = (
    "department", "client", "code", "round", "activity", "category", "rules", "rules_version", "mode", "message_class",
    "service", "texts", "benefit_resident", "benefit_city", "if_declined", "form_url", "sender", "duty_ref",
    "letter_fallback", "minutes_saved_each",
)  # fmt: skip


def start_campaign(*, actor: Actor, department: str, campaign: UUID) -> CampaignView:
    """This function will start a draft and return it; from now on it offers, and nothing of it changes any more.

    The log commits to all of it (``campaign.started``). Starting a running one again changes nothing. Raises
    ``Invalid`` (``conditions``) with each condition that is lacking and why, and each fault of the texts; ``NotFound``
    for another department's campaign as for none; ``Conflict`` (``closed``) for one that has closed. GDPR 5(2), 6, 22.
    """
    if actor.kind == "resident":
        raise NotAllowed("not_an_officer")
    with transaction.atomic():
        row = locked_campaign(department, campaign)
        if row.state == CampaignState.CLOSED:
            raise Conflict("closed")
        view = campaign_view(row)
        if row.state == CampaignState.RUNNING:
            return view
        at = clock.now()
        problems = [f"{lack.condition}: {lack.why}" for lack in lacks_of(view, at)]
        problems += [f"texts: {problem}" for problem in text_problems(view)]
        if view.deadline <= at:
            problems.append("deadline: it has passed.")
        rules = rules_of(view)
        if problems or rules is None:
            raise Invalid("conditions", problems)
        row.rules_version = rules.version
        row.state, row.started_at = CampaignState.RUNNING.value, at
        row.save(update_fields=["rules_version", "state", "started_at"])
        append(Kind.CAMPAIGN_STARTED, None, campaign_event(row, Kind.CAMPAIGN_STARTED, actor), at)
        return campaign_view(row)


def campaign_event(row: Campaign, kind: Kind, actor: Actor) -> CampaignEvent:
    """This function will return the payload of a campaign's start or end, unsaved."""
    return CampaignEvent(
        kind=kind.value,
        campaign=row.pk,
        department=row.department,
        activity=row.activity,
        rules=row.rules,
        rules_version=row.rules_version,
        digest=_digest(row),
        done_by=actor.name,
    )


def _digest(row: Campaign) -> bytes:
    """Of the campaign as it is offered, deadline and places included; how many are taken is no part of it."""
    pools = [[pool.code, pool.name, pool.capacity] for pool in row.pools.order_by("code")]
    said = {name: getattr(row, name) for name in _DIGESTED} | {"deadline": moment(row.deadline), "pools": pools}
    return hashlib.sha256(canonical(said)).digest()
