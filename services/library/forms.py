"""The card form of the library's first page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.library.cards import LENGTH, is_card_number


class CardForm(forms.Form):
    """A card number, as typed or read by a scanner: spaces do not matter."""

    card = forms.CharField(
        label=_("Card number"),
        help_text=_("The 14 digits on the library card."),
        max_length=40,
        error_messages={"required": _("Enter a card number.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_card(self) -> str:
        """This function will return the digits. Raises ValidationError unless they are a card number."""
        digits = "".join(str(self.cleaned_data["card"]).split())
        if not is_card_number(digits):
            raise forms.ValidationError(
                _("This is not a card number. Check that it has %(length)d digits and no typing error."),
                params={"length": LENGTH},
            )
        return digits
