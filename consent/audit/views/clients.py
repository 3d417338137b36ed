"""A department's client in a registrar's hands: registered, given scopes, keys or another secret, switched off."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import clock
from consent.audit.client_forms import OVERLAPS, ClientForm, ConfirmForm, KeysForm, ScopesForm, SecretForm, seen_at
from consent.audit.reader import acting_member_of_staff, reads_as_dpo, reads_as_registrar
from consent.audit.scope_words import scope_words
from consent.audit.wording import CLIENT_ACTS, Text
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import register_client
from consent.registry.actions.rotate_secret import end_overlap, rotate_secret
from consent.registry.client_queries import client_details
from consent.registry.queries import departments
from consent.registry.read_models import ClientDetails, DepartmentView
from consent.registry.scopes import OPERATORS_ALONE, SCOPES
from consent.signin.guards import staff_only

TOKEN_PATH = "/o/token/"
Named = dict[str, Any]
F = TypeVar("F", bound=forms.Form)


@dataclass(frozen=True, slots=True)
class _Act:
    """One act on the page: its form, what it does, and what is said then (nothing: the answer shows a secret)."""

    form: type[forms.Form]
    do: Callable[[Named, Any], Any]
    said: Text = ""


_ACTS = {
    "scopes": _Act(
        ScopesForm,
        lambda named, form: change_client(**named, scopes=form.cleaned_data["scopes"]),
        gettext_lazy("The scopes are changed. They count from the client’s next request on."),
    ),
    "keys": _Act(
        KeysForm,
        lambda named, form: change_client(**named, jwks=form.cleaned_data["jwks"]),
        gettext_lazy("The keys are changed. The client proves itself by them from now on."),
    ),
    "secret": _Act(SecretForm, lambda named, form: rotate_secret(**named, overlap=form.lasting)),
    "end-overlap": _Act(
        ConfirmForm, lambda named, form: end_overlap(**named), gettext_lazy("The old secret has ended.")
    ),
    "disable": _Act(
        ConfirmForm,
        lambda named, form: change_client(**named, disabled=True),
        gettext_lazy("The client is switched off. Its tokens open nothing any more."),
    ),
    "enable": _Act(
        forms.Form, lambda named, form: change_client(**named, disabled=False), gettext_lazy("The client is in use.")
    ),
    "bind": _Act(
        ConfirmForm,
        lambda named, form: change_client(**named, certificate_bound=True),
        gettext_lazy("The client’s tokens work only with its certificate from now on."),
    ),
    "unbind": _Act(
        ConfirmForm,
        lambda named, form: change_client(**named, certificate_bound=False),
        gettext_lazy("The client’s tokens work without its certificate from now on."),
    ),
}


@require_safe
@staff_only("registrar", "dpo")
def client(request: HttpRequest, client_id: str) -> HttpResponse:
    """This function will show one client and what was done to it; only a registrar sees the acts (GDPR 32(1)(b))."""
    return _page(request, _found(client_id))


@require_POST
@sensitive_post_parameters("jwks")
@sensitive_variables("outcome")
@staff_only("registrar")
def client_act(request: HttpRequest, client_id: str, act: str) -> HttpResponse:
    """This function will do one act on a client, and show a new secret in this answer alone.

    A form made from another state of the client does nothing: an act sent twice is done once.
    """
    if act not in _ACTS:
        raise Http404
    now, chosen = _found(client_id), _ACTS[act]
    form = chosen.form(request.POST)
    if not form.is_valid():
        return _page(request, now, {act: form}, 422)
    named = {"actor": acting_member_of_staff(request), "client_id": client_id, "seen": seen_at(_seen(request))}
    try:
        outcome = chosen.do(named, form)
    except NotFound:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict as conflict:
        return _page(request, _found(client_id), status=409, conflict=conflict.code)
    except Invalid as refused:
        return _page(request, now, {act: _refused(form, refused)}, 422)
    if chosen.said:
        messages.success(request, str(chosen.said))
        return HttpResponseRedirect(f"/audit/clients/{client_id}/#status")
    return _secret(request, client_id, now.name, outcome.client_secret, outcome.old_until)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("jwks")
@sensitive_variables("made")
@staff_only("registrar")
def new_client(request: HttpRequest, department: str) -> HttpResponse:
    """This function will register a client of a department, its secret shown in this answer alone (GDPR 32)."""
    of = next((each for each in departments() if each.code == department), None)
    if of is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, of, ClientForm(initial={"proof": "keys"}))
    form = ClientForm(request.POST)
    if not form.is_valid():
        return _ask(request, of, form, 422)
    said = form.cleaned_data
    try:
        made = register_client(
            actor=acting_member_of_staff(request),
            department=department,
            scopes=said["scopes"],
            name=said["name"],
            jwks=said["jwks"] if said["proof"] == "keys" else None,
        )
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict:
        form.add_error("name", _("The department has a client of this name already. Nothing was done."))
        return _ask(request, of, form, 409)
    except Invalid as refused:
        return _ask(request, of, _refused(form, refused), 422)
    if not made.client_secret:
        messages.success(request, _("The client is registered. Tell the department its id."))
        return HttpResponseRedirect(f"/audit/clients/{made.client_id}/#status")
    return _secret(request, made.client_id, said["name"], made.client_secret, None)


def _refused(form: F, refused: Invalid) -> F:
    """This function will say on the form what the registry would not take; a private key is not shown again."""
    if refused.code == "private_key":
        blank = cast(QueryDict, form.data).copy()
        blank["jwks"] = ""
        form.data = blank
        form.add_error(
            "jwks",
            _(
                "This holds a private key. Nothing was saved. A private key that has been sent is no secret any more: "
                "the department must make a new pair and send its public half only."
            ),
        )
    elif refused.code == "bad_keys":
        form.add_error(
            "jwks",
            _(
                "This is no set of keys that can be used. It is a JWK set with one to four public keys: EC on the "
                "curve P-256, Ed25519, or RSA of at least 2048 bits, and each has a kid of its own."
            ),
        )
    else:
        form.add_error(None, _("The registry did not accept this. Nothing was done."))
    return form


def _found(client_id: str) -> ClientDetails:
    try:
        return client_details(client_id, clock.now())
    except NotFound:
        raise Http404 from None


def _seen(request: HttpRequest) -> str:
    return str(request.POST.get("seen", ""))


def _page(
    request: HttpRequest,
    of: ClientDetails,
    sent: Mapping[str, forms.Form] | None = None,
    status: int = 200,
    conflict: str = "",
) -> HttpResponse:
    department = next(each for each in departments() if each.code == of.department)
    sent = sent or {}
    given = cast(QueryDict, sent["scopes"].data).getlist("scopes") if "scopes" in sent else of.scopes
    context = {
        "page": "departments",
        "is_dpo": reads_as_dpo(request),
        "may_change": reads_as_registrar(request),
        "client": of,
        "department": department.name(get_language() or "fi"),
        "held": [(scope, scope_words(scope)) for scope in of.scopes],
        "scopes": _choices(given, of.scopes),
        "overlaps": OVERLAPS.items(),
        "sent": {act.replace("-", "_"): form for act, form in sent.items()},
        "errors": [
            (_place(act, field), error)
            for act, form in sent.items()
            for field in form.errors
            for error in form.errors[field]
        ],
        "conflict": conflict,
        "certificates": settings.CLIENT_CERTIFICATES is not None,
        "history": [(change, CLIENT_ACTS.get(change.act, change.act)) for change in of.history],
    }
    return render(request, "audit/client.html", context, status=status)


def _place(act: str, field: str) -> str:
    """Where on the page a fault of a field is mended: the id of its control, nothing for a fault of the whole form."""
    return {"confirm": f"confirm-{act}", "scopes": "scope-1", "__all__": ""}.get(field, field)


def _ask(request: HttpRequest, of: DepartmentView, form: ClientForm, status: int = 200) -> HttpResponse:
    chosen = form["scopes"].value() or ()
    context = {
        "page": "departments",
        "is_dpo": reads_as_dpo(request),
        "department": of.code,
        "name": of.name(get_language() or "fi"),
        "form": form,
        "scopes": _choices(chosen),
    }
    return render(request, "audit/client_new.html", context, status=status)


def _choices(chosen: Collection[str], has: Collection[str] = ()) -> list[tuple[str, Text, bool]]:
    """The scopes that a registrar may give, and those of the operator's that the client has and may lose."""
    offered = [scope for scope in SCOPES if scope in has or scope not in OPERATORS_ALONE]
    return [(scope, scope_words(scope), scope in chosen) for scope in offered]


def _secret(request: HttpRequest, client_id: str, name: str, secret: str, old_until: Any) -> HttpResponse:
    context = {
        "page": "departments",
        "is_dpo": reads_as_dpo(request),
        "client_id": client_id,
        "name": name,
        "secret": secret,
        "old_until": old_until,
        "token_url": settings.PUBLIC_URL + TOKEN_PATH,
    }
    return render(request, "audit/client_secret.html", context)
