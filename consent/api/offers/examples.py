"""What rules, a campaign and its offers look like, as the OpenAPI document shows them."""

from typing import Any

PERSON, OTHER = "mfbdzrdjw7ccrkf3sq5ucvs6kmiedy4q", "a" * 32
CAMPAIGN, OFFER = "3f0c5f0e-5c4f-4a57-9a0e-1f8f1a0d6c11", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
AT = "2026-11-24T09:00:00Z"

BODY: dict[str, Any] = {
    "purely_rules": True,
    "inputs": {
        "birth_date": {
            "type": "date",
            "category": "child.birth_date",
            "words": {"fi": "Lapsen syntymäaika", "sv": "Barnets födelsedatum", "en": "Child’s date of birth"},
        },
    },
    "rules": [
        {
            "code": "turns_six_in_the_year",
            "words": {
                "fi": "Lapsi täyttää kuusi vuotta vuonna 2027.",
                "sv": "Barnet fyller sex år 2027.",
                "en": "The child turns six in 2027.",
            },
            "when": {"input": "birth_date", "op": "year_of", "value": 2021},
        },
    ],
}
RULES: dict[str, Any] = {
    "code": "preschool-place",
    "version": 1,
    "published_at": AT,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
RULES_WHOLE = RULES | {"body": BODY, "versions": [1], "changes": []}

DRAFT: dict[str, Any] = {
    "code": "preschool-place",
    "round": "2027",
    "activity": "preschool-placement",
    "category": "child.birth_date",
    "rules": "preschool-place",
    "service": {"fi": "Esiopetuspaikka", "sv": "Förskoleplats", "en": "Pre-school place"},
    "texts": {
        "fi": "{service}: {place}. A = otan, B = en ota. Vastaa {deadline} mennessä: {code} A tai {code} B. {url}",
        "sv": "{service}: {place}. A = ja tack, B = nej. Svara senast {deadline}: {code} A eller {code} B. {url}",
        "en": "{service}: {place}. A = yes, B = no. Answer by {deadline}: {code} A or {code} B. {url}",
    },
    "benefit_resident": {
        "fi": "Paikka ilman hakemusta.",
        "sv": "En plats utan ansökan.",
        "en": "A place without an application.",
    },
    "benefit_city": {
        "fi": "Paikat jaetaan ajoissa.",
        "sv": "Platserna fördelas i tid.",
        "en": "Places are given in time.",
    },
    "if_declined": {
        "fi": "Esiopetus on velvollisuus: hae toista paikkaa lomakkeella.",
        "sv": "Förskoleundervisning är en plikt: ansök om en annan plats.",
        "en": "Pre-primary education is compulsory: apply for another place with the form.",
    },
    "form_url": "https://city.example/preschool",
    "sender": "18181",
    "deadline": "2027-02-01T21:59:59Z",
    "duty_ref": "628/1998 26 a §",
    "minutes_saved_each": 25,
    "pools": [{"code": "kallio", "name": "Kallion esiopetus", "capacity": 21}],
}
CAMPAIGN_SHOWN: dict[str, Any] = {
    **DRAFT,
    "campaign": CAMPAIGN,
    "rules_version": None,
    "mode": "ask",
    "message_class": "service",
    "letter_fallback": True,
    "pools": [{**DRAFT["pools"][0], "taken": 0}],
    "state": "draft",
    "created_at": AT,
    "started_at": None,
    "closed_at": None,
}
STARTED = CAMPAIGN_SHOWN | {"rules_version": 1, "state": "running", "started_at": AT}

OFFER_SHOWN: dict[str, Any] = {
    "offer": OFFER,
    "campaign": CAMPAIGN,
    "id": PERSON,
    "pool": "kallio",
    "state": "accepted",
    "reason": None,
    "choice": "A",
    "answered_through": "sms",
    "version": 4,
    "rules_version": 1,
    "made_at": AT,
    "sent_at": AT,
    "delivered_at": AT,
    "answered_at": AT,
    "decided_at": None,
}
OUTCOME: dict[str, Any] = {
    "offer": OFFER,
    "campaign": CAMPAIGN,
    "id": PERSON,
    "kind": "offer.answered",
    "state": "accepted",
    "reason": None,
    "choice": "A",
    "version": 4,
    "at": AT,
    "log_index": 1234,
}
FUNNEL: dict[str, Any] = {
    "candidates": 5500,
    "eligible": 5480,
    "permitted": 5477,
    "made": 5470,
    "sent": 5391,
    "delivered": 5380,
    "answered": 5087,
    "accepted": 4868,
    "placed": 4868,
    "declined": 219,
    "waiting": 0,
    "conflicting": 0,
    "stopped": 2,
    "lapsed": 381,
    "not_granted": 0,
    "reasons": {"not_eligible": 20, "no_permission": 3},
    "unreached": [{"reason": "no_number", "count": 79}, {"reason": "no_permission", "count": None}],
}
