"""Paths of the demo room, included below ``demo/`` in demo mode only."""

from django.urls import path

from consent.demo.only_in_demo import refuse_outside_demo
from consent.demo.views import sign_in

refuse_outside_demo()

app_name = "demo"
urlpatterns = [path("login/", sign_in, name="login")]
