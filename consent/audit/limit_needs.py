"""What needs the officer about limits: uses past them in an emergency, and clients that ran into a quota."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.audit.names import Names
from consent.audit.needs import Need
from consent.core.scales import grouped
from consent.ledger.breaches import Breach
from consent.ledger.emergency_queries import MOST


def limit_needs(waiting: int, breaches: Sequence[Breach], names: Names) -> list[Need]:
    """This function will list the departments that asked beyond a quota, and the emergencies nobody has reviewed."""
    departments = sorted({names.departments.get(one.department, one.department) for one in breaches})
    found = [
        Need(
            tone="urgent",
            mark=_("Urgent"),
            text=_("%(department)s asked for more than its quota in 24 hours") % {"department": department},
            url="/audit/quotas/",
            link=_("Review"),
        )
        for department in departments
    ]
    return [*found, *_waiting(waiting)]


def _waiting(number: int) -> list[Need]:
    if not number:
        return []
    text = ngettext(
        "%(number)s use in an emergency waits for your review",
        "%(number)s uses in an emergency wait for your review",
        number,
    )
    said = _("over %(number)s") % {"number": grouped(MOST - 1)} if number >= MOST else grouped(number)
    return [Need("review", _("To review"), text % {"number": said}, "/audit/emergencies/", _("Review"))]
