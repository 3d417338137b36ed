"""Who does something: every action demands an actor, and the system itself has a name."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from consent.people.models import Account


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a resident, a member of staff or a named part of the system.

    ``account`` is the account that is signed in, ``subject`` the resident behind it. ``name`` is what a record keeps:
    the opaque reference of a member of staff, the name of a system part, and nothing for a resident, whom the
    subject already tells.
    """

    kind: Literal["resident", "staff", "system"]
    account: UUID | None
    subject: UUID | None
    name: str

    @classmethod
    def of_account(cls, account: Account) -> "Actor":
        """This function will return the actor behind a signed-in account.

        An account with a resident acts as that resident; any other as staff. Raises ``ValueError`` for an account
        that is closed, since a closed account acts in no capacity.
        """
        if not account.is_active:
            raise ValueError("a closed account cannot act")
        if account.resident_id is not None:
            return cls(kind="resident", account=account.pk, subject=account.resident_id, name="")
        return cls(kind="staff", account=account.pk, subject=None, name=account.reference)

    @classmethod
    def system(cls, name: str) -> "Actor":
        """This function will return the actor for a job or command called ``name`` (letters, digits, ``-``, ``_``).

        Raises ``ValueError`` for an empty or oddly spelled name: an unnamed act could be anybody's.
        """
        if not name or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError("a system actor needs a plain name")
        return cls(kind="system", account=None, subject=None, name=name)
