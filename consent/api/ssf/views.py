"""What every view of the stream API shares: the receiver, the scope of a method, how a stream is written."""

from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from consent.api.authentication import caller_of
from consent.api.permissions import has_scope
from consent.api.ssf.metadata import POLLED
from consent.api.views import ApiView
from consent.people.actors import Actor
from consent.signals.actions.manage_stream import Delivery, Wishes
from consent.signals.actions.verify_stream import MIN_INTERVAL
from consent.signals.queries import Receiver, StreamView
from consent.signals.vocabulary import POLL, audience_of, issuer, supported

Manage, Read = has_scope("ssf.manage"), has_scope("ssf.read")
ACTOR = Actor.system("ssf")


class StreamApiView(ApiView):
    """Reading needs ``ssf.read``, everything else ``ssf.manage``."""

    permission_classes = [Manage, Read]

    def get_permissions(self) -> list[BasePermission]:
        """This function will ask for the scope of the request's method."""
        return [Read() if self.request.method in ("GET", "HEAD") else Manage()]

    def receiver(self, request: Request) -> Receiver:
        """This function will return the client that asks; its department is never taken from the request."""
        caller = caller_of(request)
        return Receiver(caller.client_id, caller.department)


def asked_stream(request: Request) -> str:
    """This function will return the ``stream_id`` of the query; raises ``ValidationError`` without one."""
    stream = request.query_params.get("stream_id", "")
    if not stream:
        raise ValidationError({"stream_id": ["Name the stream in the query."]})
    return stream[:64]


def stream_document(stream: StreamView) -> dict[str, Any]:
    """This function will return a stream as its receiver sees it."""
    ours = supported()
    document = {
        "stream_id": stream.id,
        "iss": issuer(),
        "aud": audience_of(stream.department),
        "delivery": {"method": stream.method, "endpoint_url": endpoint_of(stream)},
        "events_supported": list(ours),
        "events_requested": stream.events_requested,
        "events_delivered": [uri for uri in stream.events_requested if uri in ours],
        "min_verification_interval": int(MIN_INTERVAL.total_seconds()),
    }
    return document | ({"description": stream.description} if stream.description else {})


def endpoint_of(stream: StreamView) -> str:
    """This function will return where the stream is polled, or where it is pushed to."""
    return f"{settings.PUBLIC_URL}{POLLED}{stream.id}" if stream.method == POLL else stream.endpoint_url


def wishes_of(said: dict[str, Any]) -> Wishes:
    """This function will return what a body asks for."""
    delivery = said.get("delivery")
    return Wishes(
        delivery=None
        if delivery is None
        else Delivery(
            method=delivery["method"],
            endpoint_url=delivery.get("endpoint_url", "") if delivery["method"] != POLL else "",
            authorization=delivery.get("authorization_header", ""),
        ),
        events_requested=said.get("events_requested"),
        description=said.get("description"),
    )


def refuse_what_is_ours(said: dict[str, Any], stream: StreamView) -> None:
    """This function will refuse a body in which a member that is ours to say is not as it is (§8.1.1.3).

    Raises ``ValidationError`` with each of them.
    """
    document = stream_document(stream)
    ours = ("stream_id", "iss", "aud", "events_supported", "min_verification_interval")
    differing = [name for name in ours if name in said and said[name] != document[name]]
    wrong = {name: ["This is the transmitter's to say."] for name in differing}
    delivery = said.get("delivery") or {}
    address = delivery.get("endpoint_url", "")
    if delivery.get("method") == POLL == stream.method and address not in ("", endpoint_of(stream)):
        wrong["delivery"] = ["The address of polling is the transmitter's to say."]
    if wrong:
        raise ValidationError(wrong)
