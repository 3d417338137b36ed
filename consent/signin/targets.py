"""Where a person goes after signing in: a page of ours, never another site's."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2_000


def own_page(request: HttpRequest, wanted: object) -> str:
    """This function will return ``wanted`` when it is the address of a page of ours, and nothing otherwise.

    Standard: OWASP ASVS 5.0 V1.2.2; CWE-601.
    """
    if not isinstance(wanted, str) or not 0 < len(wanted) <= LONGEST:
        return ""
    # A path alone: not even this host's own name is accepted, so that nothing depends on the Host header.
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") and wanted.isprintable() else ""
