"""Tables of the registry, one file each."""

from consent.registry.models.activity import Activity
from consent.registry.models.client_application import ClientApplication
from consent.registry.models.client_change import ClientChange
from consent.registry.models.data_category import DataCategory
from consent.registry.models.department import Department
from consent.registry.models.kept_answer import KeptAnswer
from consent.registry.models.notice import Notice
from consent.registry.models.waiting_draft import WaitingDraft

__all__ = [
    "Activity",
    "ClientApplication",
    "ClientChange",
    "DataCategory",
    "Department",
    "KeptAnswer",
    "Notice",
    "WaitingDraft",
]
