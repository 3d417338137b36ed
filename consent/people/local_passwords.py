"""Whose password it is; the answer takes as long for a name that nobody has."""

from django.contrib.auth.hashers import check_password
from django.db.models import Exists, OuterRef

from consent import clock
from consent.people.models import Account, RecoveryCode, StaffRole

UNUSABLE = "!"


def account_of_password(username: str, password: str) -> Account | None:
    """This function will return the open local account whose password this is, or None without a reason.

    Only an account with a role and without a resident counts, and a one-time password only until it has run out. One
    slow hash is computed in every case, so that time tells no name. Standard: OWASP ASVS 5.0 V6.3.8.
    """
    holds_role = Exists(StaffRole.objects.filter(account=OuterRef("pk")))
    account = (
        Account.objects.select_related("local_credential")
        .filter(holds_role, username=Account.objects.spelled(username))
        .filter(is_active=True, resident=None, local_credential__isnull=False)
        .first()
    )
    until = account.local_credential.one_time_until if account else None
    usable = account is not None and (until is None or until > clock.now())
    right = check_password(password, account.password if account and usable else UNUSABLE)
    return account if account and right else None


def has_to_enrol(account: Account) -> bool:
    """This function will tell whether the account's password is still the one-time password."""
    return account.local_credential.enrolled_at is None


def recovery_codes_left(account: Account) -> int:
    """This function will return how many unused recovery codes an account has."""
    return RecoveryCode.objects.filter(account=account).count()
