"""Addresses of the module."""

from django.urls import URLPattern, URLResolver

app_name = "preschool"
urlpatterns: list[URLPattern | URLResolver] = []
