"""What every template may rely on."""

from django.conf import settings
from django.http import HttpRequest


def city(request: HttpRequest) -> dict[str, object]:
    """This function will return the city's name and whether this is a demonstration, for every page."""
    return {"CITY_NAME": settings.CITY_NAME, "DEMO": settings.DEMO}
