"""The guard at the door of this room: outside demo mode its pages cannot even be imported."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_outside_demo() -> None:
    """This function will raise ``ImproperlyConfigured`` unless the platform runs in demo mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("consent.demo lets anyone sign in as anyone: it exists in demo mode only (DEMO=1).")
