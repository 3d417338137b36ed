"""The residents' face: what may be used, who decides, and who looked."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the room with Django; it owns no tables."""

    name = "consent.portal"
    label = "portal"
