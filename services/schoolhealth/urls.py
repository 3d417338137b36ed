"""The pages of school health care. A reference in an address is not a name, and opens nothing without permits."""

from django.urls import path

from services.schoolhealth import views

app_name = "schoolhealth"
urlpatterns = [
    path("", views.home, name="home"),
    path("pupils/<str:reference>/", views.pupil, name="pupil"),
]
