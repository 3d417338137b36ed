"""Tables of the room, one file each."""

from consent.rights.models.erasure import Erasure, ShreddedEvent, UnfinishedShredding
from consent.rights.models.feedback import Feedback

__all__ = ["Erasure", "Feedback", "ShreddedEvent", "UnfinishedShredding"]
