"""``GET /.well-known/jwks.json``: the keys by which departments verify permits and security event tokens (RFC 7517)."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from consent.tokens.keys import public_keys

# Receivers look anew at least this often; a new key is published an hour before it signs.
SECONDS = 600


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """This function will return the published keys. The log's keys are not among them: those stand at ``/log/key``."""
    document = json.dumps({"keys": public_keys()})
    response = HttpResponse(document, content_type="application/jwk-set+json")
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
