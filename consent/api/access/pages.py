"""Pages of a search: how many, and the token that leads to the next (AuthZEN Authorization API 1.0 §8.2)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from django.conf import settings

from consent.api.access.messages import ENTITIES, BadRequest, object_in
from consent.core.keys import derive, seal, unseal

DEFAULT_LIMIT = 100
MOST_RESULTS = 1000
MOST_TOKEN = 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for; ``bound`` is all that its token holds good for."""

    after: str
    limit: int
    bound: bytes


@lru_cache(maxsize=4)
def _key(root: bytes) -> bytes:
    return derive(root, "mydata/search-page/v1")


def read_page(body: Mapping[str, Any], *, target: str, client: str) -> Page:
    """This function will read the ``page`` of a search by ``client`` for ``target``.

    A limit beyond what one page may hold means that much. Raises ``BadRequest``, also for a token that was not given to
    this client for the very same search.
    """
    page = object_in(body, "page", required=False)
    limit = page.get("limit", DEFAULT_LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise BadRequest("page.limit must be an integer of 1 or more")
    token = page.get("token", "")
    if not isinstance(token, str) or len(token) > MOST_TOKEN:
        raise BadRequest("page.token must be a token that a search returned")
    asked = {name: body[name] for name in (*ENTITIES, "context") if name in body}
    bound = orjson.dumps([target, client, asked], option=orjson.OPT_SORT_KEYS)
    return Page(_open(token, bound) if token else "", min(limit, MOST_RESULTS), bound)


def write_token(resume: str, page: Page) -> str:
    """This function will return the token of the page behind ``resume``; an empty one when there is none."""
    if not resume:
        return ""
    sealed = seal(_key(settings.ROOT_KEY), resume.encode(), page.bound)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _open(token: str, bound: bytes) -> str:
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        return unseal(_key(settings.ROOT_KEY), sealed, bound).decode()
    except (binascii.Error, ValueError, InvalidTag):
        raise BadRequest("page.token belongs to another search: repeat the request that it came from") from None
