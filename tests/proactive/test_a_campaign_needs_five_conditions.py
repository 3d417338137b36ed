"""A campaign that lacks one of the five conditions cannot start, and says which and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from consent import clock
from consent.core.errors import Conflict, Invalid, NotAllowed, NotFound
from consent.core.events import Kind
from consent.log.models import Event
from consent.proactive.actions.draft_campaign import change_campaign, create_campaign
from consent.proactive.actions.publish_rules import publish_rules
from consent.proactive.actions.start_campaign import start_campaign
from consent.proactive.conditions import missing_conditions
from consent.proactive.drafts import PoolDraft
from consent.proactive.models import CampaignEvent
from consent.proactive.queries import campaign, campaigns_of, rule_set, rule_sets_of
from consent.proactive.read_models import CampaignView
from consent.proactive.vocabulary import CampaignState, Condition, Mode
from consent.registry.models import Activity
from tests.proactive.conftest import ACTIVITY, CLIENT, DEPARTMENT, OFFICER, Town, draft, rules, words


def drafted(**changes: Any) -> CampaignView:
    made = draft(**({"round": "2028"} | changes))
    return create_campaign(actor=OFFICER, client=CLIENT, department=DEPARTMENT, draft=made)


def start(view: CampaignView) -> CampaignView:
    return start_campaign(actor=OFFICER, department=DEPARTMENT, campaign=view.id)


def lacking(view: CampaignView) -> set[Condition]:
    """This function will try to start a campaign and return the conditions that the refusal names."""
    with pytest.raises(Invalid) as refused:
        start(view)
    named = {condition for condition in Condition for why in refused.value.problems if why.startswith(f"{condition}: ")}
    assert named == set(missing_conditions(view, clock.now()))
    assert campaign(DEPARTMENT, view.id).state is CampaignState.DRAFT
    return named


@pytest.mark.law("GDPR", "5(1)(b)", "A campaign uses only what the notice of its activity tells of")
@pytest.mark.parametrize(
    ("changes", "condition"),
    [
        ({"category": "child.allergies"}, Condition.HAS_THE_DATA),
        ({"rules": "no-such-rules"}, Condition.QUALIFIES),
        ({"rules_version": 7}, Condition.QUALIFIES),
        ({"benefit_resident": {"fi": "Hyöty"}}, Condition.BOTH_GAIN),
        ({"benefit_city": words(" ") | {"en": ""}}, Condition.BOTH_GAIN),
        ({"deadline": clock.now() + timedelta(days=36500)}, None),
    ],
)
def test_what_is_lacking_is_named(town: Town, changes: dict[str, Any], condition: Condition | None) -> None:
    view = drafted(**changes)
    if condition is None:
        assert start(view).state is CampaignState.RUNNING
    else:
        assert lacking(view) == {condition}


@pytest.mark.law("Act on Electronic Communications Services 917/2014", "200 §", "a message says whether it is service")
def test_a_marketing_message_needs_prior_consent(town: Town) -> None:
    assert lacking(drafted(message_class="marketing")) == {Condition.MAY_USE_IT}
    assert start(drafted(message_class="service", round="2029")).message_class == "service"


def test_rules_that_look_at_more_than_the_notice_tells_lack_the_data(town: Town) -> None:
    body = rules()
    body["inputs"]["lives_here"]["category"] = "child.allergies"
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="allergic", body=body)
    assert lacking(drafted(rules="allergic")) == {Condition.HAS_THE_DATA}


def test_an_activity_that_is_not_there_or_not_the_departments_lacks_data_and_permit(town: Town) -> None:
    for activity in ("no-such-activity", "kitchen-unknown"):
        found = lacking(drafted(activity=activity, round=activity[:16], duty_ref=""))
        assert found == {Condition.HAS_THE_DATA, Condition.MAY_USE_IT, Condition.DUTY_TO_PROVIDE}


@pytest.mark.law("GDPR", "6(1)", "An activity that is not in force until the deadline permits no campaign")
def test_an_activity_that_ends_before_the_deadline_permits_nothing(town: Town) -> None:
    Activity.objects.filter(code=ACTIVITY).update(in_force_until=clock.now() + timedelta(days=3))
    assert lacking(drafted()) == {Condition.MAY_USE_IT}


@pytest.mark.law("GDPR", "22(2)(b)", "Only what a law lets the city grant unasked is granted automatically")
def test_a_consent_without_a_named_law_has_no_duty_and_is_never_granted_automatically(town: Town) -> None:
    body = {
        "purely_rules": True,
        "inputs": {"any": {"type": "bool", "category": "child.allergies", "words": words("Any")}},
        "rules": [{"code": "any", "words": words("Any"), "when": {"input": "any", "op": "eq", "value": True}}],
    }
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="any", body=body)
    consent = {"activity": "kitchen-allergies", "category": "child.allergies", "rules": "any", "duty_ref": ""}
    assert lacking(drafted(**consent)) == {Condition.DUTY_TO_PROVIDE}
    law = consent | {"duty_ref": "390/2015 6 §", "mode": Mode.AUTOMATIC, "round": "2029"}
    assert lacking(drafted(**law)) == {Condition.DUTY_TO_PROVIDE}
    assert start(drafted(**(law | {"mode": Mode.ASK, "round": "2030"}))).state is CampaignState.RUNNING


@pytest.mark.parametrize(
    "changes",
    [
        {"texts": {"fi": "A {code} B {code}"}},
        {"texts": words("Hei Aino! A tai B {code}")},
        {"texts": words("Vastaa A tai B {code} https://bit.ly/x")},
        {"texts": words("Vastaa A tai B")},
        {"sender": "Helsinki"},
        {"pools": (PoolDraft("p", "Näe € koulu"),)},
        {"service": {"fi": "Esiopetus"}},
        {"if_declined": {}},
    ],
)
def test_a_text_that_the_linter_refuses_does_not_start(town: Town, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        start(drafted(**changes))
    assert refused.value.problems
    assert all(problem.startswith("texts: ") for problem in refused.value.problems)


@pytest.mark.law("GDPR", "5(2)", "The log commits to the whole of a campaign as it starts, and nothing changes after")
def test_a_start_is_one_event_and_nothing_changes_after_it(town: Town) -> None:
    event = CampaignEvent.objects.get(campaign=town.campaign.id)
    assert (event.kind, event.rules_version, event.done_by) == (Kind.CAMPAIGN_STARTED, 1, OFFICER.name)
    assert Event.objects.filter(pk=event.pk).exists()
    assert start(town.campaign) == campaign(DEPARTMENT, town.campaign.id)
    with pytest.raises(Conflict):
        change_campaign(actor=OFFICER, department=DEPARTMENT, campaign=town.campaign.id, draft=draft())


def test_a_draft_is_changed_until_it_starts_and_then_takes_the_newest_rules(town: Town) -> None:
    view = drafted()
    publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules(2022))
    changed = change_campaign(
        actor=OFFICER,
        department=DEPARTMENT,
        campaign=view.id,
        draft=draft(round="2028", pools=(PoolDraft("", "", 5),), sender="16121"),
    )
    assert (changed.sender, [pool.capacity for pool in changed.pools]) == ("16121", [5])
    assert start(changed).rules_version == 2
    assert town.campaign.rules_version == 1


def test_rounds_differ_and_another_departments_campaign_is_none(town: Town) -> None:
    with pytest.raises(Conflict):
        drafted(round="2027")
    for department, identifier in (("library", town.campaign.id), (DEPARTMENT, uuid4())):
        with pytest.raises(NotFound):
            start_campaign(actor=OFFICER, department=department, campaign=identifier)
        with pytest.raises(NotFound):
            campaign(department, identifier)
    assert [one.id for one in campaigns_of(DEPARTMENT)] == [town.campaign.id]
    assert campaigns_of("library") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Ä"},
        {"round": ""},
        {"deadline": clock.now() - timedelta(days=1)},
        {"form_url": "http://city.example/"},
        {"form_url": "https://x@evil.example/"},
        {"form_url": "//evil.example/"},
        {"form_url": "javascript:alert(1)"},
        {"pools": (PoolDraft("a"), PoolDraft("a"))},
        {"pools": (PoolDraft("a", capacity=-1),)},
        {"texts": words("x\x00")},
        {"service": words("x" * 41)},
        {"texts": {"de": "Hallo"}},
        {"message_class": "spam"},
        {"minutes_saved_each": -1},
    ],
)
def test_what_is_malformed_is_not_even_a_draft(town: Town, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        drafted(**changes)


def test_a_resident_runs_no_campaign_and_publishes_no_rules(town: Town) -> None:
    values: dict[str, Any] = {"actor": town.aino.actor, "department": DEPARTMENT}
    with pytest.raises(NotAllowed):
        create_campaign(client=CLIENT, draft=draft(), **values)
    with pytest.raises(NotAllowed):
        start_campaign(campaign=town.campaign.id, **values)
    with pytest.raises(NotAllowed):
        publish_rules(code="mine", body=rules(), **values)


def test_rules_are_versions_and_the_same_body_is_no_new_one(town: Town) -> None:
    same = publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules())
    newer = publish_rules(actor=OFFICER, department=DEPARTMENT, code="preschool-age", body=rules(2022))
    assert (same.version, newer.version) == (1, 2)
    assert [one.version for one in rule_sets_of(DEPARTMENT)] == [2, 1]
    assert rule_set(DEPARTMENT, "preschool-age", 1).body == rules()
    assert rule_set(DEPARTMENT, "preschool-age") == newer
    for wrong in (("library", "preschool-age"), (DEPARTMENT, "nothing")):
        with pytest.raises(NotFound):
            rule_set(*wrong)


@pytest.mark.parametrize("body", [{}, [], None, rules(purely_rules=False), rules(inputs={})])
def test_what_is_no_rule_set_is_not_published(town: Town, body: Any) -> None:
    with pytest.raises(Invalid):
        publish_rules(actor=OFFICER, department=DEPARTMENT, code="bad", body=body)


def test_rules_name_registered_categories_only(town: Town) -> None:
    body = rules()
    body["inputs"]["birth_date"]["category"] = "child.soul"
    with pytest.raises(Invalid, match=r"child\.soul"):
        publish_rules(actor=OFFICER, department=DEPARTMENT, code="souls", body=body)
