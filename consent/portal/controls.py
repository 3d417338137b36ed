"""Which acts a page offers: an equal pair for a question, one verb otherwise, and none where only the law decides."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from consent.core.vocabulary import Basis, State
from consent.ledger.queries import PermissionView
from consent.portal.wording import Text


@dataclass(frozen=True, slots=True)
class Control:
    """A button: ``verb`` is the last part of the address it posts to."""

    verb: str
    label: Text


GIVE = Control("give", _("Give consent"))
REFUSE = Control("refuse", _("Don’t give consent"))
WITHDRAW = Control("withdraw", _("Withdraw consent"))
OBJECT = Control("object", _("Object"))


def outgrown(permission: PermissionView) -> bool:
    """This function will tell whether a consent ended because the notice has changed: it is asked for anew."""
    return permission.state is State.EXPIRED and permission.newer_notice


def controls_for(permission: PermissionView) -> tuple[Control, ...]:
    """This function will return the acts that the state of ``permission`` admits (GDPR 7(3), 21(1))."""
    activity = permission.activity
    if activity.basis is not Basis.CONSENT:
        open_to_objection = activity.basis is Basis.PUBLIC_TASK and not activity.compulsory
        return (OBJECT,) if open_to_objection and permission.state is State.IN_FORCE else ()
    if permission.state is State.UNDECIDED or outgrown(permission):
        return (GIVE, REFUSE)
    if permission.state in (State.GRANTED, State.RESTRICTED):
        if permission.newer_notice or permission.waiting_for_guardian:
            return (GIVE, WITHDRAW)
        return (WITHDRAW,)
    return (GIVE,)
