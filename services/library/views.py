"""The library's pages, for librarians. Each load of a page asks the ledger afresh, and the ask leaves its mark."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from services.kit import gate
from services.kit.finding import find
from services.kit.officers import officers_only
from services.library import records
from services.library.cards import is_card_number
from services.library.catalogue import books
from services.library.dates import today
from services.library.first_page import FIRST_PAGE
from services.library.recommend import recommend

librarians_only = officers_only(role="librarian", department="library")


@librarians_only
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """This function will show the card form and, in a demo, the cast's cards; a sent card leads to its page."""
    return find(request, FIRST_PAGE)


@librarians_only
@require_GET
def loans(request: HttpRequest, card: str) -> HttpResponse:
    """This function will show what the loans desk needs: the customer, the loans and the reservations."""
    answers = _ask(request, card, records.LOANS_DESK)
    page = {
        "page": "loans",
        "answers": answers,
        "card": card,
        "customer": answers.read(records.read_customer),
        "loans": answers.read(records.read_loans),
        "reservations": answers.read(records.read_reservations),
        "today": today(),
    }
    return render(request, "library/loans.html", page, status=answers.status)


@librarians_only
@require_GET
def recommendations(request: HttpRequest, card: str) -> HttpResponse:
    """This function will show the loan history and what to read next, when the customer has consented to it."""
    answers = _ask(request, card, records.RECOMMENDATIONS)
    history = answers.read(records.read_history)
    borrowed = [(loan.book, loan.borrowed_on) for loan in history.data or ()]
    page = {
        "page": "recommendations",
        "answers": answers,
        "card": card,
        "customer": answers.read(records.read_customer),
        "history": history,
        "today": today(),
        "suggestions": recommend(borrowed, books(), today()) if borrowed else [],
    }
    return render(request, "library/recommendations.html", page, status=answers.status)


def _ask(request: HttpRequest, card: str, activity: str) -> gate.Answers:
    if not is_card_number(card):
        raise Http404
    try:
        return gate.ask(
            module="library",
            activity=activity,
            locate=partial(records.locate_patron, card),
            staff_ref=str(request.user.reference),  # type: ignore[union-attr]
        )
    except records.UnknownCard:
        raise Http404 from None
