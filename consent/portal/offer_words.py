"""The portal's own words for offers: where one stands, what has happened, why there is none."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consent.core.events import Kind
from consent.core.vocabulary import Reason
from consent.portal.wording import Text
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import AnsweredBy, Choice, Mode, NotOffered, OfferState, Stopped


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an offer stands: a word or two, a sentence, and the tone and icon that go with them."""

    label: Text
    text: Text
    tone: str
    icon: str


_OPEN: dict[OfferState, Standing] = {
    OfferState.ACCEPTED: Standing(
        pgettext_lazy("offer", "Accepted"),
        _("The place is kept. You can change the answer until the last day of answering."),
        "given",
        "check",
    ),
    OfferState.DECLINED: Standing(
        pgettext_lazy("offer", "Declined"),
        _("Nothing was taken. You can change the answer until the last day of answering."),
        "quiet",
        "cross",
    ),
    OfferState.WAITING: Standing(
        _("On the waiting list"),
        _("The offer was accepted, and all places were taken at that time. You are told when a place becomes free."),
        "waiting",
        "clock",
    ),
    OfferState.CONFLICTING: Standing(
        _("Guardians answered differently"),
        _("Nothing is decided by this. A person in the city gets in touch with both guardians."),
        "stopped",
        "alert",
    ),
}
_ASKED = Standing(
    _("Waiting for an answer"), _("Nobody has answered yet. Not answering costs nothing."), "waiting", "question"
)
_TIME_IS_UP = Standing(
    _("Time to answer is over"), _("The city handles the answers and then says what follows."), "quiet", "clock"
)
_FINAL: dict[OfferState, Standing] = {
    OfferState.GRANTED: Standing(
        pgettext_lazy("offer", "Granted"), _("The city has decided. The decision says why."), "given", "check"
    ),
    OfferState.NOT_GRANTED: Standing(
        pgettext_lazy("offer", "Not granted"),
        _("The city has decided. The decision says why, and how to appeal."),
        "quiet",
        "cross",
    ),
    OfferState.DECLINED: Standing(
        pgettext_lazy("offer", "Declined"), _("The offer was declined. Nothing was lost by it."), "quiet", "cross"
    ),
    OfferState.LAPSED: Standing(
        _("Not answered in time"), _("Nobody answered in time. Nothing was lost by it."), "quiet", "clock"
    ),
    OfferState.STOPPED: Standing(pgettext_lazy("offer", "Stopped"), _("The offer was stopped."), "stopped", "alert"),
    OfferState.NOT_OFFERED: Standing(
        pgettext_lazy("offer", "Not offered"),
        _("No offer was made. The ordinary form is open to you."),
        "quiet",
        "info",
    ),
}

_WHY_NOT: dict[str, Text] = {
    NotOffered.NOT_ELIGIBLE: _("One of the rules was not met."),
    NotOffered.INPUTS_MISSING: _("Something that the rules need was not known, so they could not be applied."),
    NotOffered.NO_PERMISSION: _("There was no permission to use the data for offers, so nothing was looked at."),
    NotOffered.NO_GUARDIAN: _("Nobody was found in the population register who could answer the offer."),
    NotOffered.ASKED_FOR_NONE: _("Those who act for the person have asked for no offers, or for none in this topic."),
}
_WHY_STOPPED: dict[str, Text] = {
    Stopped.NO_PERMISSION: _("The permission to use the data was no longer there, so the city stopped the offer."),
    Stopped.NO_RIGHT_TO_ACT: _("Nobody was left in the population register who could answer the offer."),
    Stopped.TAKEN_BACK: _("The city took the offer back."),
}
# Why an offer ended as it did (``close_campaign``, ``decide_offers``).
_WHY_ENDED: dict[str, Text] = {
    "not_reached": _("No message reached anybody who could answer."),
    "no_place": _("All places were given to those who accepted earlier."),
    "guardians_differ": _("The guardians answered differently and did not agree."),
}
# What the ledger said when it refused, as a person would say it.
WITHOUT: dict[Reason, Text] = {
    Reason.NO_PERMISSION: _("No consent had been given."),
    Reason.REFUSED: _("Consent had not been given."),
    Reason.WITHDRAWN: _("The consent had been withdrawn."),
    Reason.EXPIRED: _("The consent had run out."),
    Reason.OBJECTED: _("There was an objection to the use of the data."),
    Reason.RESTRICTED: _("The use of the data was restricted."),
    Reason.GUARDIAN_REQUIRED: _("A guardian’s consent was missing."),
    Reason.ACTIVITY_NOT_IN_FORCE: _("The purpose was not in force."),
}

