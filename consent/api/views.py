"""What every view of the departments' API begins with."""

from typing import Any

from django.utils import translation
from rest_framework.request import Request
from rest_framework.views import APIView


class ApiView(APIView):
    """A view for programs: it speaks English, whatever language the city's pages begin in or a header asks for."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """This function will choose the language, then let REST framework see who asks and whether they may."""
        translation.activate("en")
        super().initial(request, *args, **kwargs)
