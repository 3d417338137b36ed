"""Where sessions are kept: Django's table, with the two moments by which a session's end is reckoned."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from consent import clock

BEGAN, SEEN = "began", "seen"


class SessionStore(db.SessionStore):
    """A session that somebody is signed in to always says when it began and when it was last used.

    Written here and not at sign-in, so that no way in can forget it and no session lives without an end.
    """

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """This function will mark a signed-in session with the present moment before its first row is written."""
        if SESSION_KEY in data and BEGAN not in data:
            data[BEGAN] = data[SEEN] = int(clock.now().timestamp())
        return super().create_model_instance(data)

    def save(self, must_create: bool = False) -> None:
        """This function will write the session; a database out of reach is no fault of whoever asks, and not 400."""
        try:
            super().save(must_create)
        except UpdateError as failure:
            # Django says the same of a session that was ended meanwhile and of a connection that broke.
            if isinstance(failure.__context__, OperationalError):
                raise failure.__context__ from None
            raise
