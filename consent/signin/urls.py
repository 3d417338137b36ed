"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from consent.signin.views import backchannel, city, page, session, sign_out, staff, start

app_name = "signin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", page.sign_in, name="sign-in"),
    path("sign-in/start/<slug:name>/", city.start, name="start"),
    path("sign-in/complete/<slug:name>/", city.complete, name="complete"),
    path("sign-in/backchannel/<slug:name>/", backchannel.backchannel_logout, name="backchannel"),
    path("sign-in/staff/", staff.password, name="staff"),
    path("sign-in/staff/code/", staff.code, name="staff-code"),
    path("sign-in/staff/start/", start.start, name="staff-start"),
    path("sign-in/staff/start/code.svg", start.qr_code, name="staff-qr"),
    path("session/", session.still_here, name="session"),
    path("session/extend/", session.extend, name="extend"),
    path("sign-out/", sign_out.sign_out, name="sign-out"),
    path("sign-out/done/", sign_out.signed_out, name="signed-out"),
]
