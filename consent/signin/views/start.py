"""Enrolment of a local account: the page, its QR code, and the recovery codes that are shown once."""

import base64
import io
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from consent.core.errors import Conflict, Invalid
from consent.people.actions.enrol_authenticator import enrol_authenticator, offer_authenticator
from consent.people.actors import Actor
from consent.signin import local
from consent.signin.forms import EnrolmentForm
from consent.signin.passwords import SHORTEST
from consent.signin.views.staff import HERE


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """This function will let somebody with a one-time password choose their own and enrol an authenticator.

    The recovery codes are in the answer to the form itself, since they are kept nowhere from which to show them again.
    """
    who = local.halfway(request)
    if who is None or not who.enrols:
        return HttpResponseRedirect(HERE)
    actor = Actor.of_account(who.account)
    form = EnrolmentForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            codes = enrol_authenticator(
                actor=actor,
                password=form.cleaned_data["password"],
                code="".join(form.cleaned_data["code"].split()),
            )
            who.account.refresh_from_db()
            local.enter(request, who.account)
            return render(request, "signin/recovery_codes.html", {"codes": codes, "next_page": who.next_page})
    except Invalid as error:
        _explain(form, error)
    except Conflict:
        return HttpResponseRedirect(HERE)
    try:
        secret = base64.b32encode(offer_authenticator(actor=actor)).decode()
    except Conflict:
        return HttpResponseRedirect(HERE)
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    context = {"form": form, "groups": groups, "shortest": SHORTEST, "username": who.account.username}
    return render(request, "signin/start.html", context, status=400 if form.errors else 200)


@require_GET
@never_cache
def qr_code(request: HttpRequest) -> HttpResponse:
    """This function will draw the authenticator's secret for whoever is enrolling, and be 404 for everybody else.

    An image of its own, never a third party's: the secret leaves neither the city nor the page.
    """
    who = local.halfway(request)
    if who is None or not who.enrols:
        raise Http404
    try:
        secret = base64.b32encode(offer_authenticator(actor=Actor.of_account(who.account))).decode()
    except Conflict:
        raise Http404 from None
    issuer = f"MyData {settings.CITY_NAME}".strip()
    label = f"{issuer}:{who.account.username}"
    uri = f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
    image = io.BytesIO()
    segno.make(uri, micro=False, error="m").save(
        image, kind="svg", light="#fff", scale=5, svgclass=None, lineclass=None
    )
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def _explain(form: EnrolmentForm, error: Invalid) -> None:
    if error.code == "code":
        form.add_error("code", _("The code is wrong or has run out. Write the six digits that your app shows now."))
        return
    for said in error.problems or [_("Choose another password than the one you were given.")]:
        form.add_error("password", said)
