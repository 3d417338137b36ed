"""Paths of the authorization server. Those django-oauth-toolkit has besides these are left out on purpose:

introspection answers any client about any token, authorization and device pages are for people, registration is done
by the registrar. The names are the toolkit's own, which it reverses to write the metadata.
"""

from django.urls import path

from consent.api.oauth.metadata import ResourceMetadata, ServerMetadata
from consent.api.oauth.views import RevokeToken, Token

urlpatterns = [
    path("o/token/", Token.as_view(), name="token"),
    path("o/revoke_token/", RevokeToken.as_view(), name="revoke-token"),
    path(".well-known/oauth-authorization-server", ServerMetadata.as_view(), name="oauth-server-metadata"),
    path(".well-known/oauth-protected-resource", ResourceMetadata.as_view(), name="oauth-resource-metadata"),
]
