"""How a person is told of offers: topics, channel, quiet hours, or no offers at all. Each person's own."""

from datetime import time

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consent.core.errors import Invalid
from consent.messaging.actions.set_preferences import set_preferences
from consent.messaging.actions.stop import allow_again
from consent.messaging.preferences import has_stopped, preferences_of
from consent.messaging.vocabulary import Channel
from consent.portal.acting import Acting
from consent.portal.guards import resident_only
from consent.registry.queries import activities_in_force

CHANNELS = {
    Channel.SMS: gettext_lazy("By text message, where the city has a mobile number of mine"),
    Channel.LETTER: gettext_lazy("By letter"),
    Channel.PORTAL: gettext_lazy("Only here, on the page of offers"),
}
HOURS = tuple(time(hour) for hour in range(24))
_QUIET = gettext_lazy("Choose both when quiet hours begin and when they end, or neither. Nothing was saved.")


@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def preferences(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will show a person's own choices of how they are told of offers, and save new ones (GDPR 21(2)).

    Nobody chooses for another: an offer to a child is told to each guardian by that guardian's own choices.
    """
    assert acting.actor.subject is not None  # noqa: S101  (guards.resident_only let nobody else in)
    topics = _topics(acting)
    if request.method == "POST":
        return _save(request, acting, topics)
    context = {
        "page": "offers",
        "acting": acting,
        "acting_for": acting.other,
        "me": acting.everybody[0],
        "chosen": preferences_of(acting.actor.subject),
        "stopped": has_stopped(acting.actor.subject),
        "channels": CHANNELS.items(),
        "topics": sorted(topics.items(), key=lambda pair: pair[1]),
        "hours": HOURS,
    }
    return render(request, "portal/preferences.html", context)


@require_POST
@resident_only
def messages_again(request: HttpRequest, acting: Acting) -> HttpResponse:
    """This function will take a STOP back, so that text messages come to the person's number again."""
    assert acting.actor.subject is not None  # noqa: S101  (guards.resident_only let nobody else in)
    if allow_again(actor=acting.actor, subject=acting.actor.subject):
        messages.success(request, _("Text messages about offers come to your number again."))
    else:
        messages.info(request, _("Nothing changed."))
    return _back()


def _save(request: HttpRequest, acting: Acting, topics: dict[str, str]) -> HttpResponse:
    sent = request.POST
    wanted = sent.getlist("topic")
    if sent.get("person") != str(acting.actor.subject) or acting.other is not None:
        messages.warning(request, _("Everybody chooses for themselves. Nothing was saved."))
        return _back()
    if sent.get("channel") not in set(Channel) or not set(wanted) <= topics.keys():
        raise BadRequest("preferences")
    try:
        set_preferences(
            actor=acting.actor,
            subject=acting.subject,
            channel=Channel(sent["channel"]),
            quiet_from=_hour(sent.get("quiet_from", "")),
            quiet_until=_hour(sent.get("quiet_until", "")),
            no_offers=sent.get("no_offers") == "yes",
            # All of them is no choice at all: what comes later is then told of, too.
            topics=[] if set(wanted) == topics.keys() else wanted,
        )
    except Invalid:
        messages.error(request, _QUIET)
        return _back()
    messages.success(request, _("Your choices were saved."))
    return _back()


def _topics(acting: Acting) -> dict[str, str]:
    """Departments that may offer something, by code."""
    language = get_language() or "fi"
    return {view.department.code: view.department.name(language) for view in activities_in_force(acting.at)}


def _hour(text: str) -> time | None:
    if not text:
        return None
    found = next((hour for hour in HOURS if f"{hour:%H:%M}" == text), None)
    if found is None:
        raise BadRequest("quiet hours")
    return found


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect("/preferences/#status")
