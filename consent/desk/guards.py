"""Who gets in: staff of a department, and only to that department's campaigns."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from consent.signin.guards import to_sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, frozenset[str], P], HttpResponse]


def officers_only(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """This function will let in only staff of a department, and hand the view the codes of their departments.

    A visitor is sent to sign in and comes back to the page; anybody else gets 403 before the view learns anything.
    Law: GDPR 32(1)(b); roles are read anew each time, so one taken away is gone at once.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        departments = request.user.departments()
        if not departments:
            raise PermissionDenied
        return view(request, departments, *args, **kwargs)

    return guarded
