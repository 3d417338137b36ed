"""What holds for every answer under /api/ and /ssf/, also for those that never reached a view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from consent.api.problems import ProblemDocument, problem

_KEPT = ("WWW-Authenticate", "Retry-After", "Allow")


class ProblemDocuments:
    """Errors as problem documents and nothing stored by anyone on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on and see to the form of what comes back."""
        response = self.get_response(request)
        if not request.path_info.startswith(("/api/", "/ssf/")):
            return response
        if response.status_code >= 400 and not isinstance(response, ProblemDocument):
            kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
            response = problem(request, response.status_code, headers=kept)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
