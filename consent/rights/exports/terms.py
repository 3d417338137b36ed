"""Words of the W3C Data Privacy Vocabulary for the platform's own (DPV 2.3; STANDARDS.md §9.7). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from consent.clock import CITY_ZONE
from consent.core.events import Kind
from consent.core.vocabulary import Basis, DecidedBy, Sensitivity, State

Node = dict[str, Any]

# ``mydata`` names what DPV has no word for; docs/exports.md explains each.
CONTEXT: Mapping[str, str] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-eu": "https://w3id.org/dpv/legal/eu#",
    "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "mydata": "urn:mydata:terms:",
}

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

CONSENT_EVENTS: Mapping[Kind, str] = {
    Kind.CONSENT_GRANTED: "dpv:ConsentGiven",
    Kind.CONSENT_REFUSED: "dpv:ConsentRefused",
    Kind.CONSENT_WITHDRAWN: "dpv:ConsentWithdrawn",
}

DATA_KINDS: Mapping[Sensitivity, str] = {
    Sensitivity.NORMAL: "dpv:PersonalData",
    Sensitivity.SPECIAL: "dpv:SpecialCategoryPersonalData",
    Sensitivity.NATIONAL_ID: "dpv:SensitivePersonalData",
}

# In what capacity, never who: another guardian and a member of staff are third persons (GDPR 15(4)).
DECIDERS: Mapping[DecidedBy, str] = {
    DecidedBy.GUARDIAN: "dpv:Representative",
    DecidedBy.STAFF: "dpv:Employee",
    DecidedBy.SYSTEM: "dpv:Technology",
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