_STEPS: dict[Kind, Text] = {
    Kind.OFFER_MADE: _("Offer made"),
    Kind.OFFER_NOT_MADE: _("No offer was made"),
    Kind.OFFER_SENT: _("Message sent"),
    Kind.OFFER_DELIVERED: _("Message arrived"),
    Kind.OFFER_NOT_DELIVERED: _("Message did not arrive"),
    Kind.OFFER_STOPPED: _("Offer stopped"),
    Kind.OFFER_LAPSED: _("Time to answer ended without an answer"),
    Kind.OFFER_DECIDED: _("Decision made"),
    Kind.OFFER_RATED: _("Feedback given"),
}
_ANSWERS: dict[str, Text] = {Choice.ACCEPT: _("Answered A: accepted"), Choice.DECLINE: _("Answered B: declined")}
_ACCEPTED_AND_WAITS: Text = _("Answered A: on the waiting list")
_PUT_ON_LIST: Text = _("Put on the waiting list: no place was free")
_PLACE_FREE: Text = _("A place became free")
WAYS: dict[str, Text] = {
    AnsweredBy.SMS: _("by text message"),
    AnsweredBy.PORTAL: _("in this portal"),
    AnsweredBy.DESK: _("at the city’s service desk"),
}

SCALE: tuple[tuple[int, Text], ...] = (
    (1, _("very dissatisfied")),
    (2, _("dissatisfied")),
    (3, _("neither")),
    (4, _("satisfied")),
    (5, _("very satisfied")),
)


def standing(offer: OfferView, at: datetime) -> Standing:
    """This function will say where ``offer`` stands at ``at`` (aware)."""
    # A person was promised to call, whenever that is.
    if offer.is_open(at) or offer.state is OfferState.CONFLICTING:
        return _OPEN.get(offer.state, _ASKED)
    if offer.state is OfferState.STOPPED or offer.state is OfferState.NOT_OFFERED:
        base = _FINAL[offer.state]
        stopped = offer.state is OfferState.STOPPED
        return Standing(base.label, why_none(offer.reason, stopped=stopped) or base.text, base.tone, base.icon)
    return _FINAL.get(offer.state, _TIME_IS_UP)


def why_none(reason: str, *, stopped: bool) -> Text:
    """This function will say why there is no offer, or none any more (``stopped``); nothing where none was kept."""
    if stopped:
        return _WHY_STOPPED.get(reason, "")
    return _WHY_NOT.get(reason) or _WHY_ENDED.get(reason, "")


def step_words(kind: Kind, choice: str, actor_kind: str, state: OfferState) -> Text:
    """This function will say what one step of an offer was."""
    if kind is not Kind.OFFER_ANSWERED:
        return _STEPS[kind]
    if actor_kind == "system":
        return _PUT_ON_LIST if state is OfferState.WAITING else _PLACE_FREE
    if state is OfferState.WAITING:
        return _ACCEPTED_AND_WAITS
    return _ANSWERS[choice]


def asks(offer: OfferView) -> bool:
    """This function will tell whether the service is given upon an answer, and not by rule alone."""
    return offer.campaign.mode is Mode.ASK
