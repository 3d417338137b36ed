"""A decision on a consent as a Kantara Consent Receipt 1.1, from event and notice alone. Pure (STANDARDS.md §9.8)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from consent.core import receipt_terms as terms
from consent.core.receipt_iso27560 import hash_name, receipt_id


def kantara(event: Mapping[str, Any], notice: Mapping[str, Any], entry: bytes) -> dict[str, Any]:
    """This function will return the receipt in the shape of KI-CR-v1.1.0.

    The form has no place for a consent that was not given: the type of consent says so (docs/receipts.md). What a
    notice leaves out, such as addresses and telephone numbers, is empty.
    """
    language = event["language"]
    texts, department = notice["texts"][language], notice["department"]["name"][language]
    recipients = [recipient["name"][language] for recipient in notice["recipients"]]
    special = [one["name"][language] for one in notice["categories"] if one["sensitivity"] == "special"]
    purpose: dict[str, Any] = {
        "purpose": texts["summary"],
        "purposeCategory": [notice["purpose"]],
        "consentType": terms.KANTARA_WAITING if event["waiting"] else terms.KANTARA_TYPES[event["kind"]],
        "piiCategory": [category["name"][language] for category in notice["categories"]],
        "primaryPurpose": True,
        "termination": notice["retention"]["text"][language],
        "thirdPartyDisclosure": bool(recipients),
    }
    if recipients:
        purpose["thirdPartyName"] = ", ".join(recipients)
    return {
        "version": terms.KANTARA_VERSION,
        "jurisdiction": "FI",
        "consentTimestamp": epoch_seconds(event["at"]),
        "collectionMethod": event["channel"],
        "consentReceiptID": receipt_id(entry),
        "language": language,
        "piiPrincipalId": event["subject"],
        "piiControllers": [
            {"piiController": department, "contact": department, "address": {}, "email": "", "phone": ""}
        ],
        "policyUrl": hash_name(event["notice_hash"]),
        "services": [{"service": texts["title"], "purposes": [purpose]}],
        "sensitive": bool(special),
        "spiCat": special,
    }


def epoch_seconds(at: str) -> int:
    """This function will return the seconds since 1970 of an event's moment; a 31 June is 1 July, as elsewhere."""
    year, month, day, hour, minute, second = (int(part) for part in re.findall(r"\d+", at)[:6])
    first = datetime(year, month, 1, tzinfo=UTC)
    return int((first + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)).timestamp())
