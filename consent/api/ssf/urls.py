"""Paths of Shared Signals."""

from django.urls import path

from consent.api.ssf.metadata import ssf_configuration
from consent.api.ssf.polling import PollStream
from consent.api.ssf.status import StreamStatus, StreamVerification
from consent.api.ssf.streams import Streams

urlpatterns = [
    path(".well-known/ssf-configuration", ssf_configuration, name="ssf-configuration"),
    path("ssf/v1/streams", Streams.as_view(), name="ssf-streams"),
    path("ssf/v1/status", StreamStatus.as_view(), name="ssf-status"),
    path("ssf/v1/verify", StreamVerification.as_view(), name="ssf-verify"),
    path("ssf/v1/poll/<str:stream>", PollStream.as_view(), name="ssf-poll"),
]
