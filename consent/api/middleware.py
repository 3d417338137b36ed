"""What holds for every answer of the departments' API, also for those that never reached a view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from consent.api.problems import ProblemDocument, problem

_OURS = ("/api/", "/ssf/", "/sms/", "/adapters/data-tracker/", "/adapters/govstack/")
_BESIDES = ("/o/", "/.well-known/")
_KEPT = ("WWW-Authenticate", "Retry-After", "Allow")


class ProblemDocuments:
    """Errors as problem documents and nothing stored by anyone on the way.

    OAuth's endpoints have a form of their own (RFC 6749 §5.2); what never reached them is a problem as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on and see to the form of what comes back."""
        response = self.get_response(request)
        if not request.path_info.startswith(_OURS):
            return self._of_others(request, response)
        if response.status_code >= 400 and not isinstance(response, ProblemDocument):
            response = _as_problem(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _of_others(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        spoken = response.headers.get("Content-Type") == "application/json"
        if response.status_code >= 400 and request.path_info.startswith(_BESIDES) and not spoken:
            return _as_problem(request, response)
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
    return problem(request, response.status_code, headers=kept)
