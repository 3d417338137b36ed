"""The registry room: departments, their clients, data categories, activities and notices."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Makes published notices known to the log."""

    name = "consent.registry"
    verbose_name = "registry"

    def ready(self) -> None:
        """This function will register the payload of ``notice.published``."""
        from consent.core.events import Kind
        from consent.log import kinds
        from consent.registry.events import encode_notice
        from consent.registry.models import Notice

        kinds.register(Kind.NOTICE_PUBLISHED, Notice, encode_notice, subject_field="")
