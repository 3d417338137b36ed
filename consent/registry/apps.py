"""The registry room: departments, their clients, data categories, activities and notices."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Makes published notices and changes of clients known to the log."""

    name = "consent.registry"
    verbose_name = "registry"

    def ready(self) -> None:
        """This function will register the payloads of ``notice.published`` and ``client.changed``."""
        from consent.core.events import Kind
        from consent.log import kinds
        from consent.registry.events import encode_client_change, encode_notice
        from consent.registry.models import ClientChange, Notice

        kinds.register(Kind.NOTICE_PUBLISHED, Notice, encode_notice, subject_field="")
        kinds.register(Kind.CLIENT_CHANGED, ClientChange, encode_client_change, subject_field="")
