"""An operator loads manifests: all of one or nothing of it, and the same one again changes nothing."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from consent import clock
from consent.core.canonical import canonical
from consent.core.errors import Invalid, NotAllowed
from consent.people.actors import Actor
from consent.registry import queries
from consent.registry.actions.load_manifest import Loaded, load_manifest
from consent.registry.actions.publish_notice import publish_notice
from consent.registry.models import Activity, DataCategory, Department, Notice
from tests.registry.conftest import Load
from tests.registry.samples import changed, drafts, law_based, sample


def results(loaded: Loaded) -> dict[str, str]:
    """This function will return what became of each thing, by code."""
    return {row.code: row.change for row in loaded.rows}


def refused(load: Load, manifest: dict[str, Any]) -> list[str]:
    """This function will return the problems for which a manifest was refused."""
    with pytest.raises(Invalid) as error:
        load(manifest)
    return error.value.problems


def count_events() -> int:
    """This function will count the notices that the log knows to be published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM log_event WHERE kind = 'notice.published'")
        return int(cursor.fetchone()[0])


def test_a_new_manifest_registers_department_categories_and_activity(load: Load) -> None:
    assert results(load(sample())) == {"gym": "new", "gym.groups": "new", "gym.injuries": "new", "gym-tips": "new"}
    view = queries.activity("gym-tips")
    assert (view.department.code, view.basis, view.valid_months) == ("gym", "consent", 12)
    assert view.title("sv") == "Tips om motionsgrupper"
    assert [category.code for category in view.categories] == ["gym.groups"]
    assert view.in_force(clock.now())
    assert view.notice.version == 1


def test_the_hash_is_that_of_the_canonical_document(load: Load) -> None:
    load(sample())
    notice = queries.notice("gym-tips", 1)
    assert notice.hash == hashlib.sha256(canonical(notice.document)).digest()


def test_loading_the_same_manifest_again_changes_nothing(load: Load) -> None:
    load(sample())
    before, events = queries.activity("gym-tips"), count_events()
    assert set(results(load(sample())).values()) == {"unchanged"}
    assert queries.activity("gym-tips") == before
    assert count_events() == events
    assert Notice.objects.filter(activity_id="gym-tips").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["activities"][0]["notice"]["fi"].update(why="Jotta löydät ryhmän,\n   joka sopii sinulle.\n"),
        lambda m: m["department"]["contact"].update(email="other@city.example"),
        lambda m: m["activities"][0]["governance"].update(dpo_opinion="Still fine."),
        lambda m: m["activities"][0].update(dpia_ref="DPIA 8"),
        lambda m: m["activities"][0].update(conditions={"case": True}),
        lambda m: m["activities"][0].update(in_force_until="2199-01-01T00:00:00Z"),
        lambda m: m["categories"].reverse(),
    ],
)
def test_what_nobody_agreed_to_makes_no_new_version(load: Load, change: Any) -> None:
    load(sample())
    load(changed(sample(), change))
    assert queries.activity("gym-tips").notice.version == 1
    assert len(queries.notices_of("gym-tips")) == 1


@pytest.mark.law("GDPR", "7(1)", "changed terms are a new version with a hash of its own; the old one stays")
@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["activities"][0]["notice"]["sv"].update(why="Av en annan orsak."),
        lambda m: m["activities"][0].update(valid_months=6),
        lambda m: m["activities"][0]["retention"].update(months=7),
        lambda m: m["activities"][0]["child_rule"].update(own_decision_from=15),
        lambda m: m["activities"][0]["child_rule"].update(guardians="all"),
        lambda m: m["activities"][0]["recipients"].append(
            {"name": {"fi": "Seura", "sv": "Föreningen", "en": "The club"}, "kind": "association"}
        ),
        lambda m: m["categories"][0]["name"].update(en="Sports groups and trainers"),
    ],
)
def test_changed_terms_make_a_new_version(load: Load, change: Any) -> None:
    load(sample())
    old = queries.notice("gym-tips", 1)
    outcome = load(changed(sample(), change))
    assert results(outcome)["gym-tips"] == "changed"
    new = queries.activity("gym-tips").notice
    assert new.version == 2
    assert new.hash != old.hash
    assert queries.notice("gym-tips", 1) == old
    assert [notice.version for notice in queries.notices_of("gym-tips")] == [2, 1]
    assert count_events() == 2


def test_going_back_to_the_old_text_is_a_third_version(load: Load) -> None:
    load(sample())
    load(sample(valid_months=6))
    load(sample())
    first, third = queries.notice("gym-tips", 1), queries.notice("gym-tips", 3)
    assert first.hash == third.hash


