"""The way back: a registered address, the department's own state, and a signed answer that names nobody."""

import secrets
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from consent.asking.queries import leads_back
from consent.asking.request_view import RequestView
from consent.asking.vocabulary import ANSWER_LIVES
from consent.core.errors import NotFound
from consent.log.sealing import unseal_text
from consent.tokens.keys import ES256
from consent.tokens.signing import sign

TYPE = "consent-answer+jwt"


def may_go_back(request: RequestView) -> bool:
    """This function will tell whether the request has a way back that is registered now, for a client in use."""
    return bool(request.return_uri) and leads_back(request.client, request.return_uri)


def host_of(request: RequestView) -> str:
    """This function will return the host that the way back leads to, as a page names it."""
    return urlsplit(request.return_uri).netloc


def way_back(request: RequestView, at: datetime) -> str:
    """This function will return the whole address of the way back, with an answer signed at ``at`` (aware).

    The answer tells the client which request it is and how that stands, for five minutes, and nothing of the person
    (RFC 8725 §3). Raises ``NotFound`` when the address is no longer registered, or its client has been switched off.
    """
    if not may_go_back(request):
        raise NotFound("no_way_back")
    issued = int(at.timestamp())
    claims = {
        "iss": str(settings.PUBLIC_URL),
        "aud": request.client,
        "iat": issued,
        "exp": issued + int(ANSWER_LIVES.total_seconds()),
        "jti": secrets.token_hex(16),
        "request": str(request.id),
        "status": request.status.value,
    }
    said = {"answer": sign(claims, typ=TYPE, algorithm=ES256)}
    if state := _state_of(request):
        said["state"] = state
    joint = "&" if urlsplit(request.return_uri).query else "?"
    return f"{request.return_uri}{joint}{urlencode(said)}"


def _state_of(request: RequestView) -> str:
    if request.sealed is None:
        return ""
    return unseal_text(request.subject, request.position, request.asked_at, request.sealed)
