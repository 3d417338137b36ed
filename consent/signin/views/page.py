"""The sign-in page: each way in which this city has, and no other."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consent.signin.targets import own_page


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """This function will show the ways to sign in; who is signed in already goes on to the page they asked for."""
    target = own_page(request, request.GET.get("next"))
    if request.user.is_authenticated and target:
        return HttpResponseRedirect(target)
    return render(
        request,
        "signin/page.html",
        {
            "residents": "residents" in settings.OIDC_PROVIDERS,
            "staff": "staff" in settings.OIDC_PROVIDERS,
            "next": target,
            "ended": request.GET.get("ended", ""),
        },
    )
