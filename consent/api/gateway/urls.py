"""Paths of the gateway's door, as the contract names them."""

from django.urls import path

from consent.api.gateway.views import InboundMessage, MessageStatus

urlpatterns = [
    path("sms/inbound/", InboundMessage.as_view(), name="sms-inbound"),
    path("sms/status/", MessageStatus.as_view(), name="sms-status"),
]
