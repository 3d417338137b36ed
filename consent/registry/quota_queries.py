"""How much a client may ask, where it has values of its own."""

from consent.registry.models import ClientApplication


def lookups_a_minute(client: str) -> int | None:
    """This function will return how many people ``client`` may look up in a minute, None for the city's default."""
    own: int | None = (
        ClientApplication.objects.filter(client_id=client).values_list("lookups_per_minute", flat=True).first()
    )
    return own
