"""What the tests of the search start from: who decided what, and how a department asks."""

from typing import Any

from consent.core.vocabulary import Channel
from consent.ledger.actions.grant import grant_consent
from consent.ledger.actions.object import object_to_activity
from consent.ledger.actions.restrict import restrict_activity
from consent.ledger.actions.withdraw import withdraw_consent
from tests.cast import SYSTEM, Cast, Person

TRIAL = {"type": "department", "id": "trial"}
SAID: dict[str, Any] = {"language": "fi", "channel": Channel.PORTAL}


def with_decisions(cast: Cast) -> Cast:
    """This function will let Aino and Saara consent, Mikko withdraw, Eino wait for a guardian, one object, and restrict
    another."""
    for who in (cast.aino, cast.saara, cast.mikko):
        grant(who)
    withdraw_consent(activity="trial-consent", actor=cast.mikko.actor, subject=cast.mikko.subject, **SAID)
    grant(cast.eino, "trial-all-guardians", by=cast.aino)
    restrict_activity(actor=SYSTEM, subject=cast.mikko.subject, activity="trial-contract", **SAID)
    object_to_activity(actor=cast.aino.actor, subject=cast.aino.subject, activity="trial-task", **SAID)
    return cast


def grant(who: Person, activity: str = "trial-consent", by: Person | None = None) -> None:
    """This function will let somebody consent."""
    grant_consent(actor=(by or who).actor, subject=who.subject, activity=activity, notice_version=1, **SAID)


def people(activity: str = "trial-consent", category: str = "trial.plain", **more: Any) -> dict[str, Any]:
    """This function will ask of whom the category may be used."""
    return {"subject": TRIAL, "action": {"name": activity}, "resource": {"type": category}, **more}


def purposes(who: Any, category: str = "trial.plain", **more: Any) -> dict[str, Any]:
    """This function will ask for what somebody's category may be used."""
    return {"subject": TRIAL, "resource": {"type": category, "id": getattr(who, "pairwise_id", who)}, **more}


def ids(answer: Any) -> list[str]:
    """This function will return the names that a search found, in their order."""
    return [one.get("id") or one["name"] for one in answer["results"]]
