"""Who looked, as nodes: uses, weeks of uses where times may not be told, looks by the city's own supervision. Pure."""

from consent.ledger.imported_uses import ImportedUseView
from consent.ledger.staff_view_queries import PortalViewOf, StaffViewOf
from consent.ledger.use_queries import UseView, WeekOfUses
from consent.rights.exports import terms
from consent.rights.exports.holdings import Holdings
from consent.rights.exports.processes import process_id
from consent.rights.exports.records import named, reference
from consent.rights.exports.terms import Node, moment, ref, urn


def use(view: UseView, holdings: Holdings) -> Node:
    """This function will return one look, allowed or refused: when, who, why and what (GDPR 15(1)(c), C-579/21)."""
    node: Node = {
        "@id": reference(view.event_id),
        "@type": "dpv:DataProcessingRecord",
        "dct:date": moment(view.at),
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "dpv:hasRecipient": ref(urn("department", view.department)),
        "dpv:hasPersonalData": ref(urn("category", view.category)),
        "mydata:department": view.department,
        "mydata:activity": view.activity,
        "mydata:category": view.category,
        "mydata:allowed": view.allowed,
        "mydata:reason": view.reason.value,
    }
    if view.emergency:
        node["mydata:emergency"] = True
    if view.review is not None:
        node["mydata:review"] = {
            "@type": "mydata:Review",
            "dct:date": moment(view.review.at),
            "mydata:found": "right" if view.review.right else "wrong",
            "dct:description": view.review.words,
        }
    if described(view, holdings) is not None:
        node["dpv:hasProcess"] = ref(process_id(view.activity, view.notice_version or 0))
    if view.allowed and view.basis is not None:
        node["dpv:hasLegalBasis"] = ref(terms.BASES[view.basis])
    if view.reported is not None:
        # In the department's own words, by code or Finnish name; several reports are added up.
        node |= {"mydata:rowsRead": view.reported.rows_read, "mydata:passedOnTo": list(view.reported.passed_on_to)}
    return node


def imported_use(view: ImportedUseView, holdings: Holdings) -> Node:
    """This function will return one look that the ledger was told of afterwards and was never asked about.

    No ground is given, since none was looked up (GDPR 15(1)(c), C-579/21).
    """
    return {
        "@id": reference(view.event_id),
        "@type": "dpv:DataProcessingRecord",
        "dct:date": moment(view.used_at),
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "dpv:hasRecipient": ref(urn("department", view.department)),
        "dpv:hasPersonalData": ref(urn("category", view.category)),
        "mydata:department": view.department,
        "mydata:system": view.system,
        "mydata:activity": view.activity,
        "mydata:category": view.category,
        "mydata:askedFirst": False,
        "mydata:toldAt": moment(view.at),
    }


def described(view: UseView, holdings: Holdings) -> tuple[str, int] | None:
    """This function will return the notice (activity and version) a use was decided by, when there is one."""
    if view.notice_version is None or (view.activity, view.notice_version) not in holdings.notices:
        return None
    return view.activity, view.notice_version


def week(view: WeekOfUses, holdings: Holdings) -> Node:
    """This function will return that a department looked in a week, and neither when nor how often nor at what.

    Act 661/2009 s. 36.
    """
    return {
        "@type": "mydata:WeekOfUses",
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "dpv:hasRecipient": ref(urn("department", view.department)),
        "mydata:department": view.department,
        "mydata:activity": view.activity,
        "mydata:week": terms.iso_week(view.week),
    }


def staff_view(view: StaffViewOf, holdings: Holdings) -> Node:
    """This function will return one look by staff: in which role and why, never by whom (C-579/21).

    Its time is left out where times may not be told.
    """
    node: Node = {
        "@type": "mydata:LookByStaff",
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "mydata:role": view.role,
        "dct:description": view.reason,
    }
    if holdings.reader.sight.tells_times:
        node |= {"@id": reference(view.event_id), "dct:date": moment(view.at)}
    return node


def portal_view(view: PortalViewOf, holdings: Holdings) -> Node:
    """This function will return one time that a national portal was told who used the data, and for whom it said so.

    Its time is left out where times may not be told.
    """
    node: Node = {
        "@type": "mydata:LookThroughPortal",
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "mydata:forThePerson": view.own,
    }
    if holdings.reader.sight.tells_times:
        node |= {"@id": reference(view.event_id), "dct:date": moment(view.at)}
    return node
