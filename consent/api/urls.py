"""Paths of the departments' face, as the contract names them. The decision path itself is served before Django."""

from django.urls import include, path

from consent.api.changes import PermissionFeed
from consent.api.discovery import authzen_configuration
from consent.api.jwks import jwks
from consent.api.permits import RedeemPermit
from consent.api.problem_pages import problem_index, problem_page
from consent.api.register.drafts import ActivityDraftView
from consent.api.register.views import Activities, OneActivity, OneNotice
from consent.api.schema.views import ApiDocumentation, OpenApiDocument
from consent.api.subjects import ResolveSubject
from consent.api.uses.imports import ImportUses
from consent.api.uses.reports import ReportUse, ReportUses
from consent.api.uses.views import OneUse, Uses

urlpatterns = [
    path("", include(("consent.api.oauth.urls", "oauth2_provider"))),
    path(".well-known/authzen-configuration", authzen_configuration, name="authzen-configuration"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("api/v1/activities", Activities.as_view(), name="activities"),
    path("api/v1/activities/<slug:code>", OneActivity.as_view(), name="activity"),
    path("api/v1/activities/<slug:code>/draft", ActivityDraftView.as_view(), name="draft"),
    path("api/v1/activities/<slug:code>/notices/<int:version>", OneNotice.as_view(), name="notice"),
    path("", include("consent.api.ssf.urls")),
    path("", include("consent.api.gateway.urls")),
    path("adapters/", include("consent.api.adapters.urls")),
    path("api/v1/", include("consent.api.asking.urls")),
    path("api/v1/", include("consent.api.offers.urls")),
    path("api/v1/permissions", PermissionFeed.as_view(), name="permission-changes"),
    path("api/v1/permits/redeem", RedeemPermit.as_view(), name="redeem-permit"),
    path("api/v1/uses", Uses.as_view(), name="uses"),
    path("api/v1/uses/import", ImportUses.as_view(), name="import-uses"),
    path("api/v1/uses/reports", ReportUses.as_view(), name="report-uses"),
    path("api/v1/uses/<str:decision>", OneUse.as_view(), name="use"),
    path("api/v1/uses/<str:decision>/report", ReportUse.as_view(), name="report-use"),
    path("api/v1/subjects/resolve", ResolveSubject.as_view(), name="resolve-subject"),
    path("api/problems/", problem_index, name="problems"),
    path("api/problems/<slug:slug>/", problem_page, name="problem"),
    path("api/schema/", OpenApiDocument.as_view(), name="api-schema"),
    path("api/docs/", ApiDocumentation.as_view(), name="api-docs"),
]
