"""How the departments' API reads a body: strict JSON in UTF-8, bounded before it is read."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.utils.mediatypes import _MediaType

from consent.api.strict_json import MAX_BYTES, BadJson, parse


class PayloadTooLarge(APIException):
    """The body is longer than this API reads (RFC 9110 §15.5.14)."""

    status_code = 413
    default_detail = "The body is too large."
    default_code = "too-large"


class StrictJsonParser(BaseParser):
    """JSON as ``consent.api.strict_json`` defines it, for ordinary views as on the hot path."""

    media_type = "application/json"
    max_bytes = MAX_BYTES

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """This function will read and parse the body.

        Raises ``PayloadTooLarge`` (413), ``UnsupportedMediaType`` (415, another charset than UTF-8) or
        ``ParseError`` (400).
        """
        charset = str(_MediaType(media_type or self.media_type).params.get("charset", "utf-8"))
        if charset.strip('"').lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(self.media_type)
        body = stream.read(self.max_bytes + 1)
        if len(body) > self.max_bytes:
            raise PayloadTooLarge
        try:
            return parse(body, max_bytes=self.max_bytes)
        except BadJson as error:
            raise ParseError(str(error)) from None


class LargeJsonParser(StrictJsonParser):
    """The same for what comes by the thousand; Django itself reads no more either."""

    max_bytes = 256 * 1024
