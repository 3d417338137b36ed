"""What could be offered to me and with which permission, and how I want to be told: without nudging anybody."""

import re
from typing import Any

import pytest
from django.test import Client

from consent.core.vocabulary import Channel as DecidedThrough
from consent.ledger.actions.grant import grant_consent
from consent.ledger.models import Use
from consent.log.models import Event
from consent.messaging.preferences import preferences_of
from consent.messaging.vocabulary import Channel
from consent.proactive.actions.draft_campaign import create_campaign
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.vocabulary import NotOffered
from consent.registry.actions.load_manifest import load_manifest
from tests import trial_manifest
from tests.cast import SYSTEM
from tests.portal.offering import Enter, said
from tests.portal.offering import enter as enter
from tests.portal.offering import sms as sms
from tests.portal.offering import town as town
from tests.portal.steps import text
from tests.proactive.conftest import CLIENT, OFFICER, Town, draft, words


@pytest.fixture
def consented_service(town: Town) -> None:
    """Another department offers a service to those born from 1980 on who consent."""
    manifest = trial_manifest.manifest()
    birth = {"code": "trial.birth_date", "name": words("Date of birth"), "pd": "pd:BirthDate", "sensitivity": "normal"}
    manifest["categories"].append(birth)
    asks = trial_manifest.activity("trial-tips", "consent", categories=["trial.plain", "trial.birth_date"])
    manifest["activities"].append(asks)
    load_manifest(actor=SYSTEM, manifest=manifest)
    body = {
        "purely_rules": True,
        "inputs": {"born": {"type": "date", "category": "trial.birth_date", "words": words("Date of birth")}},
        "rules": [
            {
                "code": "young",
                "words": words("Born in 1980 or later"),
                "when": {"input": "born", "op": "ge", "value": "1980-01-01"},
            }
        ],
    }
    publish_rules(actor=OFFICER, department="trial", code="young-enough", body=body)
    values: dict[str, Any] = {
        "code": "tips", "activity": "trial-tips", "category": "trial.plain", "rules": "young-enough", "pools": (),
        "service": {"fi": "Vinkit", "sv": "Tips", "en": "Tips"},
    }  # fmt: skip
    made = create_campaign(actor=OFFICER, client=CLIENT, department="trial", draft=draft(**values))
    start_campaign(actor=OFFICER, department="trial", campaign=made.id)


def labels(client: Client) -> dict[str, str]:
    """This function will return what "Services for me" says of each service."""
    return {one.service: str(one.label) for one in client.get("/for-me/").context["services"]}


@pytest.mark.law("GDPR", "13(2)(f)", "what would be offered, and with which permission, is told by the published rules")
def test_each_service_is_judged_by_its_own_rules_and_the_permission_there_is(
    town: Town, enter: Enter, consented_service: None
) -> None:
    aino = enter(town.aino)
    assert labels(aino) == {"Pre-primary": "Not by these rules", "Tips": "Could be offered with a permission"}
    grant_consent(
        actor=town.aino.actor, subject=town.aino.subject, activity="trial-tips", notice_version=1, language="fi",
        channel=DecidedThrough.PORTAL,
    )  # fmt: skip
    assert labels(aino)["Tips"] == "Can be offered now"
    assert labels(enter(town.mikko))["Tips"] == "Not by these rules"
    assert "/permissions/trial-tips/" in text(aino, "/for-me/")


def test_what_only_the_department_knows_is_said_to_be_its_own(town: Town, enter: Enter) -> None:
    aino = enter(town.aino, town.eino)
    assert labels(aino) == {"Pre-primary": "Can perhaps be offered now"}
    (service,) = aino.get("/for-me/").context["services"]
    assert service.own_data == ("Lives in the city (en)",)
    assert [rule.met for rule in service.shown] == [True, None]
    body = text(aino, "/for-me/")
    assert "These the department knows itself" in body
    assert "preschool-age, version 1" in body


def test_a_service_that_needs_a_permission_looks_like_one_that_does_not(
    town: Town, enter: Enter, consented_service: None
) -> None:
    body = text(enter(town.aino, town.eino), "/for-me/")
    cards = re.findall(r'<li class="(card[^"]*)">.*?<span class="([^"]*)">', body, re.DOTALL)
    assert len(cards) == 2
    assert len(set(cards)) == 1, "same card, same label, same colours"
    assert "hds-button--primary" not in body.split('aria-labelledby="services"')[1].split("</section>")[0]


