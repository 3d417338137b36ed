"""Who may deal with departments' clients, and which scopes they have to give: nobody grants more than they hold."""

from collections.abc import Iterable
from enum import StrEnum

from consent.core.errors import Invalid, NotAllowed
from consent.core.events import Kind
from consent.log.append import append
from consent.people.actors import Actor
from consent.people.queries import open_account
from consent.registry.models import ClientApplication, ClientChange
from consent.registry.scopes import OPERATORS_ALONE, SCOPES, unknown_scopes

_REGISTRARS = frozenset(SCOPES) - OPERATORS_ALONE


class Act(StrEnum):
    """What can be done to a client; the words of the record."""

    REGISTERED = "registered"
    SCOPES_CHANGED = "scopes_changed"
    KEYS_CHANGED = "keys_changed"
    SECRET_ROTATED = "secret_rotated"
    OVERLAP_ENDED = "overlap_ended"
    DISABLED = "disabled"
    ENABLED = "enabled"
    CERTIFICATE_DEMANDED = "certificate_demanded"
    CERTIFICATE_WAIVED = "certificate_waived"
    QUOTAS_CHANGED = "quotas_changed"


def scopes_held(actor: Actor) -> frozenset[str]:
    """This function will return the scopes that ``actor`` may give to a client at this moment.

    The operator's commands hold every scope of the registered list, a registrar of the whole city all but the
    operator's own; the role is read anew. A resident, any other member of staff and a department's own client hold
    none, so they give none.
    """
    if actor.kind == "system":
        return frozenset(SCOPES)
    account = open_account(actor.account) if actor.kind == "staff" and actor.account else None
    return _REGISTRARS if account is not None and account.has_role("registrar") else frozenset()


def require_registrar(actor: Actor) -> frozenset[str]:
    """This function will return what ``actor`` may give; raises ``NotAllowed`` for one who has nothing to give."""
    held = scopes_held(actor)
    if not held:
        raise NotAllowed("not_a_registrar", "clients are dealt with by registrars and by the register_client command")
    return held


def checked_scopes(scopes: Iterable[str], held: frozenset[str]) -> tuple[str, ...]:
    """This function will return ``scopes`` sorted and once each.

    Raises ``Invalid`` for none or an unknown one, and ``NotAllowed`` for one that the giver does not hold.
    """
    wanted = frozenset(scopes)
    problems = [f"'{scope}' is no scope; known are {', '.join(SCOPES)}" for scope in unknown_scopes(wanted)]
    if not wanted:
        problems = [f"name at least one scope; known are {', '.join(SCOPES)}"]
    if problems:
        raise Invalid("bad_scopes", problems)
    if beyond := wanted - held:
        raise NotAllowed("more_than_held", f"not yours to give: {', '.join(sorted(beyond))}")
    return tuple(sorted(wanted))


def record(actor: Actor, client: ClientApplication, act: Act) -> None:
    """This function will record one act on a client in the log, in the caller's transaction (GDPR 5(2))."""
    change = ClientChange(
        client=client.client_id,
        department=client.department_id,
        act=act.value,
        scopes=sorted(client.scopes),
        until=client.previous_secret_until,
        done_by=actor.name,
    )
    append(Kind.CLIENT_CHANGED, None, change)
