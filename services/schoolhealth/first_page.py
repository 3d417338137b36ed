"""The first page of school health care in its own words: pupils are found by their reference numbers."""

from django.utils.translation import gettext_lazy as _

from services.kit.finding import FirstPage, NumberField, Way
from services.kit.references import LENGTH, is_reference
from services.schoolhealth.catalogue import pupils_to_try

FIRST_PAGE = FirstPage(
    template="schoolhealth/home.html",
    number=NumberField(
        label=_("Reference number of the pupil"),
        help_text=_("The 9 digits on the pupil’s card. Names and personal identity codes are not used here."),
        missing=_("Enter a reference number."),
        wrong=_("This is not a reference number. Check that it has %(length)d digits and no typing error."),
        length=LENGTH,
        is_number=is_reference,
    ),
    ways=(Way("pupil", "schoolhealth:pupil", _("Open the pupil’s page"), _("Health needs at school")),),
    to_try=pupils_to_try,
    heading=_("Find a pupil"),
    try_heading=_("Pupils to try"),
    try_intro=_("Made-up pupils of the demonstration."),
    who=_("Pupil of the demonstration"),
    number_column=_("Reference number"),
)
