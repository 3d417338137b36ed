"""Keys of what the platform signs for departments: permits and security event tokens. The log's keys are others."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """The room has tables and keys, and no events of its own."""

    name = "consent.tokens"
    label = "tokens"
