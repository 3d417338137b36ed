"""One OAuth client and its history, for the registrar who looks after it."""

import json
from datetime import datetime

from consent.core.errors import NotFound
from consent.registry.models import ClientApplication, ClientChange
from consent.registry.read_models import ClientChangeView, ClientDetails

NEWEST = 50


def client_details(client_id: str, at: datetime) -> ClientDetails:
    """This function will return one client as it is at ``at`` with its newest acts; raises ``NotFound``."""
    row = ClientApplication.objects.filter(client_id=client_id).first()
    if row is None:
        raise NotFound("no_such_client")
    until = row.previous_secret_until
    return ClientDetails(
        client_id=row.client_id,
        name=row.name,
        department=row.department_id,
        scopes=tuple(sorted(row.scopes)),
        enabled=not row.disabled,
        has_secret=row.token_endpoint_auth_method == ClientApplication.CLIENT_SECRET,
        keys=_key_ids(row.client_jwks),
        old_secret_until=until if until is not None and at < until else None,
        certificate_bound=row.tls_client_certificate_bound_access_tokens,
        created_at=row.created,
        updated_at=row.updated,
        history=tuple(_change(change) for change in _history(client_id)),
    )


def client_is_in_use(client_id: str) -> bool:
    """This function will tell whether there is such a client and nobody has switched it off."""
    return bool(ClientApplication.objects.filter(client_id=client_id, disabled=False).exists())


def _history(client_id: str) -> list[ClientChange]:
    return list(ClientChange.objects.filter(client=client_id).order_by("-event_id")[:NEWEST])


def _change(row: ClientChange) -> ClientChangeView:
    return ClientChangeView(row.event_id, row.act, row.recorded_at, row.done_by, tuple(row.scopes), row.until)


def _key_ids(jwks: str) -> tuple[str, ...]:
    keys = json.loads(jwks)["keys"] if jwks else []
    return tuple(f"{key.get('kid', '-')} ({key['kty']})" for key in keys)
