"""Signing in with a local staff account: always a password and then a second factor, each attempt counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from consent import clock
from consent.people import queries
from consent.people.actions.sign_in_attempts import Locked, count_attempt, forgive_attempt
from consent.people.actions.use_code import use_code
from consent.people.actors import Actor
from consent.people.local_passwords import account_of_password, has_to_enrol
from consent.people.models import Account
from consent.signin import sessions
from consent.signin.network import network_of

HALFWAY = "local_halfway"
HALFWAY_LIVES, ENROLMENT_LIVES = timedelta(minutes=5), timedelta(minutes=30)
ACTOR = Actor.system("local-sign-in")
ASSURANCE = "local password and one-time code"


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody who has given the right password and nothing more; they are not signed in."""

    account: Account
    enrols: bool
    next_page: str


def give_password(request: HttpRequest, *, username: str, password: str, next_page: str) -> Halfway | Locked | None:
    """This function will take a name and a password: halfway in, locked until a moment, or None for wrong.

    The three answers are the same for a name that nobody has, for a closed account and for one that has no password.
    """
    attempt = count_attempt(actor=ACTOR, username=username, network=network_of(request))
    if isinstance(attempt, Locked):
        return attempt
    account = account_of_password(username, password)
    if account is None:
        return None
    forgive_attempt(actor=ACTOR, attempt=attempt)
    # A new session: whoever planted a session key before is not halfway in with it.
    unsent = bool(request.session.get(sessions.UNSENT))
    sessions.end(request)
    if unsent:
        request.session[sessions.UNSENT] = True
    enrols = has_to_enrol(account)
    request.session[HALFWAY] = {
        "account": str(account.pk),
        "hash": account.get_session_auth_hash(),
        "until": (clock.now() + (ENROLMENT_LIVES if enrols else HALFWAY_LIVES)).isoformat(),
        "enrols": enrols,
        "next": next_page,
    }
    return Halfway(account, enrols, next_page)


def halfway(request: HttpRequest) -> Halfway | None:
    """This function will return who is halfway in, as long as time and password have not changed, else None."""
    kept: dict[str, Any] | None = request.session.get(HALFWAY)
    if kept is None or datetime.fromisoformat(kept["until"]) <= clock.now():
        return None
    account = queries.open_account(UUID(kept["account"]))
    if account is None or account.get_session_auth_hash() != kept["hash"]:
        return None
    return Halfway(account, kept["enrols"], kept["next"])


def give_code(request: HttpRequest, who: Halfway, code: str) -> bool | Locked:
    """This function will take a code from somebody halfway in and sign them in when it is right."""
    attempt = count_attempt(actor=ACTOR, username=who.account.username, network=network_of(request))
    if isinstance(attempt, Locked):
        return attempt
    if not use_code(actor=Actor.of_account(who.account), code=code):
        return False
    forgive_attempt(actor=ACTOR, attempt=attempt, signed_in=who.account.pk)
    enter(request, who.account)
    return True


def enter(request: HttpRequest, account: Account) -> None:
    """This function will sign in somebody who has given both factors."""
    sessions.begin(request, account, method="local", assurance=ASSURANCE)
