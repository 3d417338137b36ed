"""Who asks: the department's client behind an access token, with the scopes in force at this very moment."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from consent.api.certificates import bound

# No cache: a disabled client or a scope taken away counts from the next request on. The decision path judges tokens by
# the same rules in the ledger's own statement, beside the facts of the question. The ledger may not import this room,
# so the rules stand twice, and a differential test of both paths holds them equal.
_SELECT = """
SELECT token.id, token.expires, token.scope, client.id, client.client_id, client.disabled, client.allowed_scopes,
    client.department_id
FROM oauth2_provider_accesstoken AS token
JOIN registry_clientapplication AS client ON client.id = token.application_id
WHERE token.token_checksum = %s AND token.resource = %s::jsonb
"""

_BEARER = re.compile(r"Bearer +([A-Za-z0-9\-._~+/]{1,255}=*)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Principal:
    """A department's client, authenticated by a living token; the department is never taken from a request."""

    token: int
    client: int
    client_id: str
    department: str
    scopes: frozenset[str]

    @property
    def is_authenticated(self) -> bool:
        """This function will return True; REST framework asks every caller."""
        return True


def bearer_token(authorization: str) -> str | None:
    """This function will return the token of an ``Authorization`` header, None when it holds none (RFC 6750 §2.1)."""
    match = _BEARER.fullmatch(authorization)
    return match[1] if match else None


def token_checksum(token: str, certificate: str = "") -> str:
    """This function will return the digest under which a token is stored: SHA-256, 64 hexadecimal digits.

    ``certificate`` is the one that came with the request, as ``certificate_of`` tells; it counts for bound tokens only.
    """
    return hashlib.sha256(bound(token, certificate).encode("ascii")).hexdigest()


def scopes_in_force(granted: str, allowed: str) -> frozenset[str]:
    """This function will return the scopes that both the token and the client's registration hold now."""
    return frozenset(granted.split()) & frozenset(allowed.split())


def is_this_resource(address: str, resources: Sequence[str]) -> bool:
    """This function will tell whether a token for ``resources`` is for this API, at whichever of its addresses."""
    return list(resources) == [settings.PUBLIC_URL]


def principal_of(token: str, at: datetime, certificate: str = "") -> Principal | None:
    """This function will find who presents ``token`` (with ``certificate``) at ``at``, in one statement.

    None when it opens nothing: it is unknown, expired, for another resource or bound to another certificate, or its
    client is disabled.
    """
    return principal_by(token_checksum(token, certificate), at)


def principal_by(checksum: str, at: datetime) -> Principal | None:
    """This function will find who presents the token with this checksum, as ``principal_of`` does."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [checksum, json.dumps([settings.PUBLIC_URL])])
        row = cursor.fetchone()
    return _principal_from(row, at) if row else None


def _principal_from(row: Sequence[Any], at: datetime) -> Principal | None:
    number, expires, granted, client, client_id, disabled, allowed, department = row
    if disabled or expires <= at:
        return None
    return Principal(number, client, client_id, department, scopes_in_force(granted, allowed))
