"""Requests of departments: they wait on the front page and on a page of their own, for oneself and for a child.

The pages are made here, of the library's own activity: to ask, a department needs credentials that no visitor has.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import translation

from consent.asking.queries import RequestView
from consent.asking.vocabulary import Status
from consent.clock import CITY_ZONE
from consent.core.vocabulary import Basis, Sensitivity, State
from consent.ledger.queries import PermissionView
from consent.ledger.staff_view_queries import PortalViewOf
from consent.people.actors import Actor
from consent.people.representation import Representation, RepresentationKind
from consent.portal import wording
from consent.portal.acting import Acting, Person
from consent.portal.asked import asked_card, waits_elsewhere
from consent.portal.cards import card_of, sections_of
from consent.registry.read_models import ActivityView, CategoryView, DepartmentView, NoticeView
from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import Scene, show

MANIFEST = Path(__file__).resolve().parents[3] / "services" / "library" / "manifest.yaml"
AT = datetime(2026, 11, 24, 9, tzinfo=CITY_ZONE)
ME, CHILD = UUID(int=1), UUID(int=2)
AINO = Person(ME, "Aino Virtanen", "Aino (36)", 36, is_me=True)
EINO = Person(CHILD, "Eino Virtanen", "Eino (5)", 5)
GUARDIAN = Representation(
    UUID(int=3), ME, CHILD, RepresentationKind.GUARDIAN, frozenset({"all"}), AT - timedelta(days=99), None, "tests"
)


def acting(other: Person | None = None) -> Acting:
    """This function will return Aino, who acts for herself or for Eino."""
    actor = Actor(kind="resident", account=None, subject=ME, name="")
    person, right = other or AINO, GUARDIAN if other else None
    return Acting(actor, person.subject, person.age, other, (AINO, EINO), right, AT, {CHILD: GUARDIAN})


def activity() -> ActivityView:
    """This function will return the library's recommendations as its manifest has them."""
    whole = yaml.safe_load(MANIFEST.read_text("utf-8"))
    entry = next(one for one in whole["activities"] if one["code"] == "library-recommendations")
    loans = next(one for one in whole["categories"] if one["code"] == "library.loans")
    document = {"texts": entry["notice"], "explicit_consent": None}
    return ActivityView(
        code=entry["code"],
        department=DepartmentView("library", whole["department"]["name"], whole["department"]["contact"]),
        basis=Basis.CONSENT, law_ref="", law_name={}, compulsory=False, restriction_exception="",
        purpose_iri=entry["purpose"],
        categories=(CategoryView("library.loans", loans["name"], Sensitivity.NORMAL, loans["pd"], "library"),),
        recipients=(), retention=entry["retention"], own_decision_from=13, guardians="any", confidential=False,
        requires_case=False, requires_staff_ref=False, uses=None, hours=None, break_glass=False,
        high_risk=True, dpia_ref=entry["dpia_ref"], valid_months=12,
        in_force_from=AT - timedelta(days=300), in_force_until=None, terms_since_version=1,
        notice=NoticeView(entry["code"], 1, b"\0" * 32, AT, document, ("library.loans",), {}),
    )  # fmt: skip


def permission(state: State = State.UNDECIDED) -> PermissionView:
    """This function will return where somebody stands with it."""
    given = state is State.GRANTED
    return PermissionView(
        activity=activity(), state=state, version=1, decided_at=AT if given else None,
        valid_until=AT + timedelta(days=365) if given else None, agreed_version=1 if given else None,
        newer_notice=False, waiting_for_guardian=False, decided_by=None, uses_90d=0, last_use=None,
    )  # fmt: skip


def asked(subject: UUID, status: Status = Status.WAITING) -> RequestView:
    """This function will return a request of the library."""
    answered = AT + timedelta(hours=3) if status is Status.GRANTED else None
    return RequestView(
        UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"), 1, subject, "library", "c", "library-recommendations", 1, AT,
        AT + timedelta(days=30), "https://library.city.example/", None, status, answered,
    )  # fmt: skip


def page_of(status: Status, other: Person | None = None) -> Callable[[str], dict[str, Any]]:
    """This function will return what the page of a request shows, in a language."""

    def context(language: str) -> dict[str, Any]:
        waits, now = status is Status.WAITING, acting(other)
        view = permission(State.GRANTED if status is Status.GRANTED else State.UNDECIDED)
        request = asked(now.subject, status)
        return {
            "acting": now, "acting_for": other, "asked": request, "waits": waits, "way_back": "library.city.example",
            "card": asked_card(replace(card_of(view, now, language), uses_text=""), view, request if waits else None),
            "department": view.activity.department.name(language), "status_label": wording.REQUESTS[status],
            "back": str(request.id),
        }  # fmt: skip

    return context


def front_page(language: str) -> dict[str, Any]:
    """This function will return the front page with a request for oneself, and others that wait for Eino."""
    now, view = acting(), permission()
    waiting = {(who, "library-recommendations"): asked(who) for who in (ME, CHILD)}
    card = asked_card(card_of(view, now, language), view, asked(ME))
    waits = waits_elsewhere([view], waiting, now)
    return {"page": "permissions", "acting": now, "acting_for": None, "sections": sections_of([card]), "waits": waits}


def own_page(language: str) -> dict[str, Any]:
    """This function will return the page of a permission that is asked for."""
    now, view = acting(), permission()
    return {"acting": now, "acting_for": None, "card": card_of(view, now, language), "asked": asked(ME)}


def shown_elsewhere(language: str) -> dict[str, Any]:
    """This function will return the list of uses after a national portal was told of it."""
    views = [PortalViewOf(2, AT, True), PortalViewOf(1, AT - timedelta(days=9), False)]
    return {"page": "uses", "acting": acting(), "acting_for": None, "portal_views": views, "tells_times": True}


def of_another(language: str) -> dict[str, Any]:
    """This function will return the page of a request about Eino while Aino acts for herself."""
    context = page_of(Status.WAITING, EINO)(language)
    return context | {"acting": acting(), "acting_for": None, "whose": EINO}


def made(template: str, context: Callable[[str], dict[str, Any]]) -> Callable[[Visitor], object]:
    """This function will return how to see a page that is made here."""

    def reach(visitor: Visitor) -> None:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        with translation.override(visitor.language):
            html = render(request, f"{template}.html", context(visitor.language)).content.decode()
        show(visitor, html)

    return reach


SCENES = (
    Scene("requests-wait", None, made("portal/home", front_page)),
    Scene("request-waiting", None, made("portal/request", page_of(Status.WAITING))),
    Scene("request-of-a-child", None, made("portal/request", page_of(Status.WAITING, EINO))),
    Scene("request-answered", None, made("portal/request", page_of(Status.GRANTED))),
    Scene("request-run-out", None, made("portal/request", page_of(Status.EXPIRED))),
    Scene("permission-asked-for", None, made("portal/permission", own_page)),
    Scene("uses-shown-elsewhere", None, made("portal/uses", shown_elsewhere)),
    Scene("request-of-another", None, made("portal/request_of_another", of_another)),
)
