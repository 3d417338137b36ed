"""Pages of a long list by the id of the last row seen, so that page one thousand costs what page one does."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1


def before(request: HttpRequest) -> int | None:
    """This function will return where the page that is asked for begins; raises ``BadRequest`` for what is no place."""
    text = request.GET.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) > LARGEST_ID:
        raise BadRequest("before")
    return int(text)


def links(path: str, kept: dict[str, str], *, begins: int | None, older: int | None) -> dict[str, str]:
    """This function will return the addresses of the ``older`` and the ``newest`` page, empty where there is none."""
    return {
        "older": f"{path}?{urlencode({**kept, 'before': older})}" if older else "",
        "newest": (f"{path}?{urlencode(kept)}" if kept else path) if begins else "",
    }
