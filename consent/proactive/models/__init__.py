"""The tables of the room."""

from consent.proactive.models.campaign import Campaign, CampaignEvent, Pool
from consent.proactive.models.delivery import Delivery
from consent.proactive.models.human_task import HumanTask, UnclearReply
from consent.proactive.models.offer import Offer, OfferEvent
from consent.proactive.models.rule_set import RuleSet

__all__ = [
    "Campaign",
    "CampaignEvent",
    "Delivery",
    "HumanTask",
    "Offer",
    "OfferEvent",
    "Pool",
    "RuleSet",
    "UnclearReply",
]
