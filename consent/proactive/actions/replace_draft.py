"""Replace a campaign's draft by whoever says which one they read, so that nobody's change is lost."""

import hashlib
from dataclasses import asdict
from uuid import UUID

import orjson
from django.db import transaction

from consent.core.errors import Conflict
from consent.people.actors import Actor
from consent.proactive.actions.draft_campaign import change_campaign, locked_campaign
from consent.proactive.drafts import CampaignDraft
from consent.proactive.read_models import CampaignView
from consent.proactive.views import campaign_view


class Changed(Conflict):
    """The campaign is not as it was read, or its reader did not say how they read it."""


def etag_of(campaign: CampaignView) -> str:
    """This function will return a word that changes with anything of the campaign, a taken place included."""
    return hashlib.sha256(orjson.dumps(asdict(campaign), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def replace_draft(
    *, actor: Actor, department: str, campaign: UUID, draft: CampaignDraft, read: str | None
) -> CampaignView:
    """This function will replace a draft that stands as it was read, and return it; ``read`` is its ``etag_of``.

    Raises ``Changed`` (``precondition-required`` without ``read``, ``precondition-failed`` when it is another now) and
    all that ``change_campaign`` raises, ``NotFound`` for another department's campaign first. RFC 9110 §13.1.1.
    """
    with transaction.atomic():
        row = locked_campaign(department, campaign)
        if read is None:
            raise Changed("precondition-required")
        if read != etag_of(campaign_view(row)):
            raise Changed("precondition-failed")
        return change_campaign(actor=actor, department=department, campaign=campaign, draft=draft)
