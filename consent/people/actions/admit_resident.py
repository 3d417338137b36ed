"""Admit a resident whom the city's provider has identified."""

from uuid import UUID

from django.db import transaction

from consent.core.errors import Invalid, NotAllowed
from consent.people import national_id as national_ids
from consent.people.actions.city_identities import claimed, new_username
from consent.people.actions.open_account import open_account
from consent.people.actors import Actor
from consent.people.models import Account, CityIdentity, Resident


def admit_resident(*, actor: Actor, issuer: str, subject: str, national_id: str) -> UUID:
    """This function will return the account of an enrolled resident and open it the first time.

    ``issuer`` and ``subject`` are the provider's and stay with the account; ``national_id`` is what the provider has
    verified, and is neither kept nor told. Raises ``NotAllowed``: code ``not_enrolled`` for somebody whom the city's
    register does not know (nothing is written), ``identity_changed`` when the pair belongs to somebody else's account,
    ``account_closed`` for a closed account.
    Law: Data Protection Act 1050/2018 s. 29.
    """
    try:
        index = national_ids.blind_index(national_ids.normalise(national_id))
    except Invalid:
        raise NotAllowed("not_enrolled") from None
    with transaction.atomic():
        known = claimed(issuer, subject)
        # Locked, so that two first sign-ins of one person open one account.
        resident = Resident.objects.select_for_update(of=("self",)).filter(subject__blind_index=index).first()
        if resident is None:
            raise NotAllowed("not_enrolled")
        account = Account.objects.filter(resident=resident).first()
        if known is not None and (account is None or known.account_id != account.pk):
            raise NotAllowed("identity_changed")
        if account is not None and not account.is_active:
            raise NotAllowed("account_closed")
        if account is None:
            opened = open_account(
                actor=actor,
                username=new_username(issuer, subject),
                display_name=f"{resident.given_name} {resident.family_name}",
                language=resident.language,
                resident=resident.pk,
            )
        else:
            opened = UUID(str(account.pk))
        if known is None:
            CityIdentity.objects.create(issuer=issuer, subject=subject, account_id=opened)
    return opened
