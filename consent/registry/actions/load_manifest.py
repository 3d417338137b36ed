"""Loading a manifest: department, categories and activities, all of it or nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotAllowed
from consent.people.actors import Actor
from consent.registry.actions.publish_notice import Published, publish_notice
from consent.registry.before import begun, published_before, registered_categories
from consent.registry.drafting import drafted_activities, drafted_categories
from consent.registry.drafts import ActivityDraft, CategoryDraft
from consent.registry.locks import one_publisher_at_a_time
from consent.registry.manifest_shape import shape_problems
from consent.registry.models import Activity, DataCategory, Department
from consent.registry.publish_rules import broken_rules
from consent.registry.raised_categories import raised_elsewhere
from consent.registry.rules.breach import RuleBreach
from consent.registry.rules.data import category_findings
from consent.registry.scopes import unknown_scopes

Change = Literal["new", "changed", "unchanged", "not in the manifest"]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one thing; of an activity also the notice's version and how its terms now reach further."""

    kind: Literal["department", "category", "activity"]
    code: str
    change: Change
    version: int | None = None
    widened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a manifest did to the registry."""

    module: str
    rows: tuple[Row, ...]


def load_manifest(*, actor: Actor, manifest: Mapping[str, Any]) -> Loaded:
    """This function will bring the registry to what ``manifest`` says, in one transaction.

    Loading the same manifest again changes nothing; a notice gets a new version only when its text or terms changed.
    An activity that the manifest no longer names stays in force until an ``in_force_until`` ends it.
    Raises ``Invalid`` with every shape problem and every broken publish rule of every activity, and ``NotAllowed``
    for an actor other than the system. A crash before the end leaves nothing half-written.
    """
    if actor.kind != "system":
        raise NotAllowed("not_a_publisher", "manifests are loaded by the publish_registry command")
    if problems := shape_problems(manifest):
        raise Invalid("manifest_shape", problems)
    with transaction.atomic():
        one_publisher_at_a_time()
        registered = registered_categories()
        published = {row.code: published_before(row) for row in Activity.objects.all()}
        drafts = [begun(draft, clock.now()) for draft in drafted_activities(manifest, registered, published)]
        categories = drafted_categories(manifest, registered)
        broken = [
            *_manifest_breaches(manifest, categories, registered),
            *(str(b) for d in drafts for b in broken_rules(d)),
        ]
        if broken:
            raise Invalid("rules_broken", list(dict.fromkeys(broken)))
        rows = [_store_department(manifest["department"])]
        rows += [_store_category(category) for category in categories]
        rows += [_outcome(draft, publish_notice(actor=actor, draft=draft)) for draft in drafts]
        rows += _left_out(manifest)
    return Loaded(module=manifest["module"], rows=tuple(rows))


def _manifest_breaches(
    manifest: Mapping[str, Any], categories: list[CategoryDraft], registered: dict[str, CategoryDraft]
) -> list[str]:
    module = manifest["module"]
    found = [finding for category in categories for finding in category_findings(category)]
    found += raised_elsewhere(categories, registered, [entry["code"] for entry in manifest["activities"]])
    for kind in ("activities", "categories"):
        counted = Counter(entry["code"] for entry in manifest[kind])
        found += [
            (f"duplicate_{kind}", f"'{code}' stands {times} times under '{kind}': keep one of them")
            for code, times in counted.items()
            if times > 1
        ]
    found += [
        ("unknown_scope", f"'{scope}' is no scope of the platform: correct it under 'scopes'")
        for scope in unknown_scopes(frozenset(manifest["scopes"]))
    ]
    return [str(RuleBreach(code=code, activity=module, message=message)) for code, message in found]


def _store_department(entry: Mapping[str, Any]) -> Row:
    values = {**_name_columns(entry["name"]), "contact": dict(entry["contact"])}
    row, created = Department.objects.get_or_create(code=entry["code"], defaults=values)
    return Row("department", row.code, _changed(row, created, values))


def _store_category(draft: CategoryDraft) -> Row:
    values = {
        **_name_columns(draft.names),
        "pd_iri": draft.pd_iri,
        "sensitivity": draft.sensitivity,
        "source_id": draft.source,
    }
    row, created = DataCategory.objects.get_or_create(code=draft.code, defaults=values)
    return Row("category", row.code, _changed(row, created, values))


def _changed(row: Department | DataCategory, created: bool, values: Mapping[str, Any]) -> Change:
    if created:
        return "new"
    if all(getattr(row, name) == value for name, value in values.items()):
        return "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return "changed"


def _name_columns(names: Mapping[str, str]) -> dict[str, str]:
    return {f"name_{language}": name for language, name in names.items()}


def _outcome(draft: ActivityDraft, published: Published) -> Row:
    change: Change = "unchanged"
    if published.new_version or published.row_changed:
        change = "changed" if draft.published_before else "new"
    return Row("activity", draft.code, change, published.version, published.widened)


def _left_out(manifest: Mapping[str, Any]) -> list[Row]:
    named = [entry["code"] for entry in manifest["activities"]]
    others = Activity.objects.filter(department_id=manifest["department"]["code"], in_force_until__isnull=True)
    return [
        Row("activity", row.code, "not in the manifest", row.current_version)
        for row in others.exclude(code__in=named).order_by("code")
    ]
