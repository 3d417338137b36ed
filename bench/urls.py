"""The product's addresses and the ordinary view that the check is set against."""

from django.urls import path

from bench.paths import TYPICAL
from bench.typical import TypicalCheck
from consent.urls import handler400, handler403, handler404, handler500
from consent.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*product, path(TYPICAL.removeprefix("/"), TypicalCheck.as_view())]
