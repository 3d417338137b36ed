"""The pages of early education. A reference in an address is not a name, and opens nothing without a permit."""

from django.urls import path

from services.preschool.views import children, offers, units

app_name = "preschool"
urlpatterns = [
    path("", children.home, name="home"),
    path("units/", units.units, name="units"),
    path("offers/", offers.offers, name="offers"),
    path("children/<str:reference>/", children.placement, name="placement"),
    path("children/<str:reference>/place/", children.place, name="place"),
    path("children/<str:reference>/kitchen/", children.kitchen, name="kitchen"),
]
