"""Giving a department an OAuth client."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from oauth2_provider.generators import generate_client_secret

from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.people.actors import Actor
from consent.registry.client_keys import checked_jwks
from consent.registry.models import ClientApplication, Department
from consent.registry.scopes import SCOPES, unknown_scopes


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
    secret. Raises ``NotFound`` for an unknown department, ``Invalid`` for no or an unknown scope or for keys that will
    not do, and ``NotAllowed`` for an actor other than the system.
    """
    require_operator(actor)
    wanted = checked_scopes(scopes)
    if not Department.objects.filter(code=department).exists():
        known = ", ".join(Department.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise NotFound(
            "no_such_department", f"there is no department '{department}' (known: {known}): publish its manifest first"
        )
    keys = "" if jwks is None else checked_jwks(jwks)
    secret = generate_client_secret()
    with transaction.atomic():
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
    return RegisteredClient(
        client_id=client.client_id, client_secret="" if keys else secret, department=department, scopes=wanted
    )


def require_operator(actor: Actor) -> None:
    """This function will raise ``NotAllowed`` unless ``actor`` is the system: clients are an operator's matter."""
    if actor.kind != "system":
        raise NotAllowed("not_an_operator", "clients are registered by the register_client command")


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """This function will return ``scopes`` sorted and once each; raises ``Invalid`` for none or an unknown one."""
    wanted = frozenset(scopes)
    problems = [f"'{scope}' is no scope; known are {', '.join(SCOPES)}" for scope in unknown_scopes(wanted)]
    if not wanted:
        problems = [f"name at least one scope; known are {', '.join(SCOPES)}"]
    if problems:
        raise Invalid("bad_scopes", problems)
    return tuple(sorted(wanted))
