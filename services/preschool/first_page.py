"""The first page of early education in its own words: children are found by their reference numbers."""

from django.utils.translation import gettext_lazy as _

from services.kit.finding import FirstPage, NumberField, Way
from services.preschool.cast import children_to_try
from services.preschool.references import LENGTH, is_reference

FIRST_PAGE = FirstPage(
    template="preschool/home.html",
    number=NumberField(
        label=_("Reference number of the child"),
        help_text=_("The 9 digits in the family’s letters. Names and personal identity codes are not used here."),
        missing=_("Enter a reference number."),
        wrong=_("This is not a reference number. Check that it has %(length)d digits and no typing error."),
        length=LENGTH,
        is_number=is_reference,
    ),
    ways=(
        Way("placement", "preschool:placement", _("Open the placement"), _("Placement")),
        Way("kitchen", "preschool:kitchen", _("Open the kitchen page"), _("For the kitchen")),
    ),
    to_try=children_to_try,
    heading=_("Find a child"),
    try_heading=_("Children to try"),
    try_intro=_("Made-up children of the demonstration."),
    who=_("Child of the demonstration"),
    number_column=_("Reference number"),
)
