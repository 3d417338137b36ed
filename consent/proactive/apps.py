"""Proactive services: the offer reaches the family before the form does, by published rules and only with a permit."""

from django.apps import AppConfig


class ProactiveConfig(AppConfig):
    """Tells the log which payloads are this room's."""

    name = "consent.proactive"
    label = "proactive"

    def ready(self) -> None:
        """This function will register the room's event kinds with the log, and who answers for its messages."""
        from consent.core.events import Kind
        from consent.log.kinds import register
        from consent.messaging import owners
        from consent.proactive.encoders import (
            CAMPAIGN_KINDS,
            OFFER_KINDS,
            encode_campaign,
            encode_offer,
            encode_rules,
        )
        from consent.proactive.models import CampaignEvent, OfferEvent, RuleSet
        from consent.proactive.owner import Offers
        from consent.proactive.vocabulary import OWNER

        register(Kind.RULES_PUBLISHED, RuleSet, encode_rules, subject_field="")
        for kind in CAMPAIGN_KINDS:
            register(kind, CampaignEvent, encode_campaign, subject_field="")
        for kind in OFFER_KINDS:
            register(kind, OfferEvent, encode_offer)
        owners.register(OWNER, Offers())
