"""Sign-in: how people come in, how long a session lasts and how it ends."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Registers the room with Django."""

    name = "consent.signin"
    label = "signin"
