"""``/sms/inbound/`` and ``/sms/status/``: stored first, answered, and idempotent on the gateway's ids."""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.gateway.secret import GatewaySecret, OnlyTheGateway
from consent.api.moments import moment_in
from consent.api.parsers import StrictJsonParser
from consent.api.views import ApiView
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.actions.lay_reports import lay_reports
from consent.messaging.actions.receive import receive_message, receive_status
from consent.messaging.vocabulary import REPORTED_AS
from consent.people.actors import Actor

GATEWAY = Actor.system("sms-gateway")
# How many replies a call of the gateway handles beside its own; the worker does the rest.
AT_ONCE = 5

logger = logging.getLogger(__name__)


class GatewayJsonParser(StrictJsonParser):
    """A short message and a few words about it."""

    max_bytes = 8 * 1024


class _GatewayView(ApiView):
    authentication_classes = [GatewaySecret]
    permission_classes = [OnlyTheGateway]
    parser_classes = [GatewayJsonParser]


class InboundMessage(_GatewayView):
    """What somebody wrote to the city."""

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """This function will store a message and say so; the same id again changes nothing.

        When it answers 200 the message is on disk; acting upon it comes afterwards, by rule and exactly once. Raises
        ``ValidationError``, ``Invalid`` (400) and ``Conflict`` (409, the id came with another content).
        """
        told = _object(request)
        receive_message(
            actor=GATEWAY,
            provider_id=_text(told, "id"),
            source=_text(told, "source_number"),
            text=_text(told, "message"),
            received_at=_moment(told, "date_received"),
        )
        _afterwards(lambda: handle_inbound(actor=GATEWAY, limit=AT_ONCE))
        return Response({"id": told["id"]})


class MessageStatus(_GatewayView):
    """What became of a message that we sent."""

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """This function will store a report and say so; the same report again changes nothing.

        A status that says nothing final is taken as sent. Raises ``ValidationError`` and ``Invalid`` (400).
        """
        told = _object(request)
        provider_id = _text(told, "id")
        state = REPORTED_AS.get(_text(told, "status").strip().upper())
        if state is None:
            raise ValidationError({"status": ["This is no status of the notification service."]})
        receive_status(
            actor=GATEWAY,
            provider_id=provider_id,
            state=state,
            destination=_text(told, "destination") if "destination" in told else "",
            reported_at=_moment(told, "statustime") or clock.now(),
        )
        _afterwards(lambda: lay_reports(actor=GATEWAY, provider_ids=[provider_id]))
        return Response({"id": provider_id})


def _afterwards(deed: Any) -> None:
    """What was stored is safe: whatever fails now is done by the worker, and the gateway need not hear of it."""
    try:
        deed()
    except DatabaseError as failure:
        logger.warning("the worker must go on with what the gateway brought: %s", type(failure).__name__)
    except Exception as failure:
        logger.error("the worker must go on with what the gateway brought: %s", type(failure).__name__)


def _object(request: Request) -> dict[str, Any]:
    told = request.data
    if not isinstance(told, dict):
        raise ValidationError("The body must be one JSON object.")
    return told


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise ValidationError({name: ["This must be a text."]})
    return value


def _moment(told: dict[str, Any], name: str) -> datetime | None:
    value = told.get(name)
    if value is None:
        return None
    moment = moment_in(value) if isinstance(value, str) else None
    if moment is None:
        raise ValidationError({name: ["This is no moment like 2026-11-24T09:00:00Z."]})
    return moment
