"""Who may: nobody, unless a view names the scope it asks for."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from consent.api.authentication import origin_of
from consent.api.challenge import bearer_challenge
from consent.api.principal import Principal
from consent.registry.scopes import SCOPES

if TYPE_CHECKING:
    # REST framework loads this module by its settings while it defines APIView itself.
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """The default of every view: a view that names no permission answers nobody."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """This function will refuse."""
        return False


class Anyone(BasePermission):
    """For the few documents that are public by decision; the routes are listed in tests/architecture."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """This function will allow."""
        return True


class InsufficientScope(PermissionDenied):
    """The token lives, but a scope that it needs is not in force (RFC 6750 §3.1)."""

    def __init__(self, scope: str, challenge: str) -> None:
        super().__init__(f"This needs the scope {scope}.", code="insufficient_scope")
        self.auth_header = challenge


class HasScope(BasePermission):
    """One scope, in force now: in the token and in the client's registration. Made by ``has_scope``."""

    scope: str

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """This function will say whether the caller holds the scope.

        Raises ``InsufficientScope`` (403) for a caller who is known and does not.
        """
        if not isinstance(request.auth, Principal):
            return False
        if self.scope in request.auth.scopes:
            return True
        challenge = bearer_challenge(origin_of(request._request), error="insufficient_scope", scope=self.scope)
        raise InsufficientScope(self.scope, challenge)


def has_scope(scope: str) -> type[HasScope]:
    """This function will return the permission for ``permission_classes``; raises ``ValueError`` for no such scope."""
    if scope not in SCOPES:
        raise ValueError(f"There is no scope {scope}.")
    return type("HasScope", (HasScope,), {"scope": scope})
