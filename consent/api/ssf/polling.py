"""``POST /ssf/v1/poll/<stream>``: tokens are fetched and acknowledged (RFC 8936)."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.schema.problems import problems
from consent.api.ssf import serializers
from consent.api.ssf.views import ACTOR, Read, StreamApiView
from consent.signals.actions.acknowledge import Complaint
from consent.signals.actions.poll import MOST, poll
from consent.signals.waiting import wait_for_something


class PollStream(StreamApiView):
    """Fetching is reading, although it acknowledges: it needs ``ssf.read``."""

    permission_classes = [Read]

    def get_permissions(self) -> list[BasePermission]:
        """This function will ask for ``ssf.read`` whatever the method."""
        return [Read()]

    @extend_schema(
        operation_id="ssf_poll",
        summary="Fetch and acknowledge events",
        description=(
            "Each token comes again, byte for byte, until its jti is acknowledged. Without `returnImmediately` the "
            "answer may take up to eight seconds while there is nothing; when others are waiting it comes at once. "
            "Poll every 5 to 30 seconds."
        ),
        tags=["shared signals"],
        request=serializers.Poll,
        responses={200: serializers.Polled, **problems(400, 401, 403, 404, 406, 413, 415, 503)},
        examples=[
            OpenApiExample(
                "Fetch ten, having kept one",
                value={"maxEvents": 10, "returnImmediately": True, "ack": ["4d3559ec67504aaba65d40b0363faad8"]},
                request_only=True,
            ),
            OpenApiExample("Nothing new", value={"sets": {}, "moreAvailable": False}, response_only=True),
        ],
    )
    def post(self, request: Request, stream: str) -> Response:
        """This function will take in what is acknowledged and answer with what waits."""
        body = serializers.Poll(data=request.data)
        body.is_valid(raise_exception=True)
        said, receiver = body.validated_data, self.receiver(request)
        most = said.get("maxEvents", MOST)
        polled = poll(
            actor=ACTOR,
            receiver=receiver,
            stream=stream,
            max_events=most,
            acks=said.get("ack", ()),
            complaints={
                jti: Complaint(each["err"], each.get("description", ""))
                for jti, each in said.get("setErrs", {}).items()
            },
        )
        patient = not said.get("returnImmediately", False) and most > 0
        if not polled.sets and patient and wait_for_something(stream):
            polled = poll(actor=ACTOR, receiver=receiver, stream=stream, max_events=most)
        return Response({"sets": dict(polled.sets), "moreAvailable": polled.more})
