"""Paths of the departments' face, as the contract names them. The decision path itself is served before Django."""

from django.urls import include, path

from consent.api.changes import PermissionFeed
from consent.api.discovery import authzen_configuration
from consent.api.jwks import jwks
from consent.api.register.views import Activities, OneActivity, OneNotice
from consent.api.schema.views import ApiDocumentation, OpenApiDocument
from consent.api.subjects import ResolveSubject

urlpatterns = [
    path("", include(("consent.api.oauth.urls", "oauth2_provider"))),
    path(".well-known/authzen-configuration", authzen_configuration, name="authzen-configuration"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("api/v1/activities", Activities.as_view(), name="activities"),
    path("api/v1/activities/<slug:code>", OneActivity.as_view(), name="activity"),
    path("api/v1/activities/<slug:code>/notices/<int:version>", OneNotice.as_view(), name="notice"),
    path("", include("consent.api.ssf.urls")),
    path("api/v1/permissions", PermissionFeed.as_view(), name="permission-changes"),
    path("api/v1/subjects/resolve", ResolveSubject.as_view(), name="resolve-subject"),
    path("api/schema/", OpenApiDocument.as_view(), name="api-schema"),
    path("api/docs/", ApiDocumentation.as_view(), name="api-docs"),
]
