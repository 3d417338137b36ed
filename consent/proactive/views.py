"""Rows of the room turned into the frozen values that faces see."""

from collections.abc import Iterable

from consent.core.events import Kind
from consent.log.private_texts import Sealed, open_private
from consent.log.sealing import bound_to
from consent.proactive.models import Campaign, Offer, OfferEvent, Pool, RuleSet
from consent.proactive.read_models import CampaignView, OfferEventView, OfferView, PoolView, RuleSetView
from consent.proactive.vocabulary import AnsweredBy, CampaignState, Choice, Mode, OfferState

_SAME_IN_VIEW = (
    "id", "department", "client", "code", "round", "activity", "category", "rules", "rules_version", "message_class",
    "service", "texts", "benefit_resident", "benefit_city", "if_declined", "form_url", "sender", "duty_ref",
    "letter_fallback", "minutes_saved_each", "deadline", "created_at", "started_at", "closed_at",
)  # fmt: skip


def campaign_view(row: Campaign) -> CampaignView:
    """This function will return a campaign as faces see it; its pools are fetched unless they were prefetched."""
    return CampaignView(
        **{name: getattr(row, name) for name in _SAME_IN_VIEW},
        mode=Mode(row.mode),
        state=CampaignState(row.state),
        pools=tuple(_pool(pool) for pool in sorted(row.pools.all(), key=lambda pool: pool.code)),
    )


def _pool(row: Pool) -> PoolView:
    return PoolView(row.code, row.name, row.capacity, row.taken)


def rules_view(row: RuleSet) -> RuleSetView:
    """This function will return one version of a rule set as faces see it."""
    return RuleSetView(
        row.department, row.code, row.version, row.recorded_at, row.published_by, row.body, bytes(row.digest)
    )


def offer_view(row: Offer, campaign: CampaignView, *, person: str = "", hides_place: bool = False) -> OfferView:
    """This function will return one offer as faces see it; ``hides_place`` where nothing may tell where somebody is."""
    return OfferView(
        id=row.pk,
        campaign=campaign,
        subject=row.subject,
        person=person,
        code=row.code,
        pool="" if hides_place or row.pool is None else row.pool.code,
        place="" if hides_place or row.pool is None else row.pool.name,
        state=OfferState(row.state),
        version=row.version,
        reason=row.reason,
        rules_version=row.rules_version,
        choice=Choice(row.choice) if row.choice else None,
        answered_through=AnsweredBy(row.answered_through) if row.answered_through else None,
        answered_by=row.answered_by,
        queued_at=row.queued_at,
        made_at=row.made_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        answered_at=row.answered_at,
        decided_at=row.decided_at,
    )


def event_views(rows: Iterable[OfferEvent]) -> list[OfferEventView]:
    """This function will return steps as faces see them, their sealed texts opened with one statement."""
    found = list(rows)
    texts = open_private([Sealed(row.subject, bound_to(row.event_id), row.recorded_at, row.sealed) for row in found])
    return [
        OfferEventView(
            event_id=row.event_id,
            at=row.recorded_at,
            kind=Kind(row.kind),
            version=row.version,
            state=OfferState(row.state),
            reason=row.reason,
            choice=row.choice,
            channel=row.channel,
            rules_version=row.rules_version,
            actor_kind=row.actor_kind,
            actor_subject=row.actor_subject,
            actor_account=row.actor_account,
            text=text,
        )
        for row, text in zip(found, texts, strict=True)
    ]
