"""Changing what a department's OAuth client may do, also for the tokens it already holds."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from oauth2_provider.models import AccessToken

from consent.core.errors import Conflict, Invalid, NotFound
from consent.people.actors import Actor
from consent.registry.client_keys import checked_jwks
from consent.registry.granting import Act, checked_scopes, record, require_registrar
from consent.registry.models import ClientApplication


def change_client(
    *,
    actor: Actor,
    client_id: str,
    disabled: bool | None = None,
    scopes: Iterable[str] | None = None,
    jwks: str | None = None,
    certificate_bound: bool | None = None,
    seen: datetime | None = None,
) -> ClientApplication:
    """This function will disable or enable a client, give it other scopes or keys; None leaves a matter as it is.

    With keys (a JWK set) the client has no secret from then on; a set of two is an overlap while a department changes.
    ``certificate_bound`` ties its tokens to its TLS certificate (RFC 8705 §3); tokens issued before that end at once.
    ``seen`` is the ``updated`` of the client as the actor saw it: whoever changed it meanwhile is not overruled.

    Takes effect with the client's next request, for tokens issued before as well; each change is an event. Raises
    ``NotFound`` for an unknown client, ``Invalid`` for no or an unknown scope, for keys that will not do and for
    certificates where no proxy hands them on, ``Conflict`` (``changed_meanwhile``), and ``NotAllowed`` for an actor who
    may not, or not so much.
    """
    held = require_registrar(actor)
    keys = None if jwks is None else checked_jwks(jwks)
    if certificate_bound and settings.CLIENT_CERTIFICATES is None:
        raise Invalid("no_certificates", ["no proxy hands certificates on here: set CLIENT_CERTIFICATE_HEADER first"])
    with transaction.atomic():
        client, acts = client_to_change(client_id, seen), list[Act]()
        if disabled is not None and disabled is not client.disabled:
            client.disabled = disabled
            acts.append(Act.DISABLED if disabled else Act.ENABLED)
        # What a client has already is kept, not given, whoever gave it.
        wanted = None if scopes is None else " ".join(checked_scopes(scopes, held | client.scopes))
        if wanted is not None and wanted != client.allowed_scopes:
            client.allowed_scopes = wanted
            acts.append(Act.SCOPES_CHANGED)
        if keys is not None:
            client.client_jwks, client.token_endpoint_auth_method = keys, ClientApplication.PRIVATE_KEY_JWT
            client.previous_secret, client.previous_secret_until = "", None
            acts.append(Act.KEYS_CHANGED)
        if certificate_bound is not None and certificate_bound is not client.tls_client_certificate_bound_access_tokens:
            client.tls_client_certificate_bound_access_tokens = certificate_bound
            acts.append(Act.CERTIFICATE_DEMANDED if certificate_bound else Act.CERTIFICATE_WAIVED)
            AccessToken.objects.filter(application=client).delete()
        client.save()
        for act in acts:
            record(actor, client, act)
    return client


def client_to_change(client_id: str, seen: datetime | None) -> ClientApplication:
    """This function will lock and return a client.

    Raises ``NotFound``, and ``Conflict`` (``changed_meanwhile``) when it has changed since it was ``seen``.
    """
    client: ClientApplication | None = ClientApplication.objects.select_for_update().filter(client_id=client_id).first()
    if client is None:
        raise NotFound("no_such_client", f"there is no client '{client_id}'")
    if seen is not None and client.updated != seen:
        raise Conflict("changed_meanwhile", "the client has changed since it was looked at")
    return client
