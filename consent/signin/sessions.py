"""Begin and end sessions: the one way in for every kind of sign-in, and the ways out."""

from typing import Literal

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consent.people.actions.sign_in import Voucher, end_session, end_sessions_of_provider, record_sign_in
from consent.people.actors import Actor
from consent.people.models import Account

# Whoever vouched for a person, the account alone says from then on whether they may still be here: a provider's own
# back end would let a closed account go on.
BACKEND = "django.contrib.auth.backends.ModelBackend"
METHOD, UNSENT = "signed_in_by", "unsent"


def begin(
    request: HttpRequest,
    account: Account,
    *,
    method: Literal["demo", "oidc", "local"],
    issuer: str = "",
    provider_sid: str = "",
    provider_subject: str = "",
    assurance: str = "",
) -> None:
    """This function will sign an account in to a new session, of which nothing was known before.

    Nothing of the visitor's old session carries over, neither its key (session fixation) nor whom it acted for. When
    the old session ended under a form that was being sent, the next page says that nothing was saved.
    Standard: NIST SP 800-63B-4 section 5.1; OWASP ASVS 5.0 V7.2.4.
    """
    unsent = bool(request.session.get(UNSENT))
    # A new session, not only a new key: what the last visitor left must not carry over.
    end(request)
    login(request, account, backend=BACKEND)
    request.session[METHOD] = method
    request.session.save()
    record_sign_in(
        actor=Actor.of_account(account),
        session_key=str(request.session.session_key),
        voucher=Voucher(method, issuer, provider_sid, provider_subject, assurance),
    )
    if unsent:
        messages.warning(request, _("You had been signed out when you sent the form, so nothing was saved."))


def end(request: HttpRequest) -> None:
    """This function will end the visitor's session and everything kept in it; none to end is no error."""
    key = request.session.session_key
    if key and request.user.is_authenticated:
        end_session(actor=Actor.system("sign-out"), session_key=key)
    logout(request)


def end_of_provider(issuer: str, *, sid: str = "", subject: str = "") -> int:
    """This function will end every session that a provider ends, at once, and return how many there were.

    Standard: OpenID Connect Back-Channel Logout 1.0 section 2.7.
    """
    actor = Actor.system("back-channel-logout")
    return end_sessions_of_provider(actor=actor, issuer=issuer, sid=sid, subject=subject)
