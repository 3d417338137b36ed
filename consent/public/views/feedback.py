"""Feedback from anybody, without signing in."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consent.core.errors import Conflict
from consent.people.actors import Actor
from consent.public.forms import FeedbackForm
from consent.rights.actions.give_feedback import DAYS_TO_ANSWER, LONGEST, WINDOW, give_feedback
from consent.rights.topics import Topic


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """This function will show the form, and store what was written (Act 306/2019, section 9).

    Whoever is signed in stays as anonymous as anybody: the form takes nothing from the session but that it is one.
    """
    if request.method != "POST":
        about = request.GET.get("topic", "")
        return _page(request, FeedbackForm(initial={"topic": about if about in set(Topic) else ""}))
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.BAD_REQUEST)
    try:
        give_feedback(
            actor=Actor.system("feedback-form"),
            language=get_language() or "fi",
            sender=_sender(request),
            **form.cleaned_data,
        )
    except Conflict:
        answer = _page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(int(WINDOW.total_seconds()))
        return answer
    messages.success(
        request,
        _("Thank you. Your feedback has arrived. If you left an address, you get an answer within %(days)d days.")
        % {"days": DAYS_TO_ANSWER},
    )
    return HttpResponseRedirect("/feedback/#status")


def _sender(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def _page(request: HttpRequest, form: FeedbackForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {
        "page": "feedback",
        "form": form,
        "longest": LONGEST,
        "days": DAYS_TO_ANSWER,
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
        "dpo_contact": settings.DPO_CONTACT,
    }
    return render(request, "public/feedback.html", context, status=status)
