"""Local staff accounts: the first administrator's and those for breaking the glass, opened by an operator."""

import base64
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotAllowed, NotFound
from consent.people.actions.open_account import open_account
from consent.people.actions.sign_in import end_sessions_of
from consent.people.actors import Actor
from consent.people.models import Account, LocalCredential, RecoveryCode

logger = logging.getLogger(__name__)

ONE_TIME_PASSWORD_LIVES = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """What an operator hands over, shown once: it opens the enrolment page until then and nothing else."""

    account: UUID
    password: str = field(repr=False)
    until: datetime


def open_local_account(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    language: str,
    roles: Sequence[tuple[str, str | None]],
) -> OneTimePassword:
    """This function will open a staff account that signs in with a password and an authenticator of its own.

    Only the operator may, and only for somebody with a role: residents sign in by the city's provider. Raises
    ``NotAllowed``, ``Invalid`` and ``Conflict`` (code ``username_taken``). Standard: NIST SP 800-63B-4 section 4.1.
    """
    _require_operator(actor)
    if not roles:
        raise Invalid("roles", ["A local account needs at least one role."])
    with transaction.atomic():
        opened = open_account(actor=actor, username=username, display_name=display_name, language=language, roles=roles)
        return _one_time_password(Account.objects.get(pk=opened))


def renew_local_account(*, actor: Actor, username: str) -> OneTimePassword:
    """This function will let the holder of a local account enrol anew: password, authenticator and codes are void.

    For a lost authenticator. Every session of the account ends. Raises ``NotAllowed`` and ``NotFound``.
    """
    _require_operator(actor)
    with transaction.atomic():
        account = _account(username)
        if not account.is_active or not LocalCredential.objects.filter(account=account).exists():
            raise NotFound("no_such_account", "there is no open local account of that name")
        end_sessions_of(actor=actor, account=account.pk)
        given = _one_time_password(account)
    logger.info("account %s enrols anew, by %s %s", account.reference, actor.kind, actor.name)
    return given


def close_account(*, actor: Actor, username: str) -> None:
    """This function will close an account of any kind: its sessions end at once and nothing signs in to it again.

    The account stays, since records name it by its reference. Raises ``NotAllowed`` and ``NotFound``.
    """
    _require_operator(actor)
    with transaction.atomic():
        account = _account(username)
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        LocalCredential.objects.filter(account=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
        end_sessions_of(actor=actor, account=account.pk)
    logger.info("account %s closed by %s %s", account.reference, actor.kind, actor.name)


def _one_time_password(account: Account) -> OneTimePassword:
    password = base64.b32encode(os.urandom(15)).decode()
    until = clock.now() + ONE_TIME_PASSWORD_LIVES
    account.set_password(password)
    account.save(update_fields=["password"])
    RecoveryCode.objects.filter(account=account).delete()
    LocalCredential.objects.update_or_create(
        account=account,
        defaults={"one_time_until": until, "key_sealed": None, "enrolled_at": None, "last_step": -1},
    )
    return OneTimePassword(UUID(str(account.pk)), password, until)


def _account(username: str) -> Account:
    named = Account.objects.filter(username=Account.objects.spelled(username))
    account: Account | None = named.select_for_update().first()
    if account is None:
        raise NotFound("no_such_account", "there is no account of that name")
    return account


def _require_operator(actor: Actor) -> None:
    if actor.kind != "system":
        raise NotAllowed("operator_only", "only an operator opens and closes accounts")
