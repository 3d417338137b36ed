"""The two OAuth endpoints: get a token, give a token back."""

import json
import logging
import time
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from oauth2_provider.views import RevokeTokenView, TokenView

from consent.api.authentication import origin_of
from consent.api.oauth.form import BadForm, check_form
from consent.api.oauth.validator import ORIGIN

RETRY_AFTER_SECONDS = 5
# No answer leaves sooner than this after its request came. A refusal is known in half the time that it takes to write a
# token down; a token is asked for once in ten minutes, so the wait is nobody's.
SOONEST_SECONDS = 0.015

log = logging.getLogger(__name__)


@method_decorator(csrf_exempt, name="dispatch")
class OAuthEndpoint(View):
    """What both endpoints share: a checked form in, JSON that is never stored out, no stack trace whatever comes."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """This function will answer a request; a database that is away is 503, never 500.

        A right secret, a wrong one and an unknown client are answered after the same time (CWE-208).
        """
        arrived = time.monotonic()
        try:
            if request.method == "POST":
                check_form(request)
                request.META[ORIGIN] = origin_of(request)
            response = super().dispatch(request, *args, **kwargs)
        except BadForm as error:
            response = oauth_error("invalid_request", str(error), error.status)
        except (OperationalError, InterfaceError) as failure:
            # The class only: a database's own words may quote a row.
            log.error("oauth_database_away %s", type(failure).__name__)
            response = oauth_error("temporarily_unavailable", "Try again in a moment.", 503)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        time.sleep(max(0.0, SOONEST_SECONDS - (time.monotonic() - arrived)))
        return _finish(response)


class Token(OAuthEndpoint, TokenView):
    """``POST /o/token/``: an opaque access token for client credentials (RFC 6749 §4.4)."""

    @method_decorator(sensitive_post_parameters("client_secret", "client_assertion"))
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """This function will issue a token; no grant type gets a path of its own.

        The toolkit's own view reads the token back by what the client was given, under which a bound one is not kept.
        """
        _, headers, body, status = self.create_token_response(request)
        return HttpResponse(content=body, status=status, headers=headers)


class RevokeToken(OAuthEndpoint, RevokeTokenView):
    """``POST /o/revoke_token/``: a client gives back its own token, dead from then on (RFC 7009)."""


def oauth_error(error: str, description: str, status: int) -> HttpResponse:
    """This function will build an error answer of RFC 6749 §5.2."""
    return JsonResponse({"error": error, "error_description": description}, status=status)


def _finish(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    if response.status_code >= 400:
        response["Content-Type"] = "application/json"
        if isinstance(response, HttpResponse) and not response.content:
            response.content = json.dumps({"error": "invalid_request"}).encode()
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Basic realm="mydata", charset="UTF-8"'
    return response
