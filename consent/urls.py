"""Which face answers which path; the api process serves the departments' paths only."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

departments: list[URLPattern | URLResolver] = [path("", include("consent.api.urls"))]
people: list[URLPattern | URLResolver] = [
    path("", include("consent.signin.urls")),
    path("", include("consent.portal.urls")),
    path("audit/", include("consent.audit.urls")),
    path("campaigns/", include("consent.desk.urls")),
    path("services/", include("services.urls")),
]
everyone: list[URLPattern | URLResolver] = [path("", include("consent.public.urls"))]
if settings.DEMO:
    people.append(path("demo/", include("consent.demo.urls")))

urlpatterns = [*departments, *everyone] if settings.PROCESS == "api" else [*departments, *everyone, *people]

handler400 = "consent.public.errors.bad_request"
handler403 = "consent.public.errors.permission_denied"
handler404 = "consent.public.errors.not_found"
handler500 = "consent.public.errors.server_error"
