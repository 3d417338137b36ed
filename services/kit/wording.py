"""Why a field is not shown, in plain words a member of staff can repeat to the customer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.sdk.reasons import Reason

NOT_NOW = _("The permission register does not answer right now. Nothing is shown until it does.")
NOT_CONNECTED = _("This service is not connected to the permission register, so it may not read anything.")
NOT_ASKED = _("This task does not need this information, so it was not asked for.")

_WORDS = {
    Reason.NO_PERMISSION: _("The customer has not given permission for this."),
    Reason.REFUSED: _("The customer has said no to this."),
    Reason.WITHDRAWN: _("The customer has withdrawn the permission."),
    Reason.EXPIRED: _("The customer’s permission has run out."),
    Reason.OBJECTED: _("The customer has objected to this use, and the objection stands."),
    Reason.RESTRICTED: _("Use of this information is restricted for now."),
    Reason.CONDITION_NOT_MET: _("A condition of this use is not met, for example a case number is missing."),
    Reason.CATEGORY_NOT_COVERED: _("This task does not cover this information."),
    Reason.ACTIVITY_NOT_IN_FORCE: _("This use is not in force at the moment."),
    Reason.GUARDIAN_REQUIRED: _("A guardian has to decide about this first."),
}
_ODD = _("Reading this is not permitted.")


def why_not(reason: Reason) -> Promise | str:
    """This function will return the words for a refusing reason, lazily, in the page's language."""
    return _WORDS.get(reason, _ODD)
