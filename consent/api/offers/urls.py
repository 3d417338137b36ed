"""Paths of rules, campaigns and offers."""

from django.urls import path

from consent.api.offers.campaigns import Campaigns, OneCampaign
from consent.api.offers.offers import Offers, OneOffer, Outcomes
from consent.api.offers.rules import OneRuleSet, OneVersion, Rules
from consent.api.offers.running import CampaignConditions, CampaignFunnel, CloseCampaign, StartCampaign

urlpatterns = [
    path("rules", Rules.as_view(), name="rules"),
    path("rules/<slug:code>", OneRuleSet.as_view(), name="rule-set"),
    path("rules/<slug:code>/versions/<int:version>", OneVersion.as_view(), name="rules-version"),
    path("campaigns", Campaigns.as_view(), name="campaigns"),
    path("campaigns/<uuid:identifier>", OneCampaign.as_view(), name="campaign"),
    path("campaigns/<uuid:identifier>/conditions", CampaignConditions.as_view(), name="campaign-conditions"),
    path("campaigns/<uuid:identifier>/start", StartCampaign.as_view(), name="start-campaign"),
    path("campaigns/<uuid:identifier>/close", CloseCampaign.as_view(), name="close-campaign"),
    path("campaigns/<uuid:identifier>/funnel", CampaignFunnel.as_view(), name="campaign-funnel"),
    path("offers", Offers.as_view(), name="offers"),
    path("offers/outcomes", Outcomes.as_view(), name="offer-outcomes"),
    path("offers/<uuid:identifier>", OneOffer.as_view(), name="offer"),
]
