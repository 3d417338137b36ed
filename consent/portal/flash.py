"""Where the message about what was just done waits for the next page."""

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class PrivateFlash(FallbackStorage):
    """Keeps a signed-in person's messages on the server: a cookie could be read on the device after signing out.

    A visitor's message tells nobody anything and stays in a cookie, so that no session is made for it (GDPR 32).
    """

    storage_classes = (SessionStorage, CookieStorage)

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if not self.request.user.is_authenticated:
            self.storages = [storage for storage in self.storages if isinstance(storage, CookieStorage)]
        left: list[Any] = super()._store(messages, response, *args, **kwargs)  # type: ignore[misc]
        return left
