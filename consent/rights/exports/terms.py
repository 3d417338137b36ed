"""Words of the W3C Data Privacy Vocabulary for the platform's own (DPV 2.3; STANDARDS.md §9.7). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from consent.clock import CITY_ZONE
from consent.core import receipt_terms
from consent.core.events import Kind
from consent.core.vocabulary import Basis, DecidedBy, Sensitivity, State

Node = dict[str, Any]

# The prefixes of a receipt. ``mydata`` names what DPV has no word for; docs/exports.md explains each.
CONTEXT: Mapping[str, str] = receipt_terms.CONTEXT

BASES: Mapping[Basis, str] = {
    Basis.CONSENT: "eu-gdpr:A6-1-a",
    Basis.CONTRACT: "eu-gdpr:A6-1-b",
    Basis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
    Basis.VITAL_INTERESTS: "eu-gdpr:A6-1-d",
    Basis.PUBLIC_TASK: "eu-gdpr:A6-1-e",
}

RIGHTS = ("eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17", "eu-gdpr:A18", "eu-gdpr:A77")
RIGHTS_BY_BASIS: Mapping[Basis, tuple[str, ...]] = {
    Basis.CONSENT: ("eu-gdpr:A7-3", "eu-gdpr:A20"),
    Basis.CONTRACT: ("eu-gdpr:A20",),
    Basis.PUBLIC_TASK: ("eu-gdpr:A21",),
}

CONSENT_STATES: Mapping[State, str] = {
    State.UNDECIDED: "dpv:ConsentUnknown",
    State.GRANTED: "dpv:ConsentGiven",
    State.REFUSED: "dpv:ConsentRefused",
    State.WITHDRAWN: "dpv:ConsentWithdrawn",
    State.EXPIRED: "dpv:ConsentExpired",
}

CONSENT_EVENTS: Mapping[Kind, str] = {Kind(kind): state for kind, state in receipt_terms.STATES.items()}
# A consent that counts for nothing until another guardian has given it, too.
WAITING = receipt_terms.WAITING
DATA_KINDS: Mapping[Sensitivity, str] = {Sensitivity(kind): term for kind, term in receipt_terms.DATA_KINDS.items()}

# In what capacity, never who: another guardian and a member of staff are third persons (GDPR 15(4)).
DECIDERS: Mapping[DecidedBy, str] = {DecidedBy(by): role for by, role in receipt_terms.DECIDERS.items()}
CAPACITIES: Mapping[DecidedBy, Mapping[str, str]] = {
    DecidedBy(by): said for by, said in receipt_terms.CAPACITIES.items()
}


def urn(kind: str, *parts: object) -> str:
    """This function will name a thing of ours; a code that a department made up can name nothing else."""
    return ":".join(["urn:mydata", kind, *(quote(str(part), safe="") for part in parts)])


def ref(identifier: str) -> Node:
    """This function will point at a node or a term."""
    return {"@id": identifier}


def moment(at: datetime) -> Node:
    """This function will write an aware moment as a typed literal in the city's zone, offset included."""
    return {"@type": "xsd:dateTime", "@value": at.astimezone(CITY_ZONE).isoformat(timespec="seconds")}


def said(text: str, language: str) -> Node:
    """This function will write words of one language as a tagged literal."""
    return {"@value": text, "@language": language}


def iso_week(monday: datetime) -> str:
    """This function will write the week that begins at an aware moment as ISO 8601 does: 2026-W48."""
    year, number, _ = monday.astimezone(CITY_ZONE).isocalendar()
    return f"{year}-W{number:02}"