def test_an_activity_keeps_the_day_it_began(load: Load) -> None:
    load(sample())
    began = queries.activity("gym-tips").in_force_from
    load(sample(valid_months=6))
    assert queries.activity("gym-tips").in_force_from == began


def test_an_activity_that_ended_is_not_in_force(load: Load) -> None:
    load(sample(in_force_from="2020-01-01T00:00:00Z", in_force_until="2021-01-01T00:00:00+02:00"))
    assert queries.activities_in_force(clock.now()) == []
    assert queries.activity("gym-tips").in_force_until is not None


def test_one_bad_activity_keeps_the_whole_manifest_out(load: Load) -> None:
    manifest = sample()
    manifest["activities"].append(law_based(code="gym-duty", law_ref="", law_name={})["activities"][0])
    del manifest["activities"][1]["law_ref"]
    manifest["activities"].append(sample(code="gym-ads", child_rule=None)["activities"][0])
    found = refused(load, manifest)
    assert [line.rpartition("[")[2] for line in found] == ["public_task_without_law]", "child_rule_missing]"]
    assert not Department.objects.exists()
    assert not DataCategory.objects.exists()
    assert not Activity.objects.exists()
    assert count_events() == 0


def test_a_later_bad_manifest_leaves_what_was_published(load: Load) -> None:
    load(sample())
    before = queries.activity("gym-tips")
    refused(load, changed(sample(valid_months=99), lambda m: m["department"]["name"].update(en="Something else")))
    assert queries.activity("gym-tips") == before


@pytest.mark.law("GDPR", "6(1)", "the legal basis of an activity is never swapped")
def test_a_basis_is_never_swapped(load: Load) -> None:
    load(sample())
    [line] = refused(load, law_based())
    assert "[basis_changed]" in line


def test_another_department_cannot_take_over_a_category_or_an_activity(load: Load) -> None:
    load(sample())
    found = refused(load, changed(sample(), lambda m: m["department"].update(code="rival")))
    assert sum("[category_of_other_source]" in line for line in found) == 3  # twice declared, once used
    assert sum("[activity_of_other_department]" in line for line in found) == 1


def test_another_department_may_use_a_category_that_is_registered(load: Load) -> None:
    load(sample())
    rival = changed(
        sample(code="rival-tips"), lambda m: (m["department"].update(code="rival"), m["categories"].clear())
    )
    load(rival)
    [category] = queries.activity("rival-tips").categories
    assert (category.code, category.source) == ("gym.groups", "gym")


def test_a_code_that_stands_twice_is_refused(load: Load) -> None:
    manifest = sample()
    manifest["activities"] *= 2
    manifest["categories"].append(manifest["categories"][0])
    found = refused(load, manifest)
    assert any("[duplicate_activities]" in line for line in found)
    assert any("[duplicate_categories]" in line for line in found)


def test_a_scope_the_platform_does_not_have_is_refused(load: Load) -> None:
    [line] = refused(load, changed(sample(), lambda m: m["scopes"].append("decision:override")))
    assert "'decision:override' is no scope" in line


def test_an_activity_that_left_the_manifest_is_pointed_out_and_stays(load: Load) -> None:
    manifest = sample()
    manifest["activities"].append(sample(code="gym-ads")["activities"][0])
    load(manifest)
    assert results(load(sample()))["gym-ads"] == "not in the manifest"
    assert len(queries.activities_in_force(clock.now())) == 2


def test_who_drafted_approved_advised_and_published_is_kept(load: Load) -> None:
    load(sample(high_risk=True, dpia_ref="DPIA 7"))
    assert Notice.objects.get().governance == {
        "drafted_by": "gym / planner",
        "approved_by": "city / registrar",
        "dpo_opinion": "Fine.",
        "dpia_ref": "DPIA 7",
        "published_by": "test_operator",
    }


@pytest.mark.parametrize("kind", ["resident", "staff"])
def test_people_do_not_publish(db: None, kind: Any) -> None:
    somebody = Actor(kind=kind, account=uuid4(), subject=None, name="somebody")
    with pytest.raises(NotAllowed):
        load_manifest(actor=somebody, manifest=sample())
    with pytest.raises(NotAllowed):
        publish_notice(actor=somebody, draft=drafts(sample())[0])


def test_the_rules_hold_also_for_who_skips_the_manifest(load: Load, operator: Actor) -> None:
    load(sample())
    with pytest.raises(Invalid) as error:
        publish_notice(actor=operator, draft=drafts(sample(child_rule=None))[0])
    assert "[child_rule_missing]" in error.value.problems[0]
