"""A decision on a consent as an ISO/IEC TS 27560 receipt in DPV's JSON-LD, from its event and notice alone. Pure.

What neither carries is not said: no contact details, which a notice leaves out, and no storage location. A thing is
named by its hash (RFC 6920) or by its entry in the log, so that nobody has to look it up somewhere.
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from consent.core import receipt_terms as terms

Node = dict[str, Any]
Facts = Mapping[str, Any]


def iso27560(event: Facts, notice: Facts, entry: bytes) -> Node:
    """This function will return the dpv:ConsentReceipt with its one dpv:ConsentRecord (STANDARDS.md §9.7).

    ``event`` is on a consent, ``notice`` the document whose hash the event holds, ``entry`` the event's commitment.
    """
    receipt, subject = receipt_id(entry), f"urn:uuid:{event['subject']}"
    controller = _controller(event, notice)
    return {
        "@context": terms.CONTEXT,
        "@id": receipt,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": _ref("dpv-27560:receipt-eu-gdpr"),
        "dct:identifier": receipt,
        "dpv:hasIdentifier": receipt,
        "dct:created": _moment(event["at"]),
        "dct:publisher": _ref(controller["@id"]),
        "schema:recipient": _ref(subject),
        "dpv:hasRecordOfActivity": [_record(event, notice, entry, controller)],
    }


def receipt_id(entry: bytes) -> str:
    """This function will name the receipt of the entry with this commitment."""
    return f"urn:mydata:receipt:{entry.hex()}"


def hash_name(sha256_hex: str) -> str:
    """This function will name a text by its SHA-256 (RFC 6920 §3)."""
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(sha256_hex)).decode().rstrip("=")


def _record(event: Facts, notice: Facts, entry: bytes, controller: Node) -> Node:
    record, language = f"urn:mydata:entry:{entry.hex()}", event["language"]
    return {
        "@id": record,
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": _ref("dpv-27560:record-eu-gdpr"),
        "dct:identifier": record,
        "dpv:hasIdentifier": record,
        "dpv:hasDataSubject": {
            "@id": f"urn:uuid:{event['subject']}",
            "@type": "dpv:DataSubject",
            "dpv:hasIdentifier": event["subject"],
        },
        "dpv:hasNotice": [
            {
                "@id": hash_name(event["notice_hash"]),
                "@type": "dpv:ConsentNotice",
                "dct:identifier": f"{event['activity']}/{event['notice_version']}",
                "dct:language": language,
                "dct:title": _said(notice["texts"][language]["title"], language),
                "schema:version": event["notice_version"],
                "mydata:sha256": event["notice_hash"],
            }
        ],
        "dpv:hasProcess": [_process(event, notice, controller)],
        "dpv:hasEntity": [controller],
        "dpv:hasConsentStatus": [_status(event)],
    }


def _process(event: Facts, notice: Facts, controller: Node) -> Node:
    language = event["language"]
    texts = notice["texts"][language]
    expressed = "dpv:ExplicitlyExpressedConsent" if notice.get("explicit_consent") else "dpv:ExpressedConsent"
    return {
        "@id": _urn("process", event["activity"], event["notice_version"]),
        "@type": "dpv:Process",
        "dct:identifier": event["activity"],
        "dct:title": _said(texts["title"], language),
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "skos:broader": _ref(notice["purpose"]),
            "skos:prefLabel": _said(texts["summary"], language),
            "dct:description": _said(texts["why"], language),
        },
        "dpv:hasPersonalData": [_category(category, language) for category in notice["categories"]],
        "dpv:hasDataController": _ref(controller["@id"]),
        "dpv:hasRecipient": [
            _ref(controller["@id"]),
            *(
                {"@type": "dpv:Recipient", "dpv:hasName": _said(recipient["name"][language], language)}
                for recipient in notice["recipients"]
            ),
        ],
        "dpv:hasStorageCondition": _retention(notice["retention"], language),
        "dpv:hasLegalBasis": [_ref("eu-gdpr:A6-1-a"), _ref(expressed)],
        "dpv:hasApplicableLaw": _ref("legal-eu:law-GDPR"),
        "dpv:hasJurisdiction": _ref("loc:FI"),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": _said(texts["rights"], language),
        },
        "dpv:hasRight": [_ref(right) for right in terms.RIGHTS],
    }


def _controller(event: Facts, notice: Facts) -> Node:
    department, language = notice["department"], event["language"]
    return {
        "@id": _urn("department", department["code"]),
        "@type": ["dpv:DataController", "dpv:GovernmentalOrganisation"],
        "dpv:hasIdentifier": department["code"],
        "dpv:hasName": _said(department["name"][language], language),
    }


def _category(category: Facts, language: str) -> Node:
    return {
        "@id": _urn("category", category["code"]),
        "@type": terms.DATA_KINDS[category["sensitivity"]],
        "dct:identifier": category["code"],
        "skos:broader": _ref(category["pd"]),
        "skos:prefLabel": _said(category["name"][language], language),
        "dpv:hasDataSource": _ref(_urn("department", category["source"])),
    }


def _retention(retention: Facts, language: str) -> Node:
    node: Node = {"@type": "dpv:StorageDuration", "dct:description": _said(retention["text"][language], language)}
    if retention.get("months") is not None:
        node["dpv:hasDuration"] = {"@type": "xsd:duration", "@value": f"P{retention['months']}M"}
    return node


def _status(event: Facts) -> Node:
    node: Node = {
        "@type": terms.WAITING if event["waiting"] else terms.STATES[event["kind"]],
        "dpv:isIndicatedAtTime": _moment(event["at"]),
        "dpv:isIndicatedBy": _decider(event),
        "dpv:hasIndicationMethod": event["channel"],
    }
    if event["valid_until"] is not None:
        # The interval from the decision to the end, in the form of ISO 8601.
        node["dpv:hasDuration"] = f"{event['at']}/{event['valid_until']}"
    return node


def _decider(event: Facts) -> Node:
    by, language = event["decided_by"], event["language"]
    if by == "self":
        return _ref(f"urn:uuid:{event['subject']}")
    node: Node = {
        "@type": terms.DECIDERS[by],
        "dpv:hasJustification": {
            "@type": "dpv:Justification",
            "dct:description": _said(terms.CAPACITIES[by][language], language),
        },
    }
    if event["actor_subject"] is not None:
        node["@id"] = f"urn:uuid:{event['actor_subject']}"
    return node


def _urn(kind: str, *parts: object) -> str:
    return ":".join(["urn:mydata", kind, *(quote(str(part), safe="") for part in parts)])


def _ref(identifier: str) -> Node:
    return {"@id": identifier}


def _moment(at: str) -> Node:
    return {"@type": "xsd:dateTime", "@value": at}


def _said(text: str, language: str) -> Node:
    return {"@language": language, "@value": text}
