"""The ways out that a provider shares: its session ends with ours, and ours with its."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import get_random_string
from jwt import PyJWTError, get_unverified_header
from social_core.exceptions import SocialAuthBaseException

from consent import clock
from consent.core import keys
from consent.core.errors import Conflict
from consent.people.actions.spend_token import spend_token
from consent.people.actors import Actor
from consent.signin.oidc.backends import BROKEN, CityProvider, city_provider
from consent.signin.oidc.tokens import LONGEST, Proof, SignInFailed
from consent.signin.sessions import end_of_provider

ACTOR = Actor.system("back-channel-logout")
PROVIDER, HINT = "city_provider", "city_hint"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPES = ("logout+jwt", "application/logout+jwt", "JWT", None)
_LABEL = "mydata/sign-out-hint/v1"


def remember(session: SessionBase, provider: str, proof: Proof) -> None:
    """This function will keep in the session what a sign-out needs: the ID token, sealed, since it names the person.

    Nothing else of what the provider sent is kept anywhere.
    """
    sealed = keys.seal(keys.derive(settings.ROOT_KEY, _LABEL), proof.id_token.encode(), provider.encode())
    session[PROVIDER], session[HINT] = provider, base64.b64encode(sealed).decode()


def way_out(session: SessionBase) -> tuple[str, str] | None:
    """This function will return where the provider ends its own session, and the state it will bring back.

    None for a session that no provider vouched for, for one that has no such address, and for one that cannot be
    reached: then the session here ends alone.
    Standard: OpenID Connect RP-Initiated Logout 1.0 §2.
    """
    name = session.get(PROVIDER)
    provider = city_provider(name) if isinstance(name, str) else None
    endpoint = _end_session_endpoint(provider) if provider else None
    if provider is None or endpoint is None:
        return None
    state = get_random_string(32)
    asked = {
        "client_id": provider.provider.client_id,
        "post_logout_redirect_uri": f"{settings.PUBLIC_URL}/sign-out/done/",
        "state": state,
    }
    hint = _hint(session, str(name))
    if hint:
        asked["id_token_hint"] = hint
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", state


def end_by_provider(provider: CityProvider, logout_token: str) -> int:
    """This function will end the sessions which a logout token names, at once, and return how many there were.

    Raises ``SignInFailed`` (status 400) for a token that is not good, not fresh or was used before; then nothing ends.
    Standard: OpenID Connect Back-Channel Logout 1.0 §2.6.
    """
    claims = provider.verified(logout_token)
    sid, subject, token_id = (_text(claims, name) for name in ("sid", "sub", "jti"))
    events = claims.get("events")
    event = events.get(EVENT) if isinstance(events, dict) else None
    if (
        not isinstance(event, dict)
        or "nonce" in claims
        or "exp" not in claims
        or not token_id
        or not (sid or subject)
        or _type(logout_token) not in TYPES
    ):
        raise SignInFailed("invalid_token", 400)
    too_old = timedelta(seconds=provider.ID_TOKEN_MAX_AGE + 2 * provider.JWT_LEEWAY)
    forget_at = max(datetime.fromtimestamp(claims["iat"], UTC), clock.now()) + too_old
    try:
        # One transaction: when the sessions cannot be ended, the token is not spent and may come again.
        with transaction.atomic():
            spend_token(actor=ACTOR, issuer=provider.provider.issuer, token_id=token_id, forget_at=forget_at)
            return end_of_provider(provider.provider.issuer, sid=sid, subject=subject)
    except Conflict:
        raise SignInFailed("token_spent", 400) from None


def _end_session_endpoint(provider: CityProvider) -> str | None:
    try:
        endpoint = provider.oidc_config().get("end_session_endpoint")
    except (SocialAuthBaseException, *BROKEN):
        return None
    return endpoint if isinstance(endpoint, str) else None


def _hint(session: SessionBase, name: str) -> str | None:
    try:
        sealed = base64.b64decode(session[HINT])
        return keys.unseal(keys.derive(settings.ROOT_KEY, _LABEL), sealed, name.encode()).decode()
    except (KeyError, ValueError, InvalidTag):
        return None


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise SignInFailed("invalid_token", 400)
    return value


def _type(token: str) -> str | None:
    try:
        found: str | None = get_unverified_header(token).get("typ")
    except PyJWTError:
        return ""
    return found
