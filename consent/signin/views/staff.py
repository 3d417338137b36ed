"""Local sign-in of staff: name and password, then a code."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consent import clock
from consent.people.actions.sign_in_attempts import Locked
from consent.people.local_passwords import recovery_codes_left
from consent.signin import local
from consent.signin.forms import CodeForm, PasswordForm
from consent.signin.targets import own_page

HERE, CODE, START = "/sign-in/staff/", "/sign-in/staff/code/", "/sign-in/staff/start/"
FEW_CODES = 3


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """This function will ask for name and password, and say in one sentence that something of them was wrong."""
    next_page = own_page(request, request.POST.get("next") or request.GET.get("next")) or "/"
    if request.method != "POST":
        return render(request, "signin/staff.html", {"next_page": next_page})
    form = PasswordForm(request.POST)
    given = None
    if form.is_valid():
        given = local.give_password(request, **form.cleaned_data, next_page=next_page)
    if isinstance(given, Locked):
        return wait(request, given)
    if given is None:
        said = _("The name or the password is wrong, or they do not open anything here.")
        return render(request, "signin/staff.html", {"next_page": next_page, "wrong": said}, status=401)
    return HttpResponseRedirect(START if given.enrols else CODE)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """This function will ask somebody halfway in for a code, and let them in when it is right."""
    who = local.halfway(request)
    if who is None or who.enrols:
        return HttpResponseRedirect(HERE)
    if request.method != "POST":
        return render(request, "signin/code.html")
    form = CodeForm(request.POST)
    given = local.give_code(request, who, form.cleaned_data["code"]) if form.is_valid() else False
    if isinstance(given, Locked):
        return wait(request, given)
    if not given:
        said = _("The code is wrong, has run out or has been used already. Wait for the next one and try again.")
        return render(request, "signin/code.html", {"wrong": said}, status=401)
    left = recovery_codes_left(who.account)
    if left <= FEW_CODES:
        said = ngettext(
            "You have %(left)d recovery code left. Ask the operator to let you enrol anew.",
            "You have %(left)d recovery codes left. Ask the operator to let you enrol anew.",
            left,
        )
        messages.warning(request, said % {"left": left})
    return HttpResponseRedirect(who.next_page)


def wait(request: HttpRequest, locked: Locked) -> HttpResponse:
    """This function will say when the next attempt is taken (RFC 6585 section 4), to whomever and for any name."""
    response = render(request, "signin/wait.html", {"until": locked.until}, status=429)
    response["Retry-After"] = str(max(int((locked.until - clock.now()).total_seconds()) + 1, 1))
    return response
