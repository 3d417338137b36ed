"""Feedback that has come: what is due when, and marking it as answered."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from consent import clock
from consent.audit.reader import acting_member_of_staff, reads_as_dpo, reads_as_registrar
from consent.core.errors import Conflict, NotAllowed, NotFound
from consent.registry.notice_words import Text
from consent.rights.actions.answer_feedback import answer_feedback
from consent.rights.feedback_queries import feedback_page
from consent.rights.topics import Topic
from consent.signin.guards import staff_only

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1
TOPICS: dict[Topic, Text] = {
    Topic.ACCESSIBILITY: gettext_lazy("Accessibility"),
    Topic.DATA: gettext_lazy("Data and permissions"),
    Topic.MISTAKE: gettext_lazy("A mistake on a page"),
    Topic.OTHER: gettext_lazy("Something else"),
}


@require_safe
@staff_only("registrar", "dpo")
def feedback(request: HttpRequest) -> HttpResponse:
    """This function will list feedback: open by due date, or answered when ``show`` says so (Act 306/2019, s. 9)."""
    answered = request.GET.get("show", "") == "answered"
    found = feedback_page(answered=answered, page=_page(request), size=PAGE_SIZE, today=clock.today())
    kept = "show=answered&" if answered else ""
    context = {
        "page": "feedback",
        "is_dpo": reads_as_dpo(request),
        "answered": answered,
        "rows": [(row, TOPICS[row.topic]) for row in found.rows],
        "total": found.total,
        "number": found.number,
        "pages": found.last,
        "previous": f"/audit/feedback/?{kept}page={found.number - 1}" if found.number > 1 else "",
        "next": f"/audit/feedback/?{kept}page={found.number + 1}" if found.number < found.last else "",
        "may_answer": reads_as_registrar(request),
    }
    return render(request, "audit/registry_feedback.html", context)


@require_POST
@staff_only("registrar")
def feedback_answered(request: HttpRequest, feedback: int) -> HttpResponse:
    """This function will mark feedback as answered; only a registrar may, a data protection officer reads."""
    if feedback > LARGEST_ID:
        raise Http404
    try:
        answer_feedback(actor=acting_member_of_staff(request), feedback=feedback)
    except NotFound:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict:
        messages.info(request, _("Somebody had marked this as answered already."))
    else:
        messages.success(request, _("The feedback is marked as answered. It is deleted after 12 months."))
    return HttpResponseRedirect("/audit/feedback/#status")


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest("page")
    return int(text)
