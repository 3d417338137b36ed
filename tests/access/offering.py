"""Campaigns of two departments, each with a draft, one that runs and one that closed, and an offer to Aino in it."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from consent import clock
from consent.people.actions.resolve import resolve_pairwise_id
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.replace_draft import etag_of
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import CampaignDraft, Candidate
from consent.proactive.read_models import CampaignView, OfferView
from tests.cast import SYSTEM

if TYPE_CHECKING:
    from tests.access.city import City

CODE, DUTY = "matrix-place", "Trial Act 1/2026 s. 1"
_WORDS = dict.fromkeys(("fi", "sv", "en"), "A place")
_TEXT = "Answer {code} A or {code} B by {deadline}."


def offer(city: "City", department: str, activity: str, category: str) -> None:
    """This function will have a department offer Aino something, and remember by which names it does."""
    born = {"type": "date", "category": category, "words": _WORDS}
    rule = {"code": "old_enough", "words": _WORDS, "when": {"input": "born", "op": "lt", "value": "2020-01-01"}}
    body = {"purely_rules": True, "inputs": {"born": born}, "rules": [rule]}
    publish_rules(actor=SYSTEM, department=department, code=CODE, body=body)
    waiting, running, closed = (_drafted(department, activity, category, name) for name in ("draft", "now", "before"))
    for one in (running, closed):
        start_campaign(actor=SYSTEM, department=department, campaign=one.id)
    person = resolve_pairwise_id(department=department, national_id=city.cast.aino.national_id)
    (made,) = make_offers(
        actor=SYSTEM,
        client="c",
        department=department,
        campaign=running.id,
        candidates=[Candidate(person, {"born": "1989-05-03"})],
    )
    assert isinstance(made, OfferView)
    close_campaign(actor=SYSTEM, department=department, campaign=closed.id)
    owned: dict[str, str | UUID] = {
        "drafted_campaign": waiting.id,
        "campaign": running.id,
        "closed_campaign": closed.id,
        "offer_of_department": made.id,
        "campaign_etag": f'"{etag_of(waiting)}"',
    }
    for name, value in owned.items():
        city.owned.setdefault(name, {})[department] = str(value)


def _drafted(department: str, activity: str, category: str, name: str) -> CampaignView:
    draft = CampaignDraft(
        code=CODE,
        round=name,
        activity=activity,
        category=category,
        rules=CODE,
        service=_WORDS,
        texts=dict.fromkeys(_WORDS, _TEXT),
        if_declined=_WORDS,
        benefit_resident=_WORDS,
        benefit_city=_WORDS,
        form_url="https://city.example/form",
        sender="18181",
        deadline=clock.now() + timedelta(days=14),
        duty_ref=DUTY,
    )
    return create_campaign(actor=SYSTEM, client="c", department=department, draft=draft)
