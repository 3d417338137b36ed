"""What requests and answers of the stream API look like, for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "3f2b8c1d9e7a4056b1c2d3e4f5a60718"
_EVENTS = [
    "https://mydata.example.fi/secevent/permission-revoked",
    "https://mydata.example.fi/secevent/objection-made",
    "https://mydata.example.fi/secevent/resident-erased",
]
_WISH: dict[str, Any] = {
    "delivery": {"method": "urn:ietf:rfc:8936"},
    "events_requested": _EVENTS,
    "description": "Lending system",
}
_STREAM: dict[str, Any] = {
    "stream_id": _ID,
    "iss": "https://mydata.example.fi",
    "aud": "urn:mydata:dept:library",
    "delivery": {
        "method": "urn:ietf:rfc:8936",
        "endpoint_url": f"https://mydata.example.fi/ssf/v1/poll/{_ID}",
    },
    "events_supported": _EVENTS,
    "events_requested": _EVENTS,
    "events_delivered": _EVENTS,
    "min_verification_interval": 30,
    "description": "Lending system",
}
_PAUSED = {"stream_id": _ID, "status": "paused", "reason": "Maintenance until Monday"}

NEW = OpenApiExample("Withdrawals and objections, fetched", value=_WISH, request_only=True)
CHANGE = OpenApiExample(
    "Another description", value={"stream_id": _ID, "description": "Lending system, branch"}, request_only=True
)
WHOLE = OpenApiExample("The whole configuration", value={"stream_id": _ID, **_WISH}, request_only=True)
STREAM = OpenApiExample("A stream", value=_STREAM, response_only=True)
PAUSE = OpenApiExample("Pause", value=_PAUSED, request_only=True)
PAUSED = OpenApiExample("Paused", value=_PAUSED, response_only=True)
VERIFY = OpenApiExample("Prove that it works", value={"stream_id": _ID, "state": "check-17"}, request_only=True)
