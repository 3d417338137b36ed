"""What became of giving a child a place, in words."""

from django.utils.translation import gettext_lazy as _

from services.preschool.actions.place_child import Outcome

SAID = {
    Outcome.PLACED: _("The child has a place in the unit you chose."),
    Outcome.THERE_ALREADY: _("The child has a place in that unit already. Nothing was changed."),
    Outcome.NO_PLACE_FREE: _("That unit has no free place. Nothing was changed; choose a unit of the list."),
    Outcome.PROTECTED: _("This child is under a non-disclosure order, and the place is not arranged here."),
    Outcome.NOT_PERMITTED: _("The permission register does not allow this use now. Nothing was changed."),
    Outcome.UNAVAILABLE: _("The permission register does not answer right now. Nothing was changed."),
}
