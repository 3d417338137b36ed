"""``/ssf/v1/status`` and ``/ssf/v1/verify``: whether a stream runs, and a proof that it does (§8.1.2, §8.1.4)."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.schema.problems import problems
from consent.api.ssf import examples
from consent.api.ssf.serializers import StatusDocument, StatusWish, Verification
from consent.api.ssf.streams import STREAM_ID
from consent.api.ssf.views import ACTOR, StreamApiView, asked_stream
from consent.signals.actions.manage_stream import set_status
from consent.signals.actions.verify_stream import TooSoon, verify_stream
from consent.signals.queries import StreamView, stream_of


class StreamStatus(StreamApiView):
    """Enabled, paused (everything is told later) or disabled (what happens meanwhile is never told)."""

    @extend_schema(
        operation_id="ssf_read_status",
        summary="Status of a stream",
        description="Enabled, paused or disabled, with the reason that whoever set it gave.",
        tags=["shared signals"],
        parameters=[STREAM_ID],
        responses={200: StatusDocument, **problems(400, 401, 403, 404, 406, 503)},
        examples=[examples.PAUSED],
    )
    def get(self, request: Request) -> Response:
        """This function will answer with the status."""
        return Response(_document(stream_of(self.receiver(request), asked_stream(request))))

    @extend_schema(
        operation_id="ssf_set_status",
        summary="Enable, pause or disable a stream",
        description="What happens while it is paused is told later; what happens while it is disabled is never told.",
        tags=["shared signals"],
        request=StatusWish,
        responses={200: StatusDocument, **problems(400, 401, 403, 404, 406, 413, 415, 503)},
        examples=[examples.PAUSE, examples.PAUSED],
    )
    def post(self, request: Request) -> Response:
        """This function will set the status and answer with it."""
        body = StatusWish(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        changed = set_status(
            actor=ACTOR,
            receiver=self.receiver(request),
            stream=said["stream_id"],
            status=said["status"],
            reason=said.get("reason", ""),
        )
        return Response(_document(changed))


class StreamVerification(StreamApiView):
    """Has a token delivered that says nothing but that the stream works."""

    @extend_schema(
        operation_id="ssf_verify_stream",
        summary="Ask for a verification event",
        description="At most once in thirty seconds for a stream. The event carries `state` back.",
        tags=["shared signals"],
        request=Verification,
        responses={204: None, **problems(400, 401, 403, 404, 406, 413, 415, 429, 503)},
        examples=[examples.VERIFY],
    )
    def post(self, request: Request) -> Response:
        """This function will have the verification delivered."""
        body = Verification(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        try:
            verify_stream(
                actor=ACTOR, receiver=self.receiver(request), stream=said["stream_id"], state=said.get("state")
            )
        except TooSoon as reason:
            raise Throttled(wait=reason.seconds) from None
        return Response(status=204)


def _document(stream: StreamView) -> dict[str, str]:
    document = {"stream_id": stream.id, "status": stream.status}
    return document | ({"reason": stream.reason} if stream.reason else {})
