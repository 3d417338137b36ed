"""What answers of the register look like, for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ACTIVITY: dict[str, Any] = {
    "code": "library-recommendations",
    "department": "library",
    "title": {"fi": "Lukuvinkkejä", "sv": "Boktips", "en": "Book recommendations"},
    "basis": "consent",
    "law_ref": "",
    "compulsory": False,
    "categories": ["library.loans"],
    "recipients": [],
    "requires_case": False,
    "requires_staff_ref": False,
    "break_glass": False,
    "uses": None,
    "hours": None,
    "in_force": True,
    "in_force_from": "2026-01-01T00:00:00Z",
    "in_force_until": None,
    "notice_version": 2,
    "terms_since_version": 1,
}
_VERSION = {
    "version": 2,
    "published_at": "2026-09-01T06:00:00Z",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_NOTICE: dict[str, Any] = {
    **_VERSION,
    "activity": "library-recommendations",
    "document": {"code": "library-recommendations", "version": 2, "basis": "consent"},
    "changes": {
        "fi": [],
        "sv": [],
        "en": [{"part": "Why", "before": "We suggest books.", "after": "We suggest books that fit your loans."}],
    },
}

REGISTER = OpenApiExample("A register", value={"activities": [_ACTIVITY]}, response_only=True)
ACTIVITY = OpenApiExample("An activity", value={**_ACTIVITY, "notices": [_VERSION]}, response_only=True)
NOTICE = OpenApiExample("A notice, its document abridged", value=_NOTICE, response_only=True)
