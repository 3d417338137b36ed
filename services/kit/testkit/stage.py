"""A module on trial: its own pages, asked for by made-up staff about a made-up person, before ledgers that obey."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from services.kit.apps import ServiceConfig
from services.kit.testkit.stand_in import stand_in
from services.kit.trial import Trial
from services.sdk.fake import FakeLedger
from services.sdk.reasons import Reason

STAFF_REF = "S-TESTKIT"
_PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking for one page; ``fault`` names an exception that left the view."""

    page: str
    personal: bool
    status: int
    text: str
    kept: bool
    fault: str = ""

    def __str__(self) -> str:
        return self.page


class Stage:
    """The module, the person, and a ledger for its department and each that it hands data to."""

    def __init__(self, config: ServiceConfig, trial: Trial) -> None:
        self.config, self.trial, self.manifest = config, trial, config.manifest
        recipients = {code for each in self.manifest.activities.values() for code in each.recipients}
        self.ledgers = {code: FakeLedger(code) for code in sorted({self.manifest.department, *recipients})}
        self.ledgers[self.manifest.department].recipients = frozenset(recipients)

    def answer(self, reason: Reason, *categories: str, only: str = "") -> None:
        """This function will have every ledger, or one department's, answer so: for all categories or some."""
        for code, ledger in self.ledgers.items():
            for activity in self.manifest.activities.values():
                for category in activity.categories:
                    if only in ("", code) and (not categories or category in categories):
                        person = ledger.pairwise_id(self.trial.national_id)
                        ledger.answer(activity.code, category, person, reason)

    def visit(self, user: Any = None) -> list[Visit]:
        """This function will ask for every page of the module in every way, as staff in the right role unless told."""
        who = user or staff(lambda role, department: True)
        with override("en"):
            return [
                self._visit(pattern, name, method, who)
                for pattern, name in _patterns(get_resolver(f"{self.config.name}.urls"))
                for method in METHODS
            ]

    def _visit(self, pattern: URLPattern, name: str, method: str, user: Any) -> Visit:
        variables = dict.fromkeys(pattern.pattern.converters, self.trial.key)
        request = RequestFactory().generic(method, f"/services/{self.config.module_name}/{name}")
        request.user, request.session = user, SessionStore()
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        page, personal = f"{method} {name or '(first page)'}", bool(variables)
        try:
            # What an act changes is undone, so that the next visit finds the module as it was.
            with transaction.atomic():
                response = pattern.callback(request, **variables)
                text = response.content.decode() if hasattr(response, "content") else ""
                said = " ".join(str(message) for message in request._messages)  # type: ignore[attr-defined]
                transaction.set_rollback(method != "GET")
        except Http404:
            return Visit(page, personal, 404, "", False)
        except PermissionDenied:
            return Visit(page, personal, 403, "", False)
        except Exception as fault:
            return Visit(page, personal, 500, str(fault), False, type(fault).__name__)
        kept = "no-store" not in response.get("Cache-Control", "")
        return Visit(page, personal, response.status_code, unescape(f"{text} {said}").casefold(), kept)


def staff(has_role: Any, *, signed_in: bool = True) -> Any:
    """This function will return made-up staff, with the part of an account that a module may look at."""
    return SimpleNamespace(
        is_authenticated=signed_in, is_anonymous=not signed_in, has_role=has_role, reference=STAFF_REF
    )


@contextmanager
def staged(config: ServiceConfig) -> Iterator[Stage]:
    """This function will put a module on trial, and undo in its tables whatever comes of it.

    Raises NotImplementedError for a module that stores nobody to be tried with.
    """
    with transaction.atomic(), ExitStack() as stack:
        # Pages are tried also where nobody has collected the style sheets.
        stack.enter_context(override_settings(STORAGES={**settings.STORAGES, "staticfiles": _PLAIN}))
        stage = Stage(config, config.trial())
        for code, ledger in stage.ledgers.items():
            asked_by = "" if code == stage.manifest.department else code
            client = stack.enter_context(ledger.client())
            stack.enter_context(stand_in(config.module_name, client, asked_by))
        yield stage
        transaction.set_rollback(True)


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[URLPattern, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, f"{before}{each.pattern}")
        else:
            yield each, f"{before}{each.pattern}"
