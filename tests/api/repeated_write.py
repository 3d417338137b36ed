"""A write of the departments' API that fails when it is told to: what ``consent.api.idempotency`` is tried with."""

import os
import time
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from consent import clock
from consent.api.idempotency import idempotent
from consent.api.permissions import has_scope
from consent.api.views import ApiView
from consent.core.errors import Conflict
from consent.people.models import SpentToken


class Write(ApiView):
    """Each time it runs it leaves one row more, and its answer says which one."""

    permission_classes = [has_scope("consent:read")]

    @idempotent
    def post(self, request: Request) -> Any:
        """This function will leave a row, then meet the fate that the body names."""
        row = SpentToken.objects.create(digest=os.urandom(32), forget_at=clock.now())
        match request.data.get("fate"):
            case "raise":
                raise Conflict("no_such_luck")
            case "break":
                raise RuntimeError("broken")
            case "refuse":
                return Response({"detail": "no"}, status=422)
            case "slow":
                time.sleep(0.4)
        answer = {"row": row.digest.hex(), "said": request.data.get("said", "ä\n")}
        return Response(answer, status=201, headers={"Location": "/here", "X-Other": "not kept"})


urlpatterns = [path("api/v1/write", Write.as_view()), path("api/v1/write/again", Write.as_view())]
