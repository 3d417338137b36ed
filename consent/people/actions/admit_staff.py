"""Admit a member of staff whom the city's directory knows."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from consent.core.errors import NotAllowed
from consent.people.actions.city_identities import claimed, new_username
from consent.people.actions.open_account import open_account
from consent.people.actions.set_staff_roles import set_staff_roles
from consent.people.actors import Actor
from consent.people.models import CityIdentity


def admit_staff(
    *,
    actor: Actor,
    issuer: str,
    subject: str,
    display_name: str,
    language: str,
    roles: Collection[tuple[str, str | None]],
) -> UUID | None:
    """This function will return the account of a member of staff with exactly these roles, and open it the first time.

    With no roles it returns None: a known account loses those it had, which stays so, and nobody gets a new account.
    Raises ``NotAllowed`` (code ``account_closed``) for a closed account, and ``Invalid`` for an unknown role.
    """
    with transaction.atomic():
        known = claimed(issuer, subject)
        if known is not None and not known.account.is_active:
            raise NotAllowed("account_closed")
        if known is not None:
            set_staff_roles(actor=actor, account=known.account_id, roles=roles)
            return known.account_id if roles else None
        if not roles:
            return None
        opened = open_account(
            actor=actor,
            username=new_username(issuer, subject),
            display_name=display_name,
            language=language,
            roles=sorted(set(roles), key=str),
        )
        CityIdentity.objects.create(issuer=issuer, subject=subject, account_id=opened)
    return opened
