"""Tables of the messaging room, one file a table. Numbers and texts lie sealed in all of them."""

from consent.messaging.models.inbound import Inbound
from consent.messaging.models.message import Message
from consent.messaging.models.pace import Pace
from consent.messaging.models.preference import Preference
from consent.messaging.models.status_report import StatusReport
from consent.messaging.models.stopped_number import StoppedNumber

__all__ = ["Inbound", "Message", "Pace", "Preference", "StatusReport", "StoppedNumber"]
