"""What a registrar fills in about a department's client."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from consent.audit.scope_words import scope_words
from consent.registry.client_keys import MOST_BYTES
from consent.registry.scopes import SCOPES

# Days for which an old secret stays valid beside a new one.
OVERLAPS = {
    "0": _("The old secret ends at once"),
    "1": _("1 day"),
    "7": _("7 days"),
    "30": _("30 days"),
    "90": _("90 days"),
}
_CONFIRM = _("Tick the box if this is what you want.")


class _Scopes(forms.MultipleChoiceField):
    def __init__(self) -> None:
        said = {"required": _("Choose at least one scope."), "invalid_choice": _("There is no such scope.")}
        super().__init__(choices=lambda: [(one, scope_words(one)) for one in SCOPES], error_messages=said)


class _Keys(forms.CharField):
    def __init__(self, **more: Any) -> None:
        said = {"required": _("Paste the set of public keys."), "max_length": _("The set of keys is too long.")}
        super().__init__(max_length=MOST_BYTES, error_messages=said, **more)


class ClientForm(forms.Form):
    """A new client: what it is called, how it proves itself and what it may do."""

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": _("Give the client a name by which you will know it."),
            "max_length": _("Write at most 80 characters."),
        },
    )
    proof = forms.ChoiceField(
        choices=[("keys", _("By its own key (recommended)")), ("secret", _("By a secret"))],
        error_messages={"required": _("Choose how the client proves itself."), "invalid_choice": _("Choose one.")},
    )
    jwks = _Keys(required=False)
    scopes = _Scopes()

    def clean(self) -> dict[str, Any]:
        """This function will ask for keys where the client is to prove itself by them."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("proof") == "keys" and not said.get("jwks") and "jwks" not in self.errors:
            self.add_error("jwks", _("Paste the set of public keys."))
        return said


class ScopesForm(forms.Form):
    """Other scopes."""

    scopes = _Scopes()


class ConfirmForm(forms.Form):
    """An act that stops something: it is ticked before it is sent."""

    confirm = forms.BooleanField(error_messages={"required": _CONFIRM})


class KeysForm(ConfirmForm):
    """Other keys; what the client proved itself by before ends."""

    jwks = _Keys()


class SecretForm(ConfirmForm):
    """Another secret, and how long the old one stays valid."""

    overlap = forms.ChoiceField(
        choices=list(OVERLAPS.items()),
        error_messages={"required": _("Choose how long."), "invalid_choice": _("Choose how long.")},
    )

    @property
    def lasting(self) -> timedelta:
        """How long the old secret stays valid, once the form is valid."""
        return timedelta(days=int(self.cleaned_data["overlap"]))


def seen_at(said: str) -> datetime:
    """This function will read which state of the client the form was made from; raises ``BadRequest`` for nonsense."""
    try:
        seen = datetime.fromisoformat(said[:40])
    except ValueError:
        raise BadRequest("seen") from None
    if seen.tzinfo is None:
        raise BadRequest("seen")
    return seen
