"""Back-channel logout: a provider tells us that somebody signed out, and the sessions here end at once."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from consent.signin.oidc.backends import city_provider
from consent.signin.oidc.leaving import end_by_provider
from consent.signin.oidc.tokens import SignInFailed

logger = logging.getLogger(__name__)


@csrf_exempt  # the caller is the provider: its signature on the token says so, and no cookie is read
@never_cache
@require_POST
@sensitive_post_parameters("logout_token")
def backchannel_logout(request: HttpRequest, name: str) -> HttpResponse:
    """This function will end the sessions that a logout token names: 200 when it is good, 400 on any fault.

    Standard: OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8.
    """
    provider = city_provider(name)
    if provider is None:
        raise Http404
    try:
        end_by_provider(provider, request.POST.get("logout_token", ""))
    except SignInFailed as failed:
        logger.warning("back-channel logout by %s refused: %s", name, failed.code)
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse(status=200)
