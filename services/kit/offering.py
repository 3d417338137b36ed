"""By which a module's jobs run campaigns: that part of its client, and nothing that would open data."""

from django.apps import apps

from services.kit import connection
from services.kit.apps import ServiceConfig
from services.sdk.client import ConsentClient


class Campaigner:
    """Rules, campaigns and offers of one department. What it sends is read under permits of the gate, as ever."""

    def __init__(self, client: ConsentClient) -> None:
        self.resolve = client.resolve
        self.publish_rules = client.publish_rules
        self.campaigns = client.campaigns
        self.create_campaign = client.create_campaign
        self.start_campaign = client.start_campaign
        self.campaign_figures = client.campaign_figures
        self.make_offers = client.make_offers
        self.offers = client.offers


def campaigner(module: str) -> Campaigner:
    """This function will return what the module runs campaigns with. Raises NotConnected without credentials."""
    config = apps.get_app_config(module)
    if not isinstance(config, ServiceConfig):
        raise TypeError(f"{module} is not a service module.")
    return Campaigner(connection.client_for(config.manifest))
