"""The library's first page in its own words: customers are found by their cards."""

from django.utils.translation import gettext_lazy as _

from services.kit.finding import FirstPage, NumberField, Way
from services.library.cards import LENGTH, is_card_number
from services.library.catalogue import demo_cards

FIRST_PAGE = FirstPage(
    template="library/home.html",
    number=NumberField(
        label=_("Card number"),
        help_text=_("The 14 digits on the library card."),
        missing=_("Enter a card number."),
        wrong=_("This is not a card number. Check that it has %(length)d digits and no typing error."),
        length=LENGTH,
        is_number=is_card_number,
    ),
    ways=(
        Way("loans", "library:loans", _("Open the loans desk"), _("Loans desk")),
        Way("recommendations", "library:recommendations", _("Open recommendations"), _("Recommendations")),
    ),
    to_try=demo_cards,
    heading=_("Find by card"),
    try_heading=_("Cards to try"),
    try_intro=_("The cards that the people of the demonstration carry."),
    who=_("Person of the demonstration"),
    number_column=_("Card number"),
)
