"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from consent.audit.views.activities import registry_activities, registry_activity
from consent.audit.views.clients import client, client_act, new_client
from consent.audit.views.departments import registry_departments
from consent.audit.views.drafts import draft, publish_draft, send_draft_back
from consent.audit.views.emergencies import emergency_review, emergency_use, emergency_uses
from consent.audit.views.events import events
from consent.audit.views.exports import export_events
from consent.audit.views.feedback import feedback, feedback_answered
from consent.audit.views.log import log, verify_log_now
from consent.audit.views.overview import consents, overview, trend
from consent.audit.views.person import person
from consent.audit.views.quotas import quota_breaches
from consent.audit.views.signals import signals

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("consents/", consents, name="consents"),
    path("trends/<slug:name>.csv", trend, name="trend"),
    path("events/", events, name="events"),
    path("events/export/<slug:form>/", export_events, name="export"),
    path("events/<int:event>/person/", person, name="person"),
    path("emergencies/", emergency_uses, name="emergencies"),
    path("emergencies/<int:event>/", emergency_use, name="emergency"),
    path("emergencies/<int:event>/review/", emergency_review, name="emergency-review"),
    path("quotas/", quota_breaches, name="quotas"),
    path("log/", log, name="log"),
    path("log/verify/", verify_log_now, name="verify-log"),
    path("activities/", registry_activities, name="activities"),
    path("activities/<slug:activity>/", registry_activity, name="activity"),
    path("drafts/<slug:department>/<slug:code>/", draft, name="draft"),
    path("drafts/<slug:department>/<slug:code>/publish/", publish_draft, name="publish-draft"),
    path("drafts/<slug:department>/<slug:code>/return/", send_draft_back, name="return-draft"),
    path("signals/", signals, name="signals"),
    path("departments/", registry_departments, name="departments"),
    path("departments/<slug:department>/clients/new/", new_client, name="new-client"),
    path("clients/<str:client_id>/", client, name="client"),
    path("clients/<str:client_id>/<slug:act>/", client_act, name="client-act"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/<int:feedback>/answered/", feedback_answered, name="feedback-answered"),
]
