"""The provider's own pages: who signs in, what goes wrong, what was asked."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from oauth2_provider.models import Application
from oauth2_provider.views import AuthorizationView, RPInitiatedLogoutView

from tests.signin.provider import state
from tests.signin.provider.tokens import signed, spoiled


def sign_in(request: HttpRequest) -> HttpResponse:
    """This function will sign in whomever the test has chosen, without asking."""
    user, _ = User.objects.get_or_create(username=state.person["sub"])
    login(request, user)
    return HttpResponseRedirect(request.GET["next"])


def choose_person(request: HttpRequest) -> HttpResponse:
    """This function will make the claims in the body those of the next person."""
    state.person.clear()
    state.person.update(json.loads(request.body))
    return HttpResponse(status=204)


def misbehave(request: HttpRequest) -> HttpResponse:
    """This function will spoil ID tokens from now on in the way the body names; nothing means: no more."""
    state.misbehave["how"] = request.body.decode()
    return HttpResponse(status=204)


def register_clients(request: HttpRequest) -> HttpResponse:
    """This function will forget what was asked and register the two clients of a city at the address in the body."""
    state.asked.clear()
    state.misbehave["how"] = ""
    city = request.body.decode()
    for name in ("residents", "staff"):
        Application.objects.update_or_create(
            client_id=f"{name}-client",
            defaults={
                "client_secret": f"{name}-secret",
                "client_type": Application.CLIENT_CONFIDENTIAL,
                "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
                "redirect_uris": f"{city}/sign-in/complete/{name}/",
                "post_logout_redirect_uris": f"{city}/sign-out/done/",
                "skip_authorization": True,
                "algorithm": Application.RS256_ALGORITHM,
            },
        )
    return HttpResponse(status=204)


def asked(request: HttpRequest) -> HttpResponse:
    """This function will tell what the protocol's pages were asked since the clients were registered."""
    return JsonResponse(state.asked, safe=False)


def logout_token(request: HttpRequest) -> HttpResponse:
    """This function will make a logout token for ``client`` with ``claims``, spoiled by ``how``."""
    said: dict[str, Any] = json.loads(request.body)
    now = int(time.time())
    claims = {
        "iss": settings.ISSUER,
        "aud": said["client"],
        "iat": now,
        "exp": now + 120,
        "jti": uuid.uuid4().hex,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **said["claims"],
    }
    application = Application.objects.get(client_id=said["client"])
    pem = settings.OAUTH2_PROVIDER["OIDC_RSA_PRIVATE_KEY"]
    how = said.get("how", "")
    token = signed(spoiled(claims, how, said["client"]), pem, application.jwk_key.thumbprint(), how, "logout+jwt")
    return HttpResponse(token)


def noted(what: str) -> Callable[..., HttpResponse]:
    """This function will return a protocol page that writes down what it was asked."""
    view = {"authorize": AuthorizationView, "logout": RPInitiatedLogoutView}[what].as_view()

    def note(request: HttpRequest) -> HttpResponse:
        state.asked.append({"page": what, **request.GET.dict()})
        return view(request)

    return note
