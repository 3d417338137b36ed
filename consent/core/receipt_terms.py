"""Words of the W3C Data Privacy Vocabulary that a receipt's views use (DPV 2.3; STANDARDS.md §9.7).

Plain tables: the offline page derives its views from the very same ones.
"""

CONTEXT = {
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

STATES = {
    "consent.granted": "dpv:ConsentGiven",
    "consent.refused": "dpv:ConsentRefused",
    "consent.withdrawn": "dpv:ConsentWithdrawn",
}
# A consent that another guardian has yet to give counts for nothing: it is still being asked for.
WAITING = "dpv:ConsentRequested"

# In what capacity somebody decided, beside the person.
DECIDERS = {"guardian": "dpv:Representative", "staff": "dpv:Employee", "system": "dpv:Technology"}
CAPACITIES = {
    "guardian": {
        "fi": "Huoltaja tai muu edustaja, jonka oikeus tarkistettiin rekisteristä päätöksen hetkellä.",
        "sv": "En vårdnadshavare eller annan företrädare, vars rätt kontrollerades i registret när beslutet fattades.",
        "en": "A guardian or other representative whose right was looked up in the register when this was decided.",
    },
    "staff": {
        "fi": "Kaupungin työntekijä.",
        "sv": "En anställd hos staden.",
        "en": "A member of the city’s staff.",
    },
    "system": {"fi": "Järjestelmä.", "sv": "Systemet.", "en": "The system."},
}

DATA_KINDS = {
    "normal": "dpv:PersonalData",
    "special": "dpv:SpecialCategoryPersonalData",
    "national_id": "dpv:SensitivePersonalData",
}
RIGHTS = ["eu-gdpr:A7-3", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17", "eu-gdpr:A18", "eu-gdpr:A20", "eu-gdpr:A77"]

# Kantara 1.1 cannot say that a consent was not given. Its "type of consent relied on" is then none of a consent's.
KANTARA_TYPES = {"consent.granted": "EXPLICIT", "consent.refused": "REFUSED", "consent.withdrawn": "WITHDRAWN"}
KANTARA_WAITING = "WAITING"
KANTARA_VERSION = "KI-CR-v1.1.0"

TABLES = {
    "CONTEXT": CONTEXT,
    "STATES": STATES,
    "WAITING": WAITING,
    "DECIDERS": DECIDERS,
    "CAPACITIES": CAPACITIES,
    "DATA_KINDS": DATA_KINDS,
    "RIGHTS": RIGHTS,
    "KANTARA_TYPES": KANTARA_TYPES,
    "KANTARA_WAITING": KANTARA_WAITING,
    "KANTARA_VERSION": KANTARA_VERSION,
}
