"""Addresses of the room. No address carries the id of a person."""

from django.urls import URLPattern, URLResolver, path

from consent.desk.views.campaigns import campaign, campaigns, funnel_file
from consent.desk.views.letters import letters_page, posted
from consent.desk.views.offers import answer, find, offer_page
from consent.desk.views.queue import queue, settle

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", campaigns, name="campaigns"),
    path("<uuid:identifier>/", campaign, name="campaign"),
    path("<uuid:identifier>/funnel.csv", funnel_file, name="funnel"),
    path("<uuid:identifier>/find/", find, name="find"),
    path("<uuid:identifier>/offers/<uuid:opened>/", offer_page, name="offer"),
    path("<uuid:identifier>/offers/<uuid:opened>/answer/", answer, name="answer"),
    path("<uuid:identifier>/queue/", queue, name="queue"),
    path("<uuid:identifier>/queue/<uuid:matter>/done/", settle, name="settle"),
    path("<uuid:identifier>/letters/", letters_page, name="letters"),
    path("<uuid:identifier>/letters/posted/", posted, name="posted"),
]
