"""Tables of the room: two kinds of facts, and where a client may have people sent back to."""

from consent.asking.models.consent_request import Cancellation, ConsentRequest
from consent.asking.models.return_address import ReturnAddress

__all__ = ["Cancellation", "ConsentRequest", "ReturnAddress"]
