"""Why a field is not shown, in plain words that staff can repeat to whom it is about.

They name nobody: a customer, a child and a pupil are served with the same words, and who decides may be a guardian.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.sdk.reasons import Reason

NOT_NOW = _("The permission register does not answer right now. Nothing is shown until it does.")
NOT_CONNECTED = _("This service is not connected to the permission register, so it may not read anything.")
NOT_ASKED = _("This task does not need this information, so it was not asked for.")
NOT_HONOURED = _("The department that has this information may not hand it over now.")

_WORDS = {
    Reason.NO_PERMISSION: _("Permission has not been given for this."),
    Reason.REFUSED: _("Permission for this has been refused."),
    Reason.WITHDRAWN: _("The permission has been withdrawn."),
    Reason.EXPIRED: _("The permission has run out."),
    Reason.OBJECTED: _("There is an objection to this use, and it stands."),
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
