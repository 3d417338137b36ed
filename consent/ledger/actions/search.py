"""The search: whom, or for what, the check would allow, told by the check itself."""

from dataclasses import dataclass, replace

from django.db import connection

from consent import clock
from consent.ledger.actions.check import Answer, Rejection, check
from consent.ledger.reads import CheckQuestion
from consent.ledger.search_queries import Candidates, candidate_activities, candidate_people

SCOPE = "decision:search"
ABOUT_ONE = Rejection.TOO_MANY_ABOUT_ONE


@dataclass(frozen=True, slots=True)
class Found:
    """Who or what is allowed, in the order of the names; ``resume`` is empty when that was the last of it."""

    names: list[str]
    resume: str = ""


def search_people(asked: CheckQuestion, *, after: str, limit: int) -> Found | Rejection:
    """This function will return those of the department's pairwise ids for whom ``asked`` is allowed now.

    Its own ``pairwise_id`` is not read. At most ``limit`` people behind ``after`` are decided about; each decision is
    recorded as a use before any is told (GDPR 5(2)).
    """
    with connection.wrap_database_errors:
        candidates = candidate_people(asked, after=after, limit=limit, at=clock.now())
    return _allowed(candidates, [replace(asked, pairwise_id=name) for name in candidates.names])


def search_activities(asked: CheckQuestion, *, after: str, limit: int) -> Found | Rejection:
    """This function will return the department's activities for which ``asked`` is allowed now.

    Its own ``activity`` is not read. Each decision is recorded as a use before any is told (GDPR 5(2)).
    """
    with connection.wrap_database_errors:
        candidates = candidate_activities(asked, after=after, limit=limit, at=clock.now())
    return _allowed(candidates, [replace(asked, activity=name) for name in candidates.names])


def search_departments(asked: CheckQuestion) -> Found | Rejection:
    """This function will return the asking department when ``asked`` is allowed now, and nobody otherwise.

    What others may do is theirs to ask. The decision is recorded as a use before it is told (GDPR 5(2)).
    """
    return _allowed(Candidates([asked.department], ""), [asked])


def _allowed(candidates: Candidates, questions: list[CheckQuestion]) -> Found | Rejection:
    answers = check(questions, scope=SCOPE) if questions else []
    # Whoever has been asked about too often today is left out, as if nothing were allowed, and the others are told.
    rejected = next((one for one in answers if isinstance(one, Rejection) and one is not ABOUT_ONE), None)
    if rejected is not None:
        return rejected
    told = zip(candidates.names, answers, strict=True)
    return Found([name for name, answer in told if isinstance(answer, Answer) and answer.allowed], candidates.resume)
