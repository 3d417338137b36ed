"""Whoever is looking at the console: a member of staff whom the guard has let in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from consent.people.actors import Actor


def reads_as_dpo(request: HttpRequest) -> bool:
    """This function will say whether the reader is a data protection officer now: the menu shows more."""
    return request.user.is_authenticated and request.user.has_role("dpo")


def reads_as_registrar(request: HttpRequest) -> bool:
    """This function will say whether the reader is a registrar at this moment, who may mark feedback as answered."""
    return request.user.is_authenticated and request.user.has_role("registrar")


def acting_member_of_staff(request: HttpRequest) -> Actor:
    """This function will return the actor behind a request; raises ``PermissionDenied`` when nobody is signed in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return Actor.of_account(request.user)
