"""Figures for a monitor that knows the secret; for everybody else they are not there."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consent.public.metrics import metrics_text

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """This function will return the figures to who sends ``METRICS_TOKEN`` as a bearer token (RFC 6750 section 2.1).

    Without that setting there is no such page (404); with a wrong token or none the answer is 401.
    """
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _is_the_token(request.headers.get("authorization", "")):
        answer = HttpResponse("the metrics need their token\n", status=401, content_type="text/plain; charset=utf-8")
        answer["WWW-Authenticate"] = 'Bearer realm="mydata metrics"'
        return answer
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE)


def _is_the_token(header: str) -> bool:
    scheme, _, token = header.partition(" ")
    wanted = settings.METRICS_TOKEN.encode()
    same = hmac.compare_digest(token.strip().encode("utf-8", "surrogateescape"), wanted)
    return same and scheme.lower() == "bearer"
