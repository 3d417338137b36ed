"""A manifest that keeps every rule, of a department no other test has, for tests to spoil one part at a time."""

import copy
from collections.abc import Callable
from typing import Any

from consent.registry.drafting import drafted_activities
from consent.registry.drafts import ActivityDraft
from consent.registry.publish_rules import broken_rules

Manifest = dict[str, Any]

NOTICE = {
    "fi": {
        "title": "Vinkkejä liikuntaryhmistä",
        "summary": "Liikuntapalvelut katsoo, missä ryhmissä olet käynyt, ja ehdottaa uusia.",
        "why": "Jotta löydät ryhmän, joka sopii sinulle.",
        "what_we_do": "Katsomme ryhmät, joihin olet ilmoittautunut.",
        "if_no": "Mikään ei muutu. Voit ilmoittautua ryhmiin kuten ennenkin.",
        "rights": "Voit perua suostumuksen milloin tahansa.",
    },
    "sv": {
        "title": "Tips om motionsgrupper",
        "summary": "Idrottstjänsterna ser vilka grupper du har gått i och föreslår nya.",
        "why": "För att du ska hitta en grupp som passar dig.",
        "what_we_do": "Vi ser på grupperna som du har anmält dig till.",
        "if_no": "Ingenting ändras. Du anmäler dig till grupper precis som förut.",
        "rights": "Du kan återkalla samtycket när som helst.",
    },
    "en": {
        "title": "Suggestions of sports groups",
        "summary": "Sports services see which groups you have been to and suggest new ones.",
        "why": "So that you find a group that suits you.",
        "what_we_do": "We look at the groups you have signed up for.",
        "if_no": "Nothing changes. You sign up for groups as before.",
        "rights": "You can withdraw the consent at any time.",
    },
}
LAW_NAME = {"fi": "Liikuntalaki", "sv": "Idrottslagen", "en": "Sports Act"}

_SAMPLE: Manifest = {
    "module": "gym",
    "department": {
        "code": "gym",
        "name": {"fi": "Liikuntapalvelut", "sv": "Idrottstjänsterna", "en": "Sports services"},
        "contact": {"email": "gym@city.example"},
    },
    "scopes": ["decision:evaluate"],
    "categories": [
        {
            "code": "gym.groups",
            "name": {"fi": "Liikuntaryhmät", "sv": "Motionsgrupper", "en": "Sports groups"},
            "pd": "pd:GroupMembership",
            "sensitivity": "normal",
        },
        {
            "code": "gym.injuries",
            "name": {"fi": "Vammat", "sv": "Skador", "en": "Injuries"},
            "pd": "pd:HealthHistory",
            "sensitivity": "special",
        },
    ],
    "activities": [
        {
            "code": "gym-tips",
            "basis": "consent",
            "purpose": "dpv:ProvidePersonalisedRecommendations",
            "categories": ["gym.groups"],
            "recipients": [],
            "retention": {"months": 6, "text": {"fi": "6 kuukautta.", "sv": "6 månader.", "en": "6 months."}},
            "valid_months": 12,
            "child_rule": {"own_decision_from": 13, "guardians": "any"},
            "governance": {"drafted_by": "gym / planner", "approved_by": "city / registrar", "dpo_opinion": "Fine."},
            "notice": NOTICE,
        }
    ],
}


def sample(**changes: Any) -> Manifest:
    """This function will return a fresh manifest whose one activity has ``changes``; a None removes the part."""
    manifest = copy.deepcopy(_SAMPLE)
    activity = manifest["activities"][0]
    for part, value in changes.items():
        if value is None:
            del activity[part]
        else:
            activity[part] = copy.deepcopy(value)
    return manifest


def law_based(**changes: Any) -> Manifest:
    """This function will return a manifest whose one activity is a public task."""
    manifest = sample(basis="public_task", law_ref="Sports Act 5 §", law_name=LAW_NAME, valid_months=None)
    manifest["activities"][0].update(changes)
    return manifest


def changed(manifest: Manifest, change: Callable[[Manifest], object]) -> Manifest:
    """This function will apply ``change`` to a copy of ``manifest``."""
    copied = copy.deepcopy(manifest)
    change(copied)
    return copied


def drafts(manifest: Manifest) -> list[ActivityDraft]:
    """This function will return the drafts of a manifest that nothing was published before."""
    return drafted_activities(manifest, {}, {})


def breaches(manifest: Manifest) -> dict[str, str]:
    """This function will return the broken rules of a manifest's activities: message by code."""
    return {breach.code: breach.message for draft in drafts(manifest) for breach in broken_rules(draft)}
