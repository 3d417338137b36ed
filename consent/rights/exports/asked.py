"""What departments asked, as nodes. Pure."""

from consent.asking.queries import RequestView
from consent.rights.exports.holdings import Holdings
from consent.rights.exports.processes import process_id
from consent.rights.exports.records import named
from consent.rights.exports.terms import Node, moment, ref, urn


def consent_request(view: RequestView, holdings: Holdings) -> Node:
    """This function will return one request of a department: when, about what, and how it stands (GDPR 15(1), 7)."""
    return {
        "@id": urn("consent-request", view.id),
        "@type": "mydata:ConsentRequest",
        "dct:date": moment(view.asked_at),
        "dct:identifier": view.activity,
        "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
        "dpv:hasEntity": ref(urn("department", view.department)),
        "dpv:hasProcess": ref(process_id(view.activity, view.notice_version)),
        "mydata:state": view.status.value,
        "mydata:answerBy": moment(view.expires_at),
    }
