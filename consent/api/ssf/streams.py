"""``/ssf/v1/streams``: a department's client makes, reads, changes and ends its streams (Shared Signals 1.0 §8.1.1)."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.schema.problems import problems
from consent.api.ssf import examples
from consent.api.ssf.serializers import StreamChange, StreamDocument, StreamWish
from consent.api.ssf.views import (
    ACTOR,
    StreamApiView,
    asked_stream,
    refuse_what_is_ours,
    stream_document,
    wishes_of,
)
from consent.signals.actions.manage_stream import change_stream, create_stream, delete_stream
from consent.signals.queries import stream_of, streams_of

_ID = {"type": "string", "minLength": 1, "maxLength": 64}
STREAM_ID = OpenApiParameter("stream_id", _ID, description="The stream that is meant.", required=True)
WHICH = OpenApiParameter(
    "stream_id", _ID, description="One stream; without it all of the client's own.", required=False
)
ONE_OR_ALL = PolymorphicProxySerializer(
    component_name="Streams",
    serializers=[StreamDocument, StreamDocument(many=True)],
    resource_type_field_name=None,
    many=False,
)
FAILS = (400, 401, 403, 404, 406, 415, 503)


class Streams(StreamApiView):
    """A client sees its own streams only; any other's is not there."""

    @extend_schema(
        operation_id="ssf_read_streams",
        summary="Streams of this client",
        tags=["shared signals"],
        description="With `stream_id` that one, without it a list of all that the client has.",
        parameters=[WHICH],
        responses={200: ONE_OR_ALL, **problems(400, 401, 403, 404, 406, 503)},
        examples=[examples.STREAM],
    )
    def get(self, request: Request) -> Response:
        """This function will answer with one stream, or a list of all."""
        if "stream_id" in request.query_params:
            return Response(stream_document(stream_of(self.receiver(request), asked_stream(request))))
        return Response([stream_document(each) for each in streams_of(self.receiver(request))])

    @extend_schema(
        operation_id="ssf_create_stream",
        summary="Begin a stream",
        description="It tells of everything from now on. A department may have eight streams.",
        tags=["shared signals"],
        request=StreamWish,
        responses={201: StreamDocument, **problems(400, 401, 403, 406, 409, 413, 415, 503)},
        examples=[examples.NEW, examples.STREAM],
    )
    def post(self, request: Request) -> Response:
        """This function will make a stream and answer with it."""
        said = _said(StreamWish(data=request.data))
        made = create_stream(actor=ACTOR, receiver=self.receiver(request), wishes=wishes_of(said))
        return Response(stream_document(made), status=201)

    @extend_schema(
        operation_id="ssf_update_stream",
        summary="Change some of a stream",
        description="What the body leaves out stays as it is.",
        tags=["shared signals"],
        request=StreamChange,
        responses={200: StreamDocument, **problems(*FAILS, 413)},
        examples=[examples.CHANGE, examples.STREAM],
    )
    def patch(self, request: Request) -> Response:
        """This function will change what the body names and leave the rest."""
        return self._change(request, replace=False)

    @extend_schema(
        operation_id="ssf_replace_stream",
        summary="Replace a stream's configuration",
        description="What the body leaves out goes back to what a new stream has.",
        tags=["shared signals"],
        request=StreamChange,
        responses={200: StreamDocument, **problems(*FAILS, 413)},
        examples=[examples.WHOLE, examples.STREAM],
    )
    def put(self, request: Request) -> Response:
        """This function will take the body for the whole configuration."""
        return self._change(request, replace=True)

    @extend_schema(
        operation_id="ssf_delete_stream",
        summary="End a stream",
        description="What waits for it goes with it. Ending one that is not there is 404, also the second time.",
        tags=["shared signals"],
        parameters=[STREAM_ID],
        request=None,
        responses={204: None, **problems(*FAILS)},
    )
    def delete(self, request: Request) -> Response:
        """This function will end the stream; what waits for it goes."""
        delete_stream(actor=ACTOR, receiver=self.receiver(request), stream=asked_stream(request))
        return Response(status=204)

    def _change(self, request: Request, *, replace: bool) -> Response:
        said = _said(StreamChange(data=request.data))
        stream = stream_of(self.receiver(request), said["stream_id"])
        refuse_what_is_ours(said, stream)
        changed = change_stream(
            actor=ACTOR, receiver=self.receiver(request), stream=stream.id, wishes=wishes_of(said), replace=replace
        )
        return Response(stream_document(changed))


def _said(body: StreamWish) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
