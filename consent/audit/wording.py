"""The console's own words for kinds of events, reasons, bases and states, in the reader's language."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consent.core.events import Kind
from consent.core.scales import grouped
from consent.core.vocabulary import Basis, DecidedBy, Reason, State
from consent.registry.granting import Act

Text = str | Promise
# A number of people smaller than this could point at somebody, so it is told as "fewer than 5".
FEWEST = 5

KINDS: dict[Kind, Text] = {
    Kind.CONSENT_GRANTED: _("Consent given"),
    Kind.CONSENT_REFUSED: _("Consent not given"),
    Kind.CONSENT_WITHDRAWN: _("Consent withdrawn"),
    Kind.CONSENT_REQUESTED: _("Consent asked for"),
    Kind.CONSENT_REQUEST_CANCELLED: _("Request for consent cancelled"),
    Kind.OBJECTION_MADE: _("Objection made"),
    Kind.OBJECTION_LIFTED: _("Objection decided"),
    Kind.RESTRICTION_BEGAN: _("Use restricted"),
    Kind.RESTRICTION_LIFTED: _("Restriction ended"),
    Kind.USE_PERMITTED: _("Read allowed"),
    Kind.USE_REFUSED: _("Read refused"),
    Kind.USE_REVIEWED: _("Use in an emergency reviewed"),
    Kind.USE_REPORTED: _("Read reported"),
    Kind.USE_IMPORTED: _("Read told of afterwards, without asking first"),
    Kind.NOTICE_PUBLISHED: _("Notice published"),
    Kind.CLIENT_CHANGED: _("A department’s client changed"),
    Kind.REPRESENTATION_BEGAN: _("Right to act for another began"),
    Kind.REPRESENTATION_ENDED: _("Right to act for another ended"),
    Kind.STAFF_VIEWED: _("Looked at by staff"),
    Kind.PORTAL_VIEWED: _("Shown in a national portal"),
    Kind.LOG_BEGAN: _("Log began"),
    Kind.LOG_KEY_BEGAN: _("Signing key of the log taken into use"),
    Kind.LOG_KEY_RETIRED: _("Signing key of the log retired"),
    Kind.LOG_KEY_COMPROMISED: _("Signing key of the log declared compromised"),
    Kind.RESIDENT_ERASED: _("A person’s data erased"),
    Kind.RETENTION_APPLIED: _("Records past their period erased"),
    Kind.RULES_PUBLISHED: _("Rules of a service published"),
    Kind.CAMPAIGN_STARTED: _("Campaign began"),
    Kind.CAMPAIGN_CLOSED: _("Campaign ended"),
    Kind.OFFER_MADE: _("Offer made"),
    Kind.OFFER_NOT_MADE: _("Offer not made"),
    Kind.OFFER_SENT: _("Offer sent"),
    Kind.OFFER_DELIVERED: _("Offer delivered"),
    Kind.OFFER_NOT_DELIVERED: _("Offer not delivered"),
    Kind.OFFER_ANSWERED: _("Offer answered"),
    Kind.OFFER_STOPPED: _("Offer stopped"),
    Kind.OFFER_LAPSED: _("Offer ran out"),
    Kind.OFFER_DECIDED: _("Offer decided"),
    Kind.OFFER_RATED: _("Service rated"),
}

# Kinds that belong together, by the first word of their names.
GROUPS: dict[str, Text] = {
    "use": _("All reads"),
    "consent": _("Everything about consents"),
    "objection": _("All objections"),
    "restriction": _("All restrictions"),
    "representation": _("All rights to act for another"),
    "log": _("Everything about the log itself"),
    "offer": _("Everything about offers"),
    "campaign": _("All campaigns"),
}

BASES: dict[Basis, Text] = {
    Basis.CONSENT: _("Consent"),
    Basis.CONTRACT: _("Agreement"),
    Basis.LEGAL_OBLIGATION: _("Legal obligation"),
    Basis.VITAL_INTERESTS: _("To protect somebody’s life"),
    Basis.PUBLIC_TASK: _("Public task"),
}

REASONS: dict[Reason, Text] = {
    Reason.CONSENT: _("Consent is in force"),
    Reason.LAW: _("The law allows it"),
    Reason.CONTRACT: _("An agreement needs it"),
    Reason.VITAL: _("Protects somebody’s life"),
    Reason.NO_PERMISSION: _("No consent"),
    Reason.REFUSED: _("Consent was not given"),
    Reason.WITHDRAWN: _("Consent was withdrawn"),
    Reason.EXPIRED: _("Consent had run out"),
    Reason.OBJECTED: _("There is an objection"),
    Reason.RESTRICTED: _("The use is restricted"),
    Reason.CONDITION_NOT_MET: _("The request was not complete"),
    Reason.CATEGORY_NOT_COVERED: _("The data do not belong to the purpose"),
    Reason.ACTIVITY_NOT_IN_FORCE: _("The purpose is not in force"),
    Reason.GUARDIAN_REQUIRED: _("A guardian’s consent is missing"),
}

STATES: dict[State, Text] = {
    State.UNDECIDED: _("Not decided"),
    State.GRANTED: pgettext_lazy("permission", "Given"),
    State.REFUSED: pgettext_lazy("permission", "Not given"),
    State.WITHDRAWN: pgettext_lazy("permission", "Withdrawn"),
    State.EXPIRED: pgettext_lazy("permission", "Expired"),
    State.IN_FORCE: _("In force without consent"),
    State.OBJECTED: pgettext_lazy("permission", "Objected to"),
    State.RESTRICTED: pgettext_lazy("permission", "Restricted"),
}

DECIDERS: dict[str, Text] = {
    DecidedBy.SELF: _("By the person themselves"),
    DecidedBy.GUARDIAN: _("By a guardian or other representative"),
    DecidedBy.STAFF: _("By a member of the city’s staff"),
    DecidedBy.SYSTEM: _("By the system"),
}

RIGHTS: dict[str, Text] = {
    "guardian": _("Guardian"),
    "appointed_guardian": _("Appointed guardian"),
    "mandate": _("Mandate"),
}

CLIENT_ACTS: dict[str, Text] = {
    Act.REGISTERED: _("Client registered"),
    Act.SCOPES_CHANGED: _("Scopes changed"),
    Act.KEYS_CHANGED: _("Keys changed"),
    Act.SECRET_ROTATED: _("New secret given"),
    Act.OVERLAP_ENDED: _("Old secret ended"),
    Act.DISABLED: _("Client switched off"),
    Act.ENABLED: _("Client switched on"),
    Act.CERTIFICATE_DEMANDED: _("Tokens bound to a certificate"),
    Act.CERTIFICATE_WAIVED: _("Tokens no longer bound to a certificate"),
    Act.QUOTAS_CHANGED: _("Quotas changed"),
}

FINDINGS: dict[str, Text] = {"right": _("The use was right"), "wrong": _("The use was wrong")}

LOOKS: dict[str, Text] = {
    "record": _("One person’s record"),
    "emergency": _("What was said with a use in an emergency"),
    "events.csv": _("Export of events (CSV)"),
    "events.jsonl": _("Export of events (JSON Lines)"),
    "own_uses": _("To the person"),
    "uses_for_another": _("To somebody who acts for the person"),
}


def people(number: int) -> str:
    """This function will write a number of people; one that could point at somebody is not told."""
    return gettext("fewer than 5") if 0 < number < FEWEST else grouped(number)


def people_in_all(parts: Iterable[int]) -> str:
    """This function will write a sum of people so that a part which is not told cannot be worked out from it."""
    told = [part for part in parts if part]
    if len(told) > 1 and min(told) < FEWEST <= sum(told):
        return about(sum(told))
    return people(sum(told))


def about(number: int) -> str:
    """This function will write a number of people to the nearest ten, so that nothing can be taken away from it."""
    return gettext("about %(number)s") % {"number": grouped(max(10, round(number, -1)))}


def rows_read(number: int) -> str:
    """This function will write how many rows a department says that it read."""
    return ngettext("%(number)s row read", "%(number)s rows read", number) % {"number": grouped(number)}


def version(number: str) -> str:
    """This function will write which version of a notice was published."""
    return gettext("Version %(number)s") % {"number": number}
