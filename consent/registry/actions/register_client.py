"""Giving a department an OAuth client."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from oauth2_provider.generators import generate_client_secret

from consent.core.errors import Conflict, NotFound
from consent.people.actors import Actor
from consent.registry.client_keys import checked_jwks
from consent.registry.granting import Act, checked_scopes, record, require_registrar
from consent.registry.models import ClientApplication, Department


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A new client. The secret is shown this once: the database keeps its hash only. With keys there is none."""

    client_id: str
    client_secret: str
    department: str
    scopes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"RegisteredClient({self.client_id!r})"


def register_client(
    *, actor: Actor, department: str, scopes: Iterable[str], name: str = "", jwks: str | None = None
) -> RegisteredClient:
    """This function will make a confidential client of ``department`` for the client-credentials grant (RFC 6749 §4.4).

    With ``jwks``, a JWK set of public keys, the client proves itself by assertions that it signs (RFC 7523) and has no
    secret. A registrar's client has a name that no other of the department has, so that an act sent twice makes one
    client. Raises ``NotFound`` for an unknown department, ``Invalid`` for no or an unknown scope or for keys that will
    not do, ``Conflict`` (``name_taken``) and ``NotAllowed`` for an actor who may not, or not so much.
    """
    wanted = checked_scopes(scopes, require_registrar(actor))
    if not Department.objects.filter(code=department).exists():
        known = ", ".join(Department.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise NotFound(
            "no_such_department", f"there is no department '{department}' (known: {known}): publish its manifest first"
        )
    keys = "" if jwks is None else checked_jwks(jwks)
    secret = generate_client_secret()
    with transaction.atomic():
        Department.objects.select_for_update(no_key=True).get(code=department)
        if actor.kind == "staff" and ClientApplication.objects.filter(department_id=department, name=name).exists():
            raise Conflict("name_taken", "the department has a client of this name already")
        client = ClientApplication.objects.create(
            department_id=department,
            name=name or department,
            client_type=ClientApplication.CLIENT_CONFIDENTIAL,
            authorization_grant_type=ClientApplication.GRANT_CLIENT_CREDENTIALS,
            client_secret=secret,
            token_endpoint_auth_method=(ClientApplication.PRIVATE_KEY_JWT if keys else ClientApplication.CLIENT_SECRET),
            client_jwks=keys,
            allowed_scopes=" ".join(wanted),
        )
        record(actor, client, Act.REGISTERED)
    return RegisteredClient(
        client_id=client.client_id, client_secret="" if keys else secret, department=department, scopes=wanted
    )
