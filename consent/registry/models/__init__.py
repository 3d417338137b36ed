"""Tables of the registry, one file each."""

from consent.registry.models.activity import Activity
from consent.registry.models.client_application import ClientApplication
from consent.registry.models.data_category import DataCategory
from consent.registry.models.department import Department
from consent.registry.models.notice import Notice

__all__ = ["Activity", "ClientApplication", "DataCategory", "Department", "Notice"]
