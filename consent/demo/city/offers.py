"""Two offers to Eino, so that a newcomer meets one that is open and one that was granted without an application."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from consent import clock
from consent.core.errors import NotFound
from consent.demo.city.offer_words import CARD_WORDS, INPUT_WORDS, PLACE_WORDS, RULE_WORDS
from consent.people.actions.resolve import resolve_pairwise_id
from consent.people.actors import Actor
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.make_offers import make_offers
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import CampaignDraft, Candidate, PoolDraft
from consent.proactive.queries import campaigns_of
from consent.proactive.vocabulary import Mode
from consent.registry.queries import activity

ACTOR = Actor.system("demo_city")
ACTIVITY, RULES = "preschool-placement", "demo-preschool-age"
UNIT = PoolDraft("kallio-1", "Päiväkoti Karuselli", 14)
OPEN_FOR = timedelta(days=60)
SENDER = "16120"


@transaction.atomic
def seed_offers(child: str, born: date) -> int:
    """This function will offer a child (by national id) a pre-school place, grant a travel card, and count both.

    What was offered already is not offered again; without the department's activity there is nothing to offer by.
    """
    try:
        department = activity(ACTIVITY).department.code
    except NotFound:
        return 0
    there = {campaign.code for campaign in campaigns_of(department)}
    drafts = [draft for draft in _drafts(born.year) if draft.code not in there]
    if drafts:
        publish_rules(actor=ACTOR, department=department, code=RULES, body=_rules(born.year))
    person = resolve_pairwise_id(department=department, national_id=child)
    for draft in drafts:
        made = create_campaign(actor=ACTOR, client="demo", department=department, draft=draft)
        start_campaign(actor=ACTOR, department=department, campaign=made.id)
        pool = draft.pools[0].code if draft.pools else ""
        candidate = Candidate(person, {"birth_date": born.isoformat()}, pool)
        make_offers(actor=ACTOR, client="demo", department=department, campaign=made.id, candidates=[candidate])
    return len(drafts)


def _rules(year: int) -> dict[str, Any]:
    words = {language: text.format(year=year) for language, text in RULE_WORDS.items()}
    born = {"input": "birth_date", "op": "year_of", "value": year}
    return {
        "purely_rules": True,
        "inputs": {"birth_date": {"type": "date", "category": "child.birth_date", "words": INPUT_WORDS}},
        "rules": [{"code": "born_in_the_year", "words": words, "when": born}],
    }


def _drafts(year: int) -> list[CampaignDraft]:
    """Pre-primary education begins in August of the year in which a child turns six."""
    same: dict[str, Any] = {
        "round": str(year + 6),
        "activity": ACTIVITY,
        "category": "child.placement",
        "rules": RULES,
        "form_url": "https://city.example/pre-primary",
        "sender": SENDER,
        "deadline": datetime.combine(clock.today() + OPEN_FOR, time(23, 59), tzinfo=clock.CITY_ZONE),
    }
    place = CampaignDraft(code="demo-place", duty_ref="628/1998 26 a §", pools=(UNIT,), **PLACE_WORDS, **same)
    card = CampaignDraft(code="demo-travel-card", duty_ref="628/1998 32 §", mode=Mode.AUTOMATIC, **CARD_WORDS, **same)
    return [place, card]
