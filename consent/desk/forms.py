"""Forms of the desk: opening one offer, recording what a family said, closing a task."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.ledger.actions.view_as_staff import LONGEST_REASON, SHORTEST_REASON
from consent.proactive.actions.resolve_task import LONGEST_NOTE
from consent.proactive.vocabulary import Choice

REASON_ERRORS = {
    "required": _("Write why you open the offer."),
    "min_length": _("Write at least 10 characters: the family will read this."),
    "max_length": _("Write at most 500 characters."),
}


class FindForm(forms.Form):
    """The code of an offer, as a caller reads it from the message, and why it is opened."""

    code = forms.CharField(
        max_length=8,
        error_messages={"required": _("Write the code of the offer."), "max_length": _("A code has four characters.")},
    )
    reason = forms.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, error_messages=REASON_ERRORS)

    def clean_code(self) -> str:
        """This function will bring a code to its one spelling."""
        return str(self.cleaned_data["code"]).replace(" ", "").upper()


class AnswerForm(forms.Form):
    """What a guardian said to an officer. ``who`` is a place in the list of those who may answer, no person's id."""

    who = forms.TypedChoiceField(
        coerce=int, error_messages={"required": _("Choose who answers."), "invalid_choice": _("Choose who answers.")}
    )
    choice = forms.ChoiceField(
        choices=[(choice.value, choice.value) for choice in Choice],
        error_messages={"required": _("Choose A or B."), "invalid_choice": _("Choose A or B.")},
    )

    def __init__(self, *args: Any, answerers: int, **kwargs: Any) -> None:
        """This function will make the form for so many people who may answer."""
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(number, number) for number in range(answerers)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why the letters are made: everybody they go to will read it."""

    reason = forms.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, error_messages=REASON_ERRORS)


class SettleForm(forms.Form):
    """How a matter was settled, and a note for the record."""

    how = forms.ChoiceField(
        error_messages={"required": _("Choose what was done."), "invalid_choice": _("Choose what was done.")}
    )
    note = forms.CharField(
        required=False, max_length=LONGEST_NOTE, error_messages={"max_length": _("Write at most 500 characters.")}
    )

    def __init__(self, *args: Any, options: Sequence[str], **kwargs: Any) -> None:
        """This function will make the form for the ways in which the matter may be settled."""
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(one, one) for one in options]  # type: ignore[attr-defined]
