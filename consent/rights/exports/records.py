"""Permissions and decisions as nodes: where one stands, a consent record each, rights that were exercised. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from consent.core.events import Kind
from consent.core.vocabulary import Basis, DecidedBy, State
from consent.ledger.decision_ids import decision_id
from consent.ledger.queries import ChangeView, PermissionView
from consent.people.ages import FULL_AGE
from consent.rights.exports import terms
from consent.rights.exports.holdings import Holdings, Reader
from consent.rights.exports.processes import notice_node, process_id
from consent.rights.exports.terms import Node, moment, ref, said, urn


def person(holdings: Holdings) -> Node:
    """This function will return the data subject; of somebody else no more than a page says of them (GDPR 15(4)).

    The national id is not told (Data Protection Act 1050/2018 s. 29), nor anything that leads to a home.
    """
    view, reader = holdings.person, holdings.reader
    kinds = ["dpv:DataSubject", "dpv:Child"] if view.age(reader.at) < FULL_AGE else ["dpv:DataSubject"]
    own = {"schema:familyName": view.family_name, "schema:birthDate": view.birth_date.isoformat()}
    return {
        "@id": named(reader.subject),
        "@type": kinds,
        "dpv:hasIdentifier": str(reader.subject),
        "schema:givenName": view.given_name,
        **(own if reader.subject == reader.me else {}),
    }


def permission(view: PermissionView, holdings: Holdings) -> Node:
    """This function will return where the person stands now with one activity (GDPR 15(1), 7(3))."""
    code, subject = view.activity.code, holdings.reader.subject
    node: Node = {
        "@id": urn("permission", subject, code),
        "@type": "mydata:Permission",
        "dct:identifier": code,
        "dpv:hasDataSubject": ref(named(subject)),
        "dpv:hasProcess": ref(process_id(code, view.activity.notice.version)),
        "mydata:state": view.state.value,
    }
    incomplete = view.state is State.GRANTED and view.waiting_for_guardian
    if view.activity.basis is Basis.CONSENT and view.state in terms.CONSENT_STATES:
        node["dpv:hasConsentStatus"] = {"@type": terms.WAITING if incomplete else terms.CONSENT_STATES[view.state]}
    if view.decided_at is not None:
        node["mydata:decidedAt"] = moment(view.decided_at)
    if view.valid_until is not None and view.state in (State.GRANTED, State.EXPIRED):
        node["mydata:validUntil"] = moment(view.valid_until)
    return node


def consent_records(holdings: Holdings) -> Iterable[Node]:
    """This function will yield a dpv:ConsentRecord for every activity whose consent was ever decided on.

    It holds each decision as a status, the oldest first (ISO/IEC TS 27560; STANDARDS.md §9.7; GDPR 7(1)).
    """
    decided: defaultdict[str, list[ChangeView]] = defaultdict(list)
    for change in sorted(holdings.changes, key=lambda change: change.event_id):
        if change.kind in terms.CONSENT_EVENTS:
            decided[change.activity].append(change)
    for activity, changes in sorted(decided.items()):
        yield _consent_record(activity, changes, holdings)


def rights_exercised(holdings: Holdings) -> Iterable[Node]:
    """This function will yield objections and restrictions, the oldest first: no consents (GDPR 18, 21)."""
    for change in sorted(holdings.changes, key=lambda change: change.event_id):
        if change.kind not in terms.CONSENT_EVENTS:
            objection = change.kind in (Kind.OBJECTION_MADE, Kind.OBJECTION_LIFTED)
            yield {
                "@id": reference(change.event_id),
                "@type": "dpv:RightExerciseActivity",
                "dct:identifier": change.activity,
                "dct:date": moment(change.at),
                "dpv:hasDataSubject": ref(named(holdings.reader.subject)),
                "dpv:hasRight": ref("eu-gdpr:A21" if objection else "eu-gdpr:A18"),
                "dpv:isIndicatedBy": _decider(change, holdings),
                "dpv:hasIndicationMethod": change.channel.value,
                "mydata:event": change.kind.value,
            }


def named(subject: object) -> str:
    """This function will name a person by the id that a receipt names them by."""
    return f"urn:uuid:{subject}"


def reference(event_id: int) -> str:
    """This function will name a recorded event by the opaque id that a department quotes, too."""
    return f"urn:uuid:{decision_id(event_id)}"


def _consent_record(activity: str, changes: list[ChangeView], holdings: Holdings) -> Node:
    reader = holdings.reader
    record = urn("record", reader.subject, activity)
    current = holdings.activities[activity].notice
    read = dict.fromkeys((change.notice_version, change.language) for change in changes if change.notice_version)
    read = read or {(current.version, reader.language): None}
    return {
        "@id": record,
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": ref("dpv-27560:record-eu-gdpr"),
        "dct:identifier": record,
        "dpv:hasIdentifier": record,
        "dpv:hasDataSubject": ref(named(reader.subject)),
        "dpv:hasNotice": [
            notice_node(holdings.notices[activity, version], reader, language) for version, language in read
        ],
        "dpv:hasProcess": [ref(process_id(activity, version)) for version in {version: None for version, _ in read}],
        "dpv:hasEntity": [ref(urn("department", holdings.activities[activity].department.code))],
        "dpv:hasConsentStatus": [_status(change, holdings) for change in changes],
    }


def _status(change: ChangeView, holdings: Holdings) -> Node:
    node: Node = {
        "@id": reference(change.event_id),
        "@type": terms.WAITING if change.waiting else terms.CONSENT_EVENTS[change.kind],
        "dpv:isIndicatedAtTime": moment(change.at),
        "dpv:isIndicatedBy": _decider(change, holdings),
        "dpv:hasIndicationMethod": change.channel.value,
        "dct:language": change.language,
    }
    if change.notice_version is not None:
        node["dpv:hasProcess"] = ref(process_id(change.activity, change.notice_version))
    if change.valid_until is not None:
        # The interval from the decision to the end, in the form of ISO 8601.
        node["dpv:hasDuration"] = "/".join(moment(at)["@value"] for at in (change.at, change.valid_until))
    return node


def _decider(change: ChangeView, holdings: Holdings) -> Node:
    """The person, or a capacity; a name only when it is the reader's own (GDPR 15(4))."""
    reader = holdings.reader
    if change.decided_by is DecidedBy.SELF:
        return ref(named(reader.subject))
    node: Node = {
        "@type": _capacity(change, holdings),
        "dpv:hasJustification": {
            "@type": "dpv:Justification",
            "dct:description": said(terms.CAPACITIES[change.decided_by][reader.language], reader.language),
        },
    }
    return {"@id": named(reader.me), **node, "dpv:hasName": reader.my_name} if _by_me(change, reader) else node


def _by_me(change: ChangeView, reader: Reader) -> bool:
    return change.actor_subject is not None and change.actor_subject == reader.me != reader.subject


def _capacity(change: ChangeView, holdings: Holdings) -> str:
    # For a minor only a guardian decides, never the holder of a mandate (consent/ledger/capacity.py).
    if change.decided_by is DecidedBy.GUARDIAN and holdings.person.age(change.at) < FULL_AGE:
        return "dpv:GuardianOfDataSubject"
    return terms.DECIDERS[change.decided_by]
