"""Paths of the GovStack adapter, each with its trailing slash, as the specification spells them."""

from django.urls import path

from consent.api.adapters.govstack.records import AskIndividual, AuditRecord, AuditRecords, VerifyRecord, VerifyRecords
from consent.api.adapters.govstack.views import (
    DataAgreements,
    OneDataAgreement,
    OnePolicy,
    Policies,
    PolicyRevisions,
)

urlpatterns = [
    path("config/policies/", Policies.as_view(), name="govstack-policies"),
    path("config/policy/<slug:code>/", OnePolicy.as_view(), name="govstack-policy"),
    path("config/policy/<slug:code>/revisions/", PolicyRevisions.as_view(), name="govstack-policy-revisions"),
    path("config/data-agreements/", DataAgreements.as_view(), name="govstack-data-agreements"),
    path("config/data-agreement/<slug:code>/", OneDataAgreement.as_view(), name="govstack-data-agreement"),
    path("service/policy/<slug:code>/", OnePolicy.as_view(), name="govstack-service-policy"),
    path("service/data-agreement/<slug:code>/", OneDataAgreement.as_view(), name="govstack-service-data-agreement"),
    path("service/verification/data-agreements/", DataAgreements.as_view(), name="govstack-verification-agreements"),
    path("service/verification/consent-records/", VerifyRecords.as_view(), name="govstack-verification-records"),
    path("service/verification/consent-record/<str:record>/", VerifyRecord.as_view(), name="govstack-verification"),
    path("service/individual/record/data-agreement/<slug:code>/", AskIndividual.as_view(), name="govstack-ask"),
    path("audit/data-agreements/", DataAgreements.as_view(), name="govstack-audit-agreements"),
    path("audit/data-agreement/<slug:code>/", OneDataAgreement.as_view(), name="govstack-audit-agreement"),
    path("audit/consent-records/", AuditRecords.as_view(), name="govstack-audit-records"),
    path("audit/consent-record/<str:record>/", AuditRecord.as_view(), name="govstack-audit-record"),
]
