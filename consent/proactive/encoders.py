"""Canonical bytes of the room's events, rebuilt from their payload rows by fixed shapes (RFC 8785)."""

from consent.core.canonical import Shape
from consent.core.events import Kind, based, hexed, moment, named
from consent.proactive.models import CampaignEvent, OfferEvent, RuleSet

CAMPAIGN_KINDS = (Kind.CAMPAIGN_STARTED, Kind.CAMPAIGN_CLOSED)
OFFER_KINDS = (
    Kind.OFFER_MADE,
    Kind.OFFER_NOT_MADE,
    Kind.OFFER_SENT,
    Kind.OFFER_DELIVERED,
    Kind.OFFER_NOT_DELIVERED,
    Kind.OFFER_ANSWERED,
    Kind.OFFER_STOPPED,
    Kind.OFFER_LAPSED,
    Kind.OFFER_DECIDED,
    Kind.OFFER_RATED,
)

_RULES = Shape("at", "code", "department", "digest", "event_id", "kind", "published_by", "v", "version")
_CAMPAIGN = Shape(
    "activity", "at", "campaign", "department", "digest", "done_by", "event_id", "kind", "rules", "rules_version", "v"
)
_OFFER = Shape(
    "activity", "actor_account", "actor_kind", "actor_subject", "at", "campaign", "channel", "choice", "department",
    "event_id", "kind", "offer", "reason", "rules_version", "sealed", "state", "subject", "v", "version",
)  # fmt: skip


def encode_rules(row: RuleSet) -> bytes:
    """This function will return the canonical bytes of ``rules.published``; the body is told by its digest."""
    return _RULES.encode(
        {
            "v": 1,
            "kind": Kind.RULES_PUBLISHED,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "department": row.department,
            "code": row.code,
            "version": row.version,
            "digest": hexed(row.digest),
            "published_by": row.published_by,
        }
    )


def encode_campaign(row: CampaignEvent) -> bytes:
    """This function will return the canonical bytes of ``campaign.started`` and ``campaign.closed``."""
    return _CAMPAIGN.encode(
        {
            "v": 1,
            "kind": row.kind,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "campaign": str(row.campaign),
            "department": row.department,
            "activity": row.activity,
            "rules": row.rules,
            "rules_version": row.rules_version,
            "digest": hexed(row.digest),
            "done_by": row.done_by,
        }
    )


def encode_offer(row: OfferEvent) -> bytes:
    """This function will return the canonical bytes of any step of an offer."""
    return _OFFER.encode(
        {
            "v": 1,
            "kind": row.kind,
            "event_id": row.event_id,
            "at": moment(row.recorded_at),
            "offer": str(row.offer),
            "campaign": str(row.campaign),
            "department": row.department,
            "activity": row.activity,
            "subject": named(row.subject),
            "version": row.version,
            "state": row.state,
            "reason": row.reason,
            "rules_version": row.rules_version,
            "choice": row.choice,
            "channel": row.channel,
            "actor_kind": row.actor_kind,
            "actor_subject": named(row.actor_subject),
            "actor_account": named(row.actor_account),
            "sealed": based(row.sealed),
        }
    )
