"""Tables of the room, one file each."""

from consent.rights.models.feedback import Feedback

__all__ = ["Feedback"]
