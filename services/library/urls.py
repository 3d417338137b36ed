"""The library's pages. A card number in an address is not a name, and opens nothing without a sign-in and a permit."""

from django.urls import path

from services.library import views

app_name = "library"
urlpatterns = [
    path("", views.home, name="home"),
    path("loans/<str:card>/", views.loans, name="loans"),
    path("recommendations/<str:card>/", views.recommendations, name="recommendations"),
]
