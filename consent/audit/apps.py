"""The console of data protection officers and registrars."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the room with Django."""

    name = "consent.audit"
    label = "audit"
