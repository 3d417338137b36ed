"""Addresses of the portal. No address carries the id of a person."""

from django.urls import path

from consent.portal.views import (
    decisions,
    emergencies,
    for_me,
    history,
    home,
    offer_answers,
    offers,
    permission,
    preferences,
    receipts,
    requests,
    session,
    take,
    uses,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("permissions/<slug:activity>/", permission.permission, name="permission"),
    path("permissions/<slug:activity>/give/", decisions.give, name="give"),
    path("permissions/<slug:activity>/refuse/", decisions.refuse, name="refuse"),
    path("permissions/<slug:activity>/withdraw/", decisions.withdraw, name="withdraw"),
    path("permissions/<slug:activity>/object/", decisions.object_, name="object"),
    path("requests/<uuid:identifier>/", requests.request_page, name="request"),
    path("requests/<uuid:identifier>/back/", requests.back, name="request-back"),
    path("offers/", offers.offers, name="offers"),
    path("offers/<uuid:identifier>/", offers.offer_page, name="offer"),
    path("offers/<uuid:identifier>/why/", offers.why, name="offer-why"),
    path("offers/<uuid:identifier>/decision/", offers.decision, name="offer-decision"),
    path("offers/<uuid:identifier>/answer/", offer_answers.answer, name="offer-answer"),
    path("offers/<uuid:identifier>/rate/", offer_answers.rate, name="offer-rate"),
    path("offers/<uuid:identifier>/review/", offer_answers.review, name="offer-review"),
    path("for-me/", for_me.for_me, name="for-me"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/messages/", preferences.messages_again, name="preferences-messages"),
    path("uses/", uses.uses, name="uses"),
    path("uses/emergencies/seen/", emergencies.emergencies_seen, name="emergencies-seen"),
    path("history/", history.history, name="history"),
    path("receipts/<uuid:receipt>/", receipts.receipt, name="receipt"),
    path("receipts/<uuid:receipt>.json", receipts.receipt_file, name="receipt-file"),
    path("take/", take.take, name="take"),
    path("take/permissions.jsonld", take.everything, name="take-everything"),
    path("take/permissions.csv", take.permissions, name="take-permissions"),
    path("take/decisions.csv", take.decisions, name="take-decisions"),
    path("take/uses.csv", take.uses, name="take-uses"),
    path("take/print/", take.on_paper, name="take-print"),
    path("acting/", session.act_for, name="acting"),
    path("language/", session.language, name="language"),
]
