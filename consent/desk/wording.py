"""The desk's own words for states, stages, reasons and conditions, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consent.core.events import Kind
from consent.proactive.outcomes import Outcome, Resolution, TaskKind
from consent.proactive.vocabulary import CampaignState, Choice, Condition, OfferState

Text = str | Promise

STATES: dict[CampaignState, Text] = {
    CampaignState.DRAFT: _("Not started"),
    CampaignState.RUNNING: _("Going on"),
    CampaignState.CLOSED: pgettext_lazy("campaign", "Ended"),
}

OFFER_STATES: dict[OfferState, Text] = {
    OfferState.NOT_OFFERED: _("Not offered"),
    OfferState.MADE: _("About to be sent"),
    OfferState.SENT: _("Waiting for an answer"),
    OfferState.ACCEPTED: _("Accepted (A)"),
    OfferState.DECLINED: _("Not taken (B)"),
    OfferState.WAITING: _("On the waiting list"),
    OfferState.CONFLICTING: _("The guardians answered differently"),
    OfferState.GRANTED: _("Got the service"),
    OfferState.NOT_GRANTED: _("Did not get the service"),
    OfferState.STOPPED: pgettext_lazy("offer", "Stopped"),
    OfferState.LAPSED: _("Nobody answered"),
}

CONDITIONS: dict[Condition, Text] = {
    Condition.HAS_THE_DATA: _("The city has the data"),
    Condition.MAY_USE_IT: _("The city may use the data for this"),
    Condition.DUTY_TO_PROVIDE: _("A law makes it the city’s duty to provide the service"),
    Condition.QUALIFIES: _("Published rules say who qualifies"),
    Condition.BOTH_GAIN: _("It is said what the family and the city gain"),
}

REASONS: dict[str, Text] = {
    "no_permission": _("No permission to use the data"),
    "no_guardian": _("Nobody is known who could answer"),
    "no_right_to_act": _("Nobody may answer any more"),
    "asked_for_none": _("Wants no offers"),
    "no_offers": _("Wants no offers"),
    "other_channel": _("Chose a letter or the portal"),
    "asked_to_stop": _("Asked for the messages to stop"),
    "no_number": _("No telephone number"),
    "foreign_number": _("A foreign telephone number"),
    "changed_lately": _("The telephone number has just changed"),
    "shared_number": _("Two families share the telephone number"),
    "unknown_language": _("The language is not known"),
    "non_disclosure": _("Protected by a non-disclosure order"),
    "non_disclosure_withheld": _("Protected by a non-disclosure order"),
    "withheld": _("The telephone number is withheld"),
    "not_delivered": _("The message did not come through"),
    "failed": _("The message did not come through"),
    "unclear": _("It is not known whether the message came through"),
    "taken_back": _("Taken back by the department"),
    "inputs_missing": _("Something the rules need is not known"),
}


def reason(code: str) -> Text:
    """This function will say a reason of the vocabulary in words."""
    return REASONS.get(code) or gettext("Another reason (%(code)s)") % {"code": code}


OUTCOMES: dict[Outcome, Text] = {
    Outcome.ACCEPTED: _("Recorded: the family takes the offer."),
    Outcome.DECLINED: _("Recorded: the family does not take the offer."),
    Outcome.WAITING: _("Recorded: the family takes the offer and is on the waiting list, since no place is free."),
    Outcome.CONFLICTING: _("Recorded: the guardians have answered differently. Agree with both."),
    Outcome.LATE: _("Nothing was recorded: the time to answer is over. Show the family the ordinary form."),
    Outcome.STOPPED: _("Nothing was recorded: the permission to use the data is gone, so the offer has stopped."),
    Outcome.NOT_OPEN: _("Nothing was recorded: the offer cannot be answered."),
}

STEPS: dict[Kind, Text] = {
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

CHANNELS: dict[str, Text] = {
    "sms": _("by text message"),
    "portal": _("in the portal"),
    "desk": _("told to an officer"),
}

TASKS: dict[TaskKind, Text] = {
    TaskKind.CONFLICT: _("The guardians answered differently"),
    TaskKind.UNCLEAR: _("A message that nobody understands"),
    TaskKind.WRONG_NUMBER: _("An answer from a number to which no offer went"),
    TaskKind.REVIEW: _("Somebody asks a person to look at the decision"),
}

RESOLUTIONS: dict[Resolution, Text] = {
    Resolution.ANSWERED: _("The family’s answer is recorded"),
    Resolution.NO_AGREEMENT: _("The guardians do not agree"),
    Resolution.DONE: _("Handled, nothing to record"),
    Resolution.STANDS: _("The decision stands"),
    Resolution.CORRECTED: _("The decision was put right"),
}

ANSWERS: dict[Choice, Text] = {
    Choice.ACCEPT: _("A: the family takes the offer"),
    Choice.DECLINE: _("B: the family does not take it"),
}

QUICKER: Text = _("Somebody else was a moment quicker.")
NOT_OPEN: Text = _("Nothing was recorded: the offer cannot be answered.")
NO_OFFER_KNOWN: Text = _("Nobody knows which offer this is about. Record the answer on the offer itself, by its code.")
