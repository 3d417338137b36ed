"""The portal's own words for states, reasons, kinds of decisions and channels, in the reader's language."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consent.asking.vocabulary import Status
from consent.clock import CITY_ZONE
from consent.core.events import Kind
from consent.core.vocabulary import Basis, Channel, DecidedBy, Reason, State
from consent.ledger.sealed_words import ReviewOfUse

Text = str | Promise

STATE_LABELS: dict[State, Text] = {
    State.UNDECIDED: _("Waiting for you"),
    State.GRANTED: pgettext_lazy("permission", "Given"),
    State.REFUSED: pgettext_lazy("permission", "Not given"),
    State.WITHDRAWN: pgettext_lazy("permission", "Withdrawn"),
    State.EXPIRED: pgettext_lazy("permission", "Expired"),
    State.IN_FORCE: _("Based on law"),
    State.OBJECTED: pgettext_lazy("permission", "Objected to"),
    State.RESTRICTED: pgettext_lazy("permission", "Restricted"),
}

STATE_TEXTS: dict[State, Text] = {
    State.UNDECIDED: _("Nothing has been decided. Until then the data are not used for this."),
    State.GRANTED: _("The data may be used for this. The consent can be withdrawn at any time."),
    State.REFUSED: _("The data are not used for this. The decision can be changed at any time."),
    State.WITHDRAWN: _("The consent was withdrawn and the data are no longer used for this."),
    State.EXPIRED: _("The consent has run out and the data are not used for this."),
    State.IN_FORCE: _("A law lets the city use the data for this, so no consent is asked."),
    State.OBJECTED: _("There is an objection. The data are not used for this until the city has decided and said why."),
    State.RESTRICTED: _("The use is restricted for now, and the data are not used for this."),
}

# What is in force, when it is not a law.
IN_FORCE_LABELS: dict[Basis, Text] = {Basis.CONTRACT: _("Part of an agreement")}
IN_FORCE_TEXTS: dict[Basis, Text] = {
    Basis.CONTRACT: _(
        "The data are needed for a service that was asked for, so no consent is asked. It ends with the service."
    ),
    Basis.VITAL_INTERESTS: _("The data may be used to protect somebody’s life, so no consent is asked."),
}

# A consent that does not count until another guardian has given it: nothing may be used yet.
INCOMPLETE_LABEL: Text = _("Waiting for the other guardian")
INCOMPLETE_TEXT: Text = _("The data are not used for this yet. The consent can be withdrawn at any time.")

TONES: dict[State, str] = {
    State.UNDECIDED: "waiting",
    State.GRANTED: "given",
    State.REFUSED: "quiet",
    State.WITHDRAWN: "quiet",
    State.EXPIRED: "quiet",
    State.IN_FORCE: "law",
    State.OBJECTED: "stopped",
    State.RESTRICTED: "stopped",
}

GROUNDS: dict[Basis, Text] = {
    Basis.CONSENT: _("Consent"),
    Basis.CONTRACT: _("Agreement"),
    Basis.LEGAL_OBLIGATION: _("Law"),
    Basis.PUBLIC_TASK: _("Law"),
    Basis.VITAL_INTERESTS: _("To protect somebody’s life"),
}

EMERGENCY: Text = _("Used in an emergency, past the ordinary limits")

REFUSALS: dict[Reason, Text] = {
    Reason.NO_PERMISSION: _("Refused: no consent"),
    Reason.REFUSED: _("Refused: consent was not given"),
    Reason.WITHDRAWN: _("Refused: consent was withdrawn"),
    Reason.EXPIRED: _("Refused: consent had run out"),
    Reason.OBJECTED: _("Refused: there is an objection"),
    Reason.RESTRICTED: _("Refused: the use is restricted"),
    Reason.CONDITION_NOT_MET: _("Refused: a condition of the purpose was not met"),
    Reason.CATEGORY_NOT_COVERED: _("Refused: these data do not belong to the purpose"),
    Reason.ACTIVITY_NOT_IN_FORCE: _("Refused: the purpose is not in force"),
    Reason.GUARDIAN_REQUIRED: _("Refused: a guardian’s consent is missing"),
}

CHANGES: dict[Kind, Text] = {
    Kind.CONSENT_GRANTED: _("Consent given"),
    Kind.CONSENT_REFUSED: _("Consent not given"),
    Kind.CONSENT_WITHDRAWN: _("Consent withdrawn"),
    Kind.OBJECTION_MADE: _("Objection made"),
    Kind.OBJECTION_LIFTED: _("Objection decided"),
    Kind.RESTRICTION_BEGAN: _("Use restricted"),
    Kind.RESTRICTION_LIFTED: _("Restriction ended"),
}

CHANNELS: dict[Channel, Text] = {
    Channel.PORTAL: _("in this portal"),
    Channel.SMS: _("by text message"),
    Channel.PAPER: _("on paper"),
    Channel.API: _("through a city service"),
    Channel.DEMO: _("made up for the demonstration"),
}

DECIDERS: dict[DecidedBy, Text] = {
    DecidedBy.SELF: _("By the person themselves"),
    DecidedBy.GUARDIAN: _("By a guardian or other representative"),
    DecidedBy.STAFF: _("By a member of the city’s staff"),
    DecidedBy.SYSTEM: _("By the system"),
}


# How a department's request stands.
REQUESTS: dict[Status, Text] = {
    Status.WAITING: _("New request"),
    Status.GRANTED: _("Answered: consent given"),
    Status.REFUSED: _("Answered: consent not given"),
    Status.WITHDRAWN: _("Answered; consent withdrawn since"),
    Status.EXPIRED: _("Not answered in time"),
    Status.CANCELLED: _("The request was taken back"),
}

LANGUAGES: dict[str, Text] = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}


def review_text(review: ReviewOfUse | None) -> str:
    """This function will say what the review of a use in an emergency found, or that there was none yet."""
    if review is None:
        return gettext("The data protection officer has not reviewed it yet")
    day = date_format(review.at.astimezone(CITY_ZONE), gettext("j F Y"))
    found = (
        gettext("The data protection officer found on %(day)s that the use was right")
        if review.right
        else gettext("The data protection officer found on %(day)s that the use was wrong")
    ) % {"day": day}
    return f"{found}: {review.words}" if review.words else found


def state_label(state: State, basis: Basis) -> Text:
    """This function will return the state in one or two words."""
    if state is State.IN_FORCE:
        return IN_FORCE_LABELS.get(basis, STATE_LABELS[state])
    return STATE_LABELS[state]


def state_text(state: State, basis: Basis) -> Text:
    """This function will return what the state means, in a sentence or two."""
    if state is State.IN_FORCE:
        return IN_FORCE_TEXTS.get(basis, STATE_TEXTS[state])
    return STATE_TEXTS[state]
