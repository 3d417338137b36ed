"""The provider's addresses: its protocol under /o/, a sign-in that asks nothing, and the control door."""

from django.urls import include, path

from tests.signin.provider import views

urlpatterns = [
    path("login/", views.sign_in),
    path("control/person/", views.choose_person),
    path("control/misbehave/", views.misbehave),
    path("control/clients/", views.register_clients),
    path("control/asked/", views.asked),
    path("control/logout-token/", views.logout_token),
    path("o/authorize/", views.noted("authorize")),
    path("o/logout/", views.noted("logout")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
