"""Sign-in by the city's providers: the way there, and the way back."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from consent.people import queries
from consent.signin import sessions
from consent.signin.oidc.arrival import arrive
from consent.signin.oidc.backends import CityProvider, city_provider
from consent.signin.oidc.leaving import remember
from consent.signin.oidc.tokens import SignInFailed
from consent.signin.targets import own_page

NEXT = "city_next"
# What a page of its own explains; every other code is "it did not succeed".
EXPLAINED = frozenset({"assurance", "not_enrolled", "no_role", "account_closed", "provider_unreachable"})
logger = logging.getLogger(__name__)


@never_cache
@require_POST
def start(request: HttpRequest, name: str) -> HttpResponse:
    """This function will send a person to the provider called ``name``, by a POST only, so that no link can.

    Law: CWE-352 for sign-in: a stranger's page cannot sign a person in as somebody else.
    """
    provider = _provider(request, name)
    request.session[NEXT] = own_page(request, request.POST.get("next"))
    try:
        return HttpResponseRedirect(provider.begin(again="again" in request.POST))
    except SignInFailed as failed:
        return _failure_page(request, provider, failed)


@never_cache
@require_safe
@sensitive_variables()
def complete(request: HttpRequest, name: str) -> HttpResponse:
    """This function will sign in whom the provider's answer proves, or say in words why not."""
    provider = _provider(request, name)
    target = own_page(request, request.session.get(NEXT))
    try:
        proof = provider.finish()
        arrival = arrive(provider.provider, proof, language=get_language() or "fi")
        account = queries.open_account(arrival.account)
        if account is None:
            raise SignInFailed("account_closed")
        sessions.begin(
            request,
            account,
            method="oidc",
            issuer=proof.issuer,
            provider_sid=proof.session,
            provider_subject=proof.subject,
            assurance=arrival.assurance,
        )
    except SignInFailed as failed:
        return _failure_page(request, provider, failed)
    remember(request.session, name, proof)
    return HttpResponseRedirect(target or "/")


def _provider(request: HttpRequest, name: str) -> CityProvider:
    provider = city_provider(name, request)
    if provider is None:
        raise Http404
    return provider


def _failure_page(request: HttpRequest, provider: CityProvider, failed: SignInFailed) -> HttpResponse:
    # The code and the provider's name only: what the person or the provider said stays out of the log.
    logger.warning("sign-in by %s failed: %s", provider.name, failed.code)
    context = {
        "reason": failed.code if failed.code in EXPLAINED else "failed",
        "provider": provider.name,
        "next": own_page(request, request.session.get(NEXT)),
        "status": failed.status,
    }
    return render(request, "signin/failed.html", context, status=failed.status)
