"""Tables of the room; nothing in them is a fact: what is not acknowledged is made of the log, the rest is gone."""

from consent.signals.models.acknowledgement import Acknowledgement
from consent.signals.models.security_event import ErasureNotice, SecurityEvent
from consent.signals.models.stream import Stream

__all__ = ["Acknowledgement", "ErasureNotice", "SecurityEvent", "Stream"]
