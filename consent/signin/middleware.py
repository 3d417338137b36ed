"""The rules of sessions, kept at every request of somebody who is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from consent import clock
from consent.signin import sessions
from consent.signin.guards import to_sign_in
from consent.signin.limits import Limits, must_be_written, standing
from consent.signin.store import BEGAN, SEEN

SIGN_OUT = "/sign-out/"


class SessionRules:
    """Ends a session that is over before anything of the request is done, and notes the use of one that is not.

    Standard: WCAG 2.2 SC 2.2.1 and 2.2.5; NIST SP 800-63B-4 section 5.2. Law: GDPR 32(1)(b).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will answer the request, or send its visitor to sign in again and then to the same page.

        What somebody who is signed in was shown is not kept, also where a page is the same for everybody but its
        header and its messages (OWASP ASVS 5.0 V14.3.2).
        """
        signed_in = False
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            at = clock.now()
            seen = request.session.get(SEEN, 0)
            # A session without its marks is as old as can be.
            stands = standing(request.session.get(BEGAN, 0), seen, at, Limits.of(request.user))
            if stands.ended and request.path != SIGN_OUT:
                sessions.end(request)
                if not request.path.startswith(settings.LOGIN_URL):
                    return to_sign_in(request, stands.ended)
            elif not stands.ended:
                if must_be_written(seen, at):
                    request.session[SEEN] = int(at.timestamp())
                request.session_standing = stands  # type: ignore[attr-defined]
                signed_in = True
        response = self.get_response(request)
        if signed_in and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
