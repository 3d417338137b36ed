"""The first page of a service: find somebody by a number that is not a name, in the module's own words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


class NumberField(forms.CharField):
    """A number as typed or read by a scanner: spaces do not matter, and a typing error is noticed."""

    def __init__(
        self,
        *,
        label: Words,
        help_text: Words,
        missing: Words,
        wrong: Words,
        length: int,
        is_number: Callable[[str], bool],
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=3 * length,
            error_messages={"required": missing},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.wrong, self.length, self.is_number = wrong, length, is_number

    def clean(self, value: Any) -> str:
        """This function will return the digits. Raises ValidationError unless they are a number of the kind."""
        digits = "".join(str(super().clean(value)).split())
        if not self.is_number(digits):
            raise forms.ValidationError(self.wrong, params={"length": self.length})
        return digits


@dataclass(frozen=True, slots=True)
class Way:
    """One page about somebody: where it is, the words of the button that opens it and those of a link."""

    name: str
    route: str
    button: Words
    link: Words


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What differs between modules. ``to_try`` gives, in a demo, whom one may try: in words, and the number."""

    template: str
    number: NumberField
    ways: tuple[Way, ...]
    to_try: Callable[[], Iterable[tuple[Promise | str, str]]]
    heading: Words
    try_heading: Words
    try_intro: Words
    who: Words
    number_column: Words


def find(request: HttpRequest, page: FirstPage) -> HttpResponse:
    """This function will show the form and, in a demo, whom to try; a number that was sent leads to the chosen page."""
    form = _form(page)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next((way for way in page.ways if way.name in request.POST), page.ways[0])
        return redirect(chosen.route, form.cleaned_data["number"])
    context = {
        "page": "home",
        "first": page,
        "field": form["number"],
        "to_try": tuple(page.to_try()) if settings.DEMO else (),
    }
    return render(request, page.template, context, status=400 if form.errors else 200)


def _form(page: FirstPage) -> type[forms.Form]:
    return type("NumberForm", (forms.Form,), {"number": page.number})
