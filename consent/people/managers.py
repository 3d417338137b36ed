"""How accounts are made and found; nobody is made an administrator here."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager


class AccountManager(BaseUserManager[Any]):
    """Makes accounts; without a password an account can be signed in to only by another way (city login, demo)."""

    @staticmethod
    def spelled(username: str) -> str:
        """This function will return the one spelling of a username: NFKC, lower case, no surrounding white space."""
        return str(AbstractBaseUser.normalize_username(username)).strip().lower()

    def create_user(self, username: str, *, password: str | None = None, **fields: Any) -> Any:
        """This function will create an account; ``None`` as password makes one that no password opens.

        Raises ``ValueError`` for an empty username and ``IntegrityError`` for one already taken.
        """
        if not self.spelled(username):
            raise ValueError("an account needs a username")
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Any:
        """This function will find the account whose username is spelled like ``username`` in any case."""
        return self.get(username=self.spelled(username or ""))
