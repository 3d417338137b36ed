"""Where the message about what was just done waits for the next page."""

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.utils.functional import cached_property


class PrivateFlash(FallbackStorage):
    """Keeps a signed-in person's messages on the server: a cookie could be read on the device after signing out.

    A visitor's message tells nobody anything and stays in a cookie, so that no session is made for it (GDPR 32).
    """

    storage_classes = (SessionStorage, CookieStorage)

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        self._choose()
        found: tuple[list[Any], bool] = super()._get(*args, **kwargs)  # type: ignore[misc]
        return found

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        self._choose()
        left: list[Any] = super()._store(messages, response, *args, **kwargs)  # type: ignore[misc]
        return left

    def _choose(self) -> None:
        # Both ways: without the session's storage the cookie would never be asked, since the session answers for all.
        signed_in = self.request.user.is_authenticated
        kept = self.storage_classes if signed_in else (CookieStorage,)
        self.storages = [storage for storage in self._every if isinstance(storage, kept)]

    @cached_property
    def _every(self) -> list[Any]:
        return list(self.storages)
