"""The forms of early education's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.preschool.catalogue import UnitRow
from services.preschool.references import LENGTH, is_reference


class ReferenceForm(forms.Form):
    """A child's reference number as typed: spaces do not matter."""

    reference = forms.CharField(
        label=_("Reference number of the child"),
        help_text=_("The 9 digits in the family’s letters. Names and personal identity codes are not used here."),
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


class PlaceForm(forms.Form):
    """The unit in which a child is given a place. What was sent is judged by the action, under lock."""

    unit = forms.ChoiceField(
        label=_("Unit"),
        help_text=_("Units with free places, the nearest to the child’s home first."),
    )

    def __init__(self, *args: object, units: tuple[UnitRow, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["unit"]
        field.choices = [("", _("Choose a unit")), *((unit.code, _in_words(unit)) for unit in units)]  # type: ignore[attr-defined]


def _in_words(unit: UnitRow) -> str:
    return _("%(name)s, %(district)s (%(free)d free)") % {
        "name": unit.name,
        "district": unit.district,
        "free": unit.free,
    }
