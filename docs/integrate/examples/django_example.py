"""A page of a Django project of your own. `SANDBOX=… python django_example.py runserver 8100`, then /loans/aino/.

One client for the process, one check for each load of the page, nothing shown without its permit.
"""

import json
import os
import sys
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from mydata_sdk.client import ConsentClient, Credentials
from mydata_sdk.errors import ConsentError
from mydata_sdk.permits import Permit, demand

ACTIVITY, CATEGORY = "library-loans", "library.loans"


@cache
def sandbox() -> dict:
    return json.loads(Path(os.environ["SANDBOX"]).read_text(encoding="utf-8"))


@cache
def client() -> ConsentClient:
    own = sandbox()["clients"]["library"]
    return ConsentClient(sandbox()["api"], Credentials(own["client_id"], own["client_secret"]), department="library")


def read_loans(permit: Permit, person: str) -> list[str]:
    """The only door to the data asks for the permit itself, so that no page can forget it."""
    demand(permit, activity=ACTIVITY, category=CATEGORY, pairwise_id=person)
    return ["Täällä Pohjantähden alla"]


@never_cache
def loans(request: HttpRequest, who: str) -> JsonResponse:
    if who not in sandbox()["people"]:
        raise Http404
    try:
        person = client().resolve(sandbox()["people"][who])  # your own system stores this id
        answer = client().check(ACTIVITY, [CATEGORY], person, staff_ref="S-1")[CATEGORY]
    except ConsentError:
        return JsonResponse({"why_not": "The permission register does not answer now."}, status=503)
    if isinstance(answer, Permit):
        return JsonResponse({"loans": read_loans(answer, person)})
    return JsonResponse({"why_not": answer.reason})


urlpatterns = [path("loans/<str:who>/", loans)]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    settings.configure(ROOT_URLCONF=__name__, DEBUG=True, SECRET_KEY="only an example", ALLOWED_HOSTS=["127.0.0.1"])
    execute_from_command_line(sys.argv)
