"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from consent.audit.views.activities import registry_activities, registry_activity
from consent.audit.views.departments import registry_departments
from consent.audit.views.events import events
from consent.audit.views.exports import export_events
from consent.audit.views.feedback import feedback, feedback_answered
from consent.audit.views.log import log, verify_log_now
from consent.audit.views.overview import consents, overview, trend
from consent.audit.views.person import person

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("consents/", consents, name="consents"),
    path("trends/<slug:name>.csv", trend, name="trend"),
    path("events/", events, name="events"),
    path("events/export/<slug:form>/", export_events, name="export"),
    path("events/<int:event>/person/", person, name="person"),
    path("log/", log, name="log"),
    path("log/verify/", verify_log_now, name="verify-log"),
    path("activities/", registry_activities, name="activities"),
    path("activities/<slug:activity>/", registry_activity, name="activity"),
    path("departments/", registry_departments, name="departments"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/<int:feedback>/answered/", feedback_answered, name="feedback-answered"),
]
