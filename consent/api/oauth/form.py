"""The one form the OAuth endpoints read: bounded, UTF-8, each field once (RFC 6749 §3.2 and appendix B)."""

from urllib.parse import parse_qsl

from django.http import HttpRequest

MAX_BYTES = 8 * 1024
MAX_FIELDS = 16
_REPEATABLE = {"resource"}  # RFC 8707 §2


class BadForm(ValueError):
    """The request is not such a form; ``status`` is the HTTP status, the message never repeats the input."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def check_form(request: HttpRequest) -> None:
    """This function will raise ``BadForm`` unless the request carries one well-formed, bounded form."""
    if request.META.get("QUERY_STRING"):
        raise BadForm("Parameters travel in the body.")
    if request.content_type != "application/x-www-form-urlencoded":
        raise BadForm("The body must be application/x-www-form-urlencoded.")
    charset = (request.content_params or {}).get("charset", "utf-8").strip('"').lower()
    if charset not in ("utf-8", "utf8"):
        raise BadForm("The body must be UTF-8.")
    if not (request.META.get("CONTENT_LENGTH") or "0").isdecimal():
        raise BadForm("Content-Length is not a number.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        raise BadForm("The body is too large.", status=413)
    _check_fields(request.body)


def _check_fields(body: bytes) -> None:
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:  # UnicodeDecodeError among them
        raise BadForm("The body is not a form in UTF-8.") from None
    names = [name for name, _ in fields if name not in _REPEATABLE]
    if len(set(names)) != len(names):
        raise BadForm("A parameter is given twice.")
    if any(not character.isprintable() for name, value in fields for character in name + value):
        raise BadForm("A parameter contains a control character.")
