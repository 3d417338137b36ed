"""Demo sign-in: pick one of the cast and be that person."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consent.demo.only_in_demo import refuse_outside_demo
from consent.demo.personas import PERSONAS, persona
from consent.people import queries
from consent.signin import sessions

refuse_outside_demo()

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """This function will list the personas, or sign in as the one posted and go where that person works.

    A persona that does not exist, or whose city has not been made yet, is 404.
    """
    if request.method != "POST":
        there = queries.usernames(one.id for one in PERSONAS)
        return render(request, "demo/login.html", {"personas": [one for one in PERSONAS if one.id in there]})
    chosen = persona(request.POST.get("persona", ""))
    account = queries.account(chosen.id) if chosen else None
    if chosen is None or account is None or not account.is_active:
        raise Http404("no such persona")
    sessions.begin(request, account, method="demo")
    logger.info("demo sign-in as %s", chosen.id)
    return redirect(chosen.landing)
