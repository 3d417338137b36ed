"""What the server did, told after the redirect from what the ledger then says; never from what was asked for."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consent.core.vocabulary import State
from consent.ledger.changes import Recorded
from consent.ledger.decision_ids import decision_id
from consent.ledger.queries import PermissionView


def tell(request: HttpRequest, permission: PermissionView, recorded: Recorded) -> None:
    """This function will put the outcome into the page's status message."""
    names = {"title": permission.activity.notice.text(get_language() or "fi")["title"]}
    if not recorded.changed:
        messages.info(request, _("%(title)s: this had been decided already, and nothing changed.") % names)
        return
    # The template makes a link of it: where the receipt of this very decision is.
    receipt = decision_id(recorded.event_id) if recorded.event_id else ""
    messages.success(request, _outcome(permission, names), extra_tags=receipt)


def _outcome(permission: PermissionView, names: dict[str, str]) -> str:
    if permission.waiting_for_guardian:
        return _("%(title)s: saved. The consent works when every guardian has given it.") % names
    if permission.state is State.GRANTED and permission.valid_until:
        until = format_date(timezone.localtime(permission.valid_until), _("j F Y"))
        return _("%(title)s: consent given. It is valid until %(until)s.") % {**names, "until": until}
    if permission.state is State.REFUSED:
        return _("%(title)s: consent not given. The data are not used for this.") % names
    if permission.state is State.WITHDRAWN:
        return _("%(title)s: consent withdrawn. The data are no longer used for this.") % names
    if permission.state is State.OBJECTED:
        return _("%(title)s: objection saved. The data are not used until the city has decided and said why.") % names
    return _("%(title)s: saved.") % names
