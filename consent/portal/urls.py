"""Addresses of the portal. No address carries the id of a person."""

from django.urls import path

from consent.portal.views import (
    decisions,
    emergencies,
    history,
    home,
    permission,
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
