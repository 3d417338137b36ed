"""What needs the data protection officer: computed from the figures of the moment, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.audit.filters import local
from consent.audit.names import Names
from consent.audit.wording import FEWEST, people_in_all
from consent.clock import CITY_ZONE
from consent.ledger.audit_figures import DAY, SOON, Consents, Refusals

# A client is unusual when it was refused at least this often in a day, and this many times as often as usual.
AT_LEAST, TIMES_USUAL = 5, 3


@dataclass(frozen=True, slots=True)
class Need:
    """One matter: ``tone`` is urgent, due, review or info and is also said by ``mark``."""

    tone: str
    mark: str
    text: str
    url: str
    link: str


def needs(
    at: datetime, names: Names, refusals: Sequence[Refusals], consents: Sequence[Consents], late_feedback: int
) -> list[Need]:
    """This function will list what to look at: odd clients, late answers, purposes and consents that end soon."""
    return [*_odd_clients(at, names, refusals), *_late(late_feedback), *_ending(at, names), *_running_out(consents)]


def is_unusual(one: Refusals) -> bool:
    """This function will tell whether a client's refused reads of a day stand out from its own past."""
    return one.day >= AT_LEAST and one.day > TIMES_USUAL * one.usual_day


def _odd_clients(at: datetime, names: Names, refusals: Sequence[Refusals]) -> list[Need]:
    odd = sorted((one for one in refusals if is_unusual(one)), key=lambda one: -one.day)
    return [
        Need(
            tone="urgent",
            mark=_("Urgent"),
            text=ngettext(
                "Client “%(client)s” of %(department)s: %(number)s refused read in 24 hours, usually %(usual)s",
                "Client “%(client)s” of %(department)s: %(number)s refused reads in 24 hours, usually %(usual)s",
                one.day,
            )
            % {
                "client": one.name or one.client,
                "department": names.departments.get(one.department, one.department),
                "number": one.day,
                "usual": round(one.usual_day),
            },
            url="/audit/events/?" + urlencode(_of_client(at, one)),
            link=_("Review"),
        )
        for one in odd
    ]


def _of_client(at: datetime, one: Refusals) -> dict[str, str]:
    known = {"client": one.client} if one.name else {}
    return {"kind": "use.refused", **known, "from": local(at - DAY)}


def _late(number: int) -> list[Need]:
    if not number:
        return []
    text = ngettext(
        "%(number)s feedback message has not been answered in time",
        "%(number)s feedback messages have not been answered in time",
        number,
    )
    return [Need("due", _("Late"), text % {"number": number}, "/audit/feedback/", _("Open"))]


def _ending(at: datetime, names: Names) -> list[Need]:
    soon = sorted(
        ((view.in_force_until, view.code) for view in names.views if view.in_force_until and view.in_force(at)),
    )
    return [
        Need(
            tone="due",
            mark=_("Ends %(day)s") % {"day": date_format(until.astimezone(CITY_ZONE), "j.n.")},
            text=_("The purpose “%(title)s” ends") % {"title": names.activities[code]},
            url=f"/audit/events/?{urlencode({'activity': code})}",
            link=_("Open"),
        )
        for until, code in soon
        if until < at + SOON
    ]


def _running_out(consents: Sequence[Consents]) -> list[Need]:
    number = sum(one.ending for one in consents)
    if not number:
        return []
    if number < FEWEST:
        text = _("Fewer than 5 consents end within 30 days")
    else:
        text = _("%(number)s consents end within 30 days") % {"number": people_in_all(one.ending for one in consents)}
    return [Need("info", _("For information"), text, "/audit/consents/", _("List"))]
