"""``/api/schema/`` and ``/api/docs/``: the departments' API, for programs and for people."""

import functools
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.permissions import Anyone


@functools.cache
def openapi_document() -> dict[str, Any]:
    """This function will return the OpenAPI document, generated once a process: it depends on the code alone."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


class OpenApiDocument(SpectacularAPIView):
    """The document, as YAML or JSON by negotiation; the toolkit's parameters (language, version) are not read."""

    authentication_classes = []
    permission_classes = [Anyone]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """This function will return the document."""
        return Response(openapi_document())


@method_decorator(csp_update({"script-src": [SELF], "connect-src": [SELF]}), name="dispatch")
class ApiDocumentation(SpectacularSwaggerSplitView):
    """Swagger UI from our own files: the one page with a script, so its policy alone allows one, from here only."""

    authentication_classes = []
    permission_classes = [Anyone]
    url_name = "api-schema"
    template_name = "api/docs.html"
    template_name_js = "api/docs.js"
