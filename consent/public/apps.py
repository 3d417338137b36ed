"""The public face: pages and probes that need no sign-in."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Registers the room with Django; it owns no tables."""

    name = "consent.public"
    label = "public"
