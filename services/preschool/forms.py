"""The form by which a child is given a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.preschool.catalogue import UnitRow


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
