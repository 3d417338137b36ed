"""Which carrier takes decisions to people, as an operator says it in the environment."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string  # noqa: TID251  (the one carrier that settings choose)
from environ import Env

from consent.proactive.delivery.base import Carrier

_EMULATOR = "consent.proactive.delivery.emulator.MailboxEmulator"


def carrier() -> Carrier | None:
    """This function will return the carrier that ``DECISION_CARRIER`` (a dotted path) names; None: all is printed.

    The emulator carries nothing to anybody, so it serves a demonstration only.
    """
    path = getattr(settings, "DECISION_CARRIER", None)
    if path is None:
        path = Env().str("DECISION_CARRIER", _EMULATOR if settings.DEMO else "").strip()
    if not path or (path == _EMULATOR and not settings.DEMO):
        return None
    return cast(Carrier, import_string(path)())
