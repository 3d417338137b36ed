"""The steps of offers as rows, in one language. Who another guardian is, is not these pages' to tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import pgettext

from consent.core.events import Kind
from consent.portal import offer_words
from consent.portal.acting import Acting
from consent.portal.wording import Text
from consent.proactive.queries import OfferEventView
from consent.proactive.resident_queries import OfferStep


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what it was, when, by whom and how; ``offer`` and ``service`` where steps of many are listed."""

    at: datetime
    what: Text
    by: str
    way: Text
    why: Text
    offer: UUID | None = None
    service: str = ""


def step_rows(events: Iterable[OfferEventView], acting: Acting) -> list[StepRow]:
    """This function will return the steps of one offer as rows, the newest first."""
    return [_row(event, acting) for event in sorted(events, key=lambda event: -event.event_id)]


def steps_listed(steps: Iterable[OfferStep], acting: Acting, language: str) -> list[StepRow]:
    """This function will return steps of many offers as rows, in their order."""
    return [_row(step, acting, offer=step.offer, service=step.service.get(language, "")) for step in steps]


def _row(step: OfferEventView | OfferStep, acting: Acting, *, offer: UUID | None = None, service: str = "") -> StepRow:
    return StepRow(
        at=step.at,
        what=offer_words.step_words(step.kind, step.choice or "", step.actor_kind, step.state),
        by=_by(step, acting),
        way=offer_words.WAYS.get(step.channel, ""),
        why=offer_words.why_none(step.reason, stopped=step.kind is Kind.OFFER_STOPPED),
        offer=offer,
        service=service,
    )


def _by(step: OfferEventView | OfferStep, acting: Acting) -> str:
    if step.actor_kind == "staff":
        return pgettext("offer", "By a member of the city’s staff")
    if step.actor_subject is None:
        return ""
    mine = step.actor_subject == acting.actor.subject
    if mine and acting.other is not None:
        return pgettext("offer", "By %(me)s for %(other)s") % {
            "me": acting.everybody[0].name,
            "other": acting.other.label,
        }
    if mine:
        return pgettext("offer", "By %(me)s") % {"me": acting.everybody[0].name}
    if acting.other is not None and step.actor_subject == acting.subject:
        return pgettext("offer", "By %(me)s") % {"me": acting.other.label}
    return pgettext("offer", "By a guardian or other representative")
