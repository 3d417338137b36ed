"""Sessions that people sign in to: recorded when they begin, ended one by one or all of a person's at once."""

import logging
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from consent import clock
from consent.core.errors import Invalid
from consent.people.actors import Actor
from consent.people.models import SignedInSession

logger = logging.getLogger(__name__)

Method = Literal["demo", "oidc", "local"]


@dataclass(frozen=True, slots=True, repr=False)
class Voucher:
    """How somebody was recognised: the way in and, for a provider, what it calls the session and the person."""

    method: Method
    issuer: str = ""
    provider_sid: str = ""
    provider_subject: str = ""
    assurance: str = ""

    def __repr__(self) -> str:
        return f"<Voucher {self.method}>"


def record_sign_in(*, actor: Actor, session_key: str, voucher: Voucher) -> None:
    """This function will record that ``actor`` signed in to a session; a key that is recorded already is replaced.

    Standard: OpenID Connect Back-Channel Logout 1.0 section 2.2, which asks to know each session of a provider's user.
    """
    if actor.account is None:
        raise Invalid("session", ["Only an account signs in."])
    SignedInSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "account_id": actor.account,
            "method": voucher.method,
            "issuer": voucher.issuer,
            "provider_sid": voucher.provider_sid,
            "provider_subject": voucher.provider_subject,
            "assurance": voucher.assurance,
            "began_at": clock.now(),
        },
    )


def end_session(*, actor: Actor, session_key: str) -> None:
    """This function will end one session; one that has ended already is no error."""
    _end(Q(session_key=session_key), actor)


def end_sessions_of(*, actor: Actor, account: UUID) -> int:
    """This function will end every session of an account at once and return how many there were."""
    return _end(Q(account=account), actor)


def end_sessions_of_provider(*, actor: Actor, issuer: str, sid: str = "", subject: str = "") -> int:
    """This function will end the sessions which a provider began and now ends, and return how many there were.

    ``sid`` names one session, ``subject`` all of a person's; when both are given, both must fit. Raises ``Invalid``
    when neither is given, since that would sign everybody out.
    Standard: OpenID Connect Back-Channel Logout 1.0 section 2.7.
    """
    if not issuer or not (sid or subject):
        raise Invalid("session", ["The provider names neither a session nor a person."])
    wanted = Q(issuer=issuer)
    if sid:
        wanted &= Q(provider_sid=sid)
    if subject:
        wanted &= Q(provider_subject=subject)
    return _end(wanted, actor)


def _end(wanted: Q, actor: Actor) -> int:
    with transaction.atomic():
        keys = list(SignedInSession.objects.select_for_update().filter(wanted).values_list("pk", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        SignedInSession.objects.filter(pk__in=keys).delete()
    if keys:
        logger.info("%d sessions ended by %s %s", len(keys), actor.kind, actor.name or actor.account)
    return len(keys)
