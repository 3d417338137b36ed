"""Where sessions are kept: Django's table, with the two moments by which a session's end is reckoned."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

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
