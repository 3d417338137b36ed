"""The campaign that the replay runs: a place in pre-primary education, as Helsinki offered it in 2021."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from consent import clock
from consent.demo.replay.families import Unit, birth_year
from consent.people.actors import Actor
from consent.proactive import queries
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.drafts import CampaignDraft, PoolDraft
from consent.proactive.read_models import CampaignView
from consent.proactive.vocabulary import CampaignState

DEPARTMENT, ACTIVITY, CATEGORY, CODE = "education", "preschool-placement", "child.placement", "preschool-place"
CLIENT, SENDER = "replay_campaign", "16120"
ACTOR = Actor.system("replay_campaign")
INPUT = "birth_date"
OPEN_FOR = timedelta(days=14)


def find_campaign(round_: str) -> CampaignView | None:
    """This function will return the campaign of an earlier run of the same replay."""
    return next((one for one in queries.campaigns_of(DEPARTMENT) if (one.code, one.round) == (CODE, round_)), None)


def has_another_round(round_: str) -> bool:
    """This function will tell whether the database holds another replay, whose families have the same telephones."""
    return any(one.code == CODE and one.round != round_ for one in queries.campaigns_of(DEPARTMENT))


def begin_campaign(round_: str, units: Sequence[Unit], as_of: date) -> CampaignView:
    """This function will publish the rules, write the campaign down and start it, as far as that is not done yet."""
    publish_rules(actor=ACTOR, department=DEPARTMENT, code=CODE, body=_rules(as_of))
    campaign = find_campaign(round_) or create_campaign(
        actor=ACTOR, client=CLIENT, department=DEPARTMENT, draft=draft_of(round_, units)
    )
    if campaign.state is CampaignState.DRAFT:
        campaign = start_campaign(actor=ACTOR, department=DEPARTMENT, campaign=campaign.id)
    return campaign


def _rules(as_of: date) -> dict[str, Any]:
    year = birth_year(as_of)
    return {
        "purely_rules": True,
        "inputs": {
            INPUT: {
                "type": "date",
                "category": "child.birth_date",
                "words": {"fi": "lapsen syntymäaika", "sv": "barnets födelsedatum", "en": "child’s date of birth"},
            }
        },
        "rules": [
            {
                "code": "born_in_the_year",
                "words": {
                    "fi": f"Lapsi on syntynyt vuonna {year}.",
                    "sv": f"Barnet är fött år {year}.",
                    "en": f"The child was born in {year}.",
                },
                "all": [{"input": INPUT, "op": "year_of", "value": year}],
            }
        ],
    }


def draft_of(round_: str, units: Sequence[Unit]) -> CampaignDraft:
    """This function will return the campaign as education would write it."""
    return CampaignDraft(
        code=CODE,
        round=round_,
        activity=ACTIVITY,
        category=CATEGORY,
        rules=CODE,
        service={"fi": "Esiopetuspaikka", "sv": "Plats i förskoleundervisning", "en": "Pre-primary education"},
        texts={
            "fi": "Lapselle tarjotaan esiopetuspaikka: {place}. Vastaa {deadline} mennessä: A {code} = otan paikan, "
            "B {code} = en ota. Voit lähettää pelkän kirjaimen, jos sait yhden tarjouksen. {url}",
            "sv": "Barnet erbjuds en plats i förskoleundervisningen: {place}. Svara senast {deadline}: A {code} = jag "
            "tar platsen, B {code} = jag tar den inte. Bokstaven räcker om du fick ett erbjudande. {url}",
            "en": "A place in pre-primary education is offered: {place}. Reply by {deadline}: A {code} = I take it, "
            "B {code} = I do not. The letter alone is enough if you got one offer. {url}",
        },
        if_declined={
            "fi": "Esiopetus on pakollista. Voit hakea toista paikkaa tavallisella lomakkeella.",
            "sv": "Förskoleundervisningen är obligatorisk. Du kan söka en annan plats med den vanliga blanketten.",
            "en": "Pre-primary education is compulsory. You can apply for another place with the ordinary form.",
        },
        form_url="https://www.hel.fi/en/childhood-and-education/pre-primary-education",
        sender=SENDER,
        deadline=clock.now() + OPEN_FOR,
        benefit_resident={
            "fi": "Paikka varmistuu minuutissa ilman hakemusta.",
            "sv": "Platsen blir klar på en minut utan ansökan.",
            "en": "The place is settled in a minute, without an application.",
        },
        benefit_city={
            "fi": "Paikat tiedetään kaksi kuukautta aiemmin.",
            "sv": "Platserna är kända två månader tidigare.",
            "en": "The places are known two months earlier.",
        },
        minutes_saved_each=40,
        pools=[PoolDraft(unit.code, unit.name, unit.places) for unit in units],
    )
