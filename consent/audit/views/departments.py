"""Departments, their programs' clients and what each of them may ask."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consent.audit.reader import reads_as_dpo, reads_as_registrar
from consent.audit.scope_words import scope_words
from consent.registry.queries import ClientView, clients, departments
from consent.registry.scopes import SCOPES
from consent.signin.guards import staff_only


@require_safe
@staff_only("registrar", "dpo")
def registry_departments(request: HttpRequest) -> HttpResponse:
    """This function will list departments with their OAuth clients and scopes, never a secret (GDPR 32(1)(b)).

    The scopes beneath say what each allows and which clients hold it now.
    """
    language = get_language() or "fi"
    of_department: dict[str, list[ClientView]] = defaultdict(list)
    holders: dict[str, list[ClientView]] = defaultdict(list)
    for client in clients():
        of_department[client.department].append(client)
        for scope in client.scopes if client.enabled else ():
            holders[scope].append(client)
    listed = sorted(departments(), key=lambda each: each.name(language))
    context = {
        "page": "departments",
        "is_dpo": reads_as_dpo(request),
        "may_change": reads_as_registrar(request),
        "departments": [
            (
                each.code,
                each.name(language),
                each.contact,
                [
                    (client, [(scope, scope_words(scope)) for scope in client.scopes])
                    for client in of_department[each.code]
                ],
            )
            for each in listed
        ],
        "scopes": [(scope, scope_words(scope), holders[scope]) for scope in SCOPES],
    }
    return render(request, "audit/registry_departments.html", context)