def test_looking_leaves_no_use_and_tells_no_department(town: Town, enter: Enter) -> None:
    aino = enter(town.aino, town.eino)
    before = Event.objects.count(), Use.objects.count()
    text(aino, "/for-me/")
    assert (Event.objects.count(), Use.objects.count()) == before


# Preferences

CHOSEN = {
    "channel": "letter",
    "quiet_from": "21:00",
    "quiet_until": "09:00",
    "no_offers": "yes",
    "topic": ["education"],
}


def test_a_persons_choices_are_saved_and_shown_again(town: Town, enter: Enter) -> None:
    aino = enter(town.aino)
    saved = aino.post("/preferences/", CHOSEN | {"person": str(town.aino.subject)}, follow=True)
    # The only department that offers: all of them is no choice.
    assert "Your choices were saved" in said(saved)
    chosen = preferences_of(town.aino.subject)
    assert (chosen.channel, chosen.no_offers, chosen.topics) == (Channel.LETTER, True, ())
    assert (str(chosen.quiet_from), str(chosen.quiet_until)) == ("21:00:00", "09:00:00")
    body = saved.content.decode()
    assert re.search(r'value="letter" checked', body)
    assert re.search(r'value="21:00" selected', body)
    assert re.search(r'value="yes"[^>]* checked', body)


def test_one_topic_of_several_is_kept(town: Town, enter: Enter, consented_service: None) -> None:
    aino = enter(town.aino)
    aino.post("/preferences/", {"person": str(town.aino.subject), "channel": "sms", "topic": ["trial"]})
    assert preferences_of(town.aino.subject).topics == ("trial",)
    assert re.search(r'value="trial" checked', text(aino, "/preferences/"))


@pytest.mark.law(
    "GDPR", "21(2)", "who chose other topics, or no offers at all, is not offered what they did not choose"
)
def test_what_nobody_wanted_to_hear_of_is_not_offered(town: Town, enter: Enter, consented_service: None) -> None:
    pia = enter(town.pia)
    pia.post("/preferences/", {"person": str(town.pia.subject), "channel": "sms", "topic": ["trial"]})
    assert town.offer(town.ada).reason == NotOffered.ASKED_FOR_NONE
    pia.post("/preferences/", {"person": str(town.pia.subject), "channel": "sms", "topic": ["education"]})
    assert town.offer(town.ida).is_offered


@pytest.mark.parametrize(
    "sent", [{"channel": "pigeon"}, {}, {"channel": "sms", "topic": ["x"]}, {"channel": "sms", "quiet_from": "25:00"}]
)
def test_what_no_form_sends_is_a_bad_request(town: Town, enter: Enter, sent: dict[str, Any]) -> None:
    body = {"person": str(town.aino.subject), **sent}
    assert enter(town.aino).post("/preferences/", body).status_code == 400


def test_half_of_the_quiet_hours_saves_nothing(town: Town, enter: Enter) -> None:
    body = {"person": str(town.aino.subject), "channel": "letter", "quiet_from": "21:00"}
    assert "Nothing was saved" in said(enter(town.aino).post("/preferences/", body, follow=True))
    assert preferences_of(town.aino.subject).channel is Channel.SMS


def test_nobody_chooses_for_another(town: Town, enter: Enter) -> None:
    aino = enter(town.aino, town.eino)
    assert "Everybody chooses for themselves" in text(aino, "/preferences/")
    for person in (town.eino, town.aino, town.saara):
        sent = aino.post("/preferences/", CHOSEN | {"person": str(person.subject)}, follow=True)
        assert "Nothing was saved" in said(sent)
        assert preferences_of(person.subject).channel is Channel.SMS


def test_who_never_sent_stop_has_nothing_to_take_back(town: Town, enter: Enter) -> None:
    aino = enter(town.aino)
    assert "STOP was sent" not in text(aino, "/preferences/")
    assert "Nothing changed" in said(aino.post("/preferences/messages/", follow=True))
