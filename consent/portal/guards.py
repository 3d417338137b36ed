"""Who gets into the portal: signed-in residents only."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from consent.core.errors import Unreachable
from consent.portal.acting import Acting, acting
from consent.portal.unreachable import register_unreachable
from consent.signin.guards import to_sign_in

P = ParamSpec("P")


def resident_only(
    view: Callable[Concatenate[HttpRequest, Acting, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """This function will wrap a view so that it gets who acts for whom, and is never cached.

    A visitor is sent to sign in and comes back to the page; an account without a resident gets 403. While the
    population register does not answer, nobody acts, and a page with 503 says so.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if request.user.resident_id is None:
            raise PermissionDenied
        try:
            return view(request, acting(request), *args, **kwargs)
        except Unreachable:
            return register_unreachable(request)

    return guarded
