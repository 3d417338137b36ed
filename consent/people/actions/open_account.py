"""Open an account for somebody who is to sign in."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from consent.core.errors import Conflict, Invalid
from consent.core.vocabulary import LANGUAGES
from consent.people.actors import Actor
from consent.people.models import Account, StaffRole
from consent.people.models.staff_role import CITY_WIDE_ROLES, DEPARTMENT_ROLES

logger = logging.getLogger(__name__)


def open_account(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    language: str,
    resident: UUID | None = None,
    roles: Sequence[tuple[str, str | None]] = (),
) -> UUID:
    """This function will open an account that no password opens and return its id.

    ``resident`` is the subject of a resident; ``roles`` are pairs of a role and a department's code, None for a
    city-wide role. A resident's account holds no role: a member of staff who lives in the city has two accounts, so
    that work and private life leave separate marks. Raises ``Invalid`` and ``Conflict`` (code ``username_taken``).
    """
    if language not in LANGUAGES or (resident is not None and roles):
        raise Invalid("account", ["The account's language or roles are not possible."])
    for role, department in roles:
        if role not in (CITY_WIDE_ROLES if department is None else DEPARTMENT_ROLES):
            raise Invalid("account", [f"The role {role} does not have this reach."])
    with transaction.atomic():
        if Account.objects.filter(username=Account.objects.spelled(username)).exists():
            raise Conflict("username_taken", "the username is taken")
        account = Account.objects.create_user(
            username, display_name=display_name, language=language, resident_id=resident
        )
        StaffRole.objects.bulk_create(
            StaffRole(account=account, role=role, department=department) for role, department in roles
        )
    logger.info("account %s opened by %s %s", account.reference, actor.kind, actor.name or actor.account)
    return UUID(str(account.pk))
