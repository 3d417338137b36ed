"""The form of school health care's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.kit.references import LENGTH, is_reference


class ReferenceForm(forms.Form):
    """A pupil's reference number as typed: spaces do not matter."""

    reference = forms.CharField(
        label=_("Reference number of the pupil"),
        help_text=_("The 9 digits on the pupil’s card. Names and personal identity codes are not used here."),
        max_length=30,
        error_messages={"required": _("Enter a reference number.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_reference(self) -> str:
        """This function will return the digits. Raises ValidationError unless they are a reference number."""
        digits = "".join(str(self.cleaned_data["reference"]).split())
        if not is_reference(digits):
            raise forms.ValidationError(
                _("This is not a reference number. Check that it has %(length)d digits and no typing error."),
                params={"length": LENGTH},
            )
        return digits
