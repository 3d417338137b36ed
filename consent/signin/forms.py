"""The forms of local sign-in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.signin.passwords import LONGEST


class PasswordForm(forms.Form):
    """A name and a password; neither is shown again when it was wrong."""

    username = forms.CharField(max_length=150)
    password = forms.CharField(max_length=LONGEST, strip=False)


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(max_length=64)


class EnrolmentForm(forms.Form):
    """A password of one's own twice, and the first code of the authenticator."""

    password = forms.CharField(
        max_length=LONGEST, strip=False, error_messages={"required": gettext_lazy("Choose a password.")}
    )
    repeated = forms.CharField(
        max_length=LONGEST, strip=False, error_messages={"required": gettext_lazy("Write the password again.")}
    )
    code = forms.CharField(
        max_length=16, error_messages={"required": gettext_lazy("Write the six digits that your app shows now.")}
    )

    def clean(self) -> dict[str, Any]:
        """This function will see that the password was written twice the same."""
        given = super().clean() or {}
        if "repeated" in given and given.get("password", given["repeated"]) != given["repeated"]:
            self.add_error("repeated", _("The two passwords are not the same."))
        return given
