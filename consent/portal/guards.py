"""Who gets into the portal: signed-in residents only."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from consent.portal.acting import Acting, acting

P = ParamSpec("P")


def resident_only(
    view: Callable[Concatenate[HttpRequest, Acting, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """This function will wrap a view so that it gets who acts for whom, and is never cached.

    An anonymous visitor is sent to the front page; an account without a resident gets 403.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/")
        if request.user.resident_id is None:
            raise PermissionDenied
        return view(request, acting(request), *args, **kwargs)

    return guarded
