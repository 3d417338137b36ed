"""What Django REST framework and drf-spectacular are told. Read by settings, so it imports nothing of Django."""

from typing import Any

# Departments' API: everything is denied unless a view says who may.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["consent.api.authentication.ClientAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["consent.api.permissions.DenyAll"],
    "DEFAULT_PARSER_CLASSES": ["consent.api.parsers.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "consent.api.problems.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "MyData consent platform: the departments' API",
    "DESCRIPTION": "Ask the ledger before touching personal data. Every question leaves a mark the resident sees.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,  # what a PATCH must name, it must
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": ["consent.api.schema.add_decision_paths"],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
}
