"""What faces may ask about campaigns, rules and offers. Each takes a constant number of statements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from consent.core.errors import NotFound
from consent.people.pairwise_queries import pairwise_ids
from consent.people.queries import residents
from consent.proactive.kept_inputs import read_kept
from consent.proactive.models import Campaign, Offer, OfferEvent, RuleSet
from consent.proactive.read_models import CampaignView, OfferEventView, OfferView, RuleSetView
from consent.proactive.views import campaign_view, event_views, offer_view, rules_view
from consent.proactive.vocabulary import OfferState

__all__ = [
    "CampaignView",
    "OfferEventView",
    "OfferPage",
    "OfferView",
    "RuleSetView",
    "campaign",
    "campaigns_of",
    "campaigns_running",
    "offer",
    "offer_events",
    "offers_by_id",
    "offers_in",
    "offers_of_subject",
    "rule_set",
    "rule_sets_of",
]


@dataclass(frozen=True, slots=True)
class OfferPage:
    """Some offers of a campaign by id, the id after which to read on, and whether there are more."""

    rows: tuple[OfferView, ...]
    then: UUID | None
    more: bool


def campaigns_of(department: str) -> list[CampaignView]:
    """This function will return a department's campaigns, the newest first."""
    rows = Campaign.objects.filter(department=department).prefetch_related("pools")
    return [campaign_view(row) for row in rows.order_by("-created_at", "pk")]


def campaigns_running() -> list[CampaignView]:
    """This function will return the running campaigns of all departments, the earliest deadline first."""
    rows = Campaign.objects.filter(state="running").prefetch_related("pools")
    return [campaign_view(row) for row in rows.order_by("deadline", "pk")]


def campaign(department: str, campaign: UUID) -> CampaignView:
    """This function will return one campaign of ``department``; raises ``NotFound`` for another's as for none."""
    row = Campaign.objects.prefetch_related("pools").filter(department=department, pk=campaign).first()
    if row is None:
        raise NotFound("no_such_campaign")
    return campaign_view(row)


def rule_sets_of(department: str) -> list[RuleSetView]:
    """This function will return every version of a department's rule sets, by code, the newest first."""
    rows = RuleSet.objects.filter(department=department).order_by("code", "-version")
    return [rules_view(row) for row in rows]


def rule_set(department: str, code: str, version: int | None = None) -> RuleSetView:
    """This function will return one version of a rule set, the newest for None; raises ``NotFound``."""
    rows = RuleSet.objects.filter(department=department, code=code)
    row = (rows if version is None else rows.filter(version=version)).order_by("-version").first()
    if row is None:
        raise NotFound("no_such_rules")
    return rules_view(row)


def offer(offer: UUID, *, department: str | None = None) -> OfferView:
    """This function will return one offer, of ``department`` alone when it is given.

    With a department the offer bears the department's own id of the person. Raises ``NotFound`` for another's as for
    none.
    """
    rows = Offer.objects.filter(pk=offer)
    found = _views(rows if department is None else rows.filter(campaign__department=department), department)
    if not found:
        raise NotFound("no_such_offer")
    own = _place_found(found[0])
    return replace(found[0], place=own) if own else found[0]


def offers_by_id(offers: Iterable[UUID]) -> dict[UUID, OfferView]:
    """This function will return many offers; unknown ones are left out."""
    return {view.id: view for view in _views(Offer.objects.filter(pk__in=set(offers)), None)}


def offers_of_subject(subjects: Collection[UUID]) -> list[OfferView]:
    """This function will return every offer and non-offer of any of ``subjects``, the newest first (GDPR 15(1))."""
    return _views(Offer.objects.filter(subject__in=set(subjects)), None, "-made_at", "pk")


def offers_of_department(department: str, campaign: UUID, subjects: Iterable[UUID]) -> list[OfferView]:
    """This function will return the offers of a department's campaign to ``subjects``, with its own ids of them."""
    rows = Offer.objects.filter(campaign=campaign, campaign__department=department, subject__in=set(subjects))
    return _views(rows, department)


def offers_in(
    department: str,
    campaign: UUID,
    *,
    after: UUID | None = None,
    limit: int = 100,
    states: Collection[OfferState] = (),
) -> OfferPage:
    """This function will return a page of a department's campaign by offer id, with its own ids of the people.

    ``states`` narrows it. Another department's campaign looks like an empty one.
    """
    rows = Offer.objects.filter(campaign=campaign, campaign__department=department)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    found = _views(rows, department, "pk", limit=limit + 1)
    page = tuple(found[:limit])
    return OfferPage(page, page[-1].id if page else after, len(found) > limit)


def offer_events(offer: UUID) -> list[OfferEventView]:
    """This function will return every step of an offer in order, with what was sealed, opened (GDPR 15)."""
    return event_views(OfferEvent.objects.filter(offer=offer).order_by("version"))


def _place_found(view: OfferView) -> str:
    """The place that was found for this person, where it is another than the pool and may be told."""
    person = residents([view.subject]).get(view.subject)
    if not view.is_offered or person is None or person.non_disclosure:
        return ""
    kept = read_kept(grounds_of(view.id).text)
    return kept.place if kept else ""


def grounds_of(offer: UUID) -> OfferEventView:
    """This function will return the first step of an offer or non-offer, its grounds opened; raises ``NotFound``."""
    rows = event_views(OfferEvent.objects.filter(offer=offer, version=1))
    if not rows:
        raise NotFound("no_such_offer")
    return rows[0]


def _views(rows: QuerySet[Offer], department: str | None, *order: str, limit: int | None = None) -> list[OfferView]:
    found = list(rows.select_related("pool").order_by(*(order or ("pk",)))[:limit])
    campaigns = {
        row.pk: campaign_view(row)
        for row in Campaign.objects.filter(pk__in={one.campaign_id for one in found}).prefetch_related("pools")
    }
    subjects = {row.subject for row in found}
    known = residents(subjects)
    ids = pairwise_ids(department, subjects) if department else {}
    return [
        offer_view(
            row,
            campaigns[row.campaign_id],
            person=ids.get(row.subject, ""),
            hides_place=row.subject in known and known[row.subject].non_disclosure,
        )
        for row in found
    ]
