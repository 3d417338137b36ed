"""Turning a manifest of the right shape into drafts. Pure: what the registry already holds is handed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consent.core.conditions import WEEK
from consent.core.vocabulary import LANGUAGES
from consent.registry.drafts import (
    ActivityDraft,
    CategoryDraft,
    ChildRule,
    Governance,
    PublishedBefore,
    Translations,
)
from consent.registry.prose import settled

Manifest = Mapping[str, Any]


def drafted_categories(manifest: Manifest, registered: Mapping[str, CategoryDraft]) -> list[CategoryDraft]:
    """This function will return the categories the manifest declares, each knowing who was its source before."""
    department = manifest["department"]["code"]
    return [
        CategoryDraft(
            code=entry["code"],
            names=_translated(entry["name"]),
            pd_iri=entry["pd"],
            sensitivity=entry["sensitivity"],
            source=department,
            registered_source=registered[entry["code"]].source if entry["code"] in registered else "",
        )
        for entry in manifest["categories"]
    ]


def drafted_activities(
    manifest: Manifest, registered: Mapping[str, CategoryDraft], published: Mapping[str, PublishedBefore]
) -> list[ActivityDraft]:
    """This function will return the activities of ``manifest`` as drafts.

    ``registered`` are the categories known before this manifest, by code, and ``published`` the activities.
    """
    categories = {**registered, **{draft.code: draft for draft in drafted_categories(manifest, registered)}}
    return [_activity(entry, manifest, categories, published) for entry in manifest["activities"]]


def _activity(
    entry: Mapping[str, Any],
    manifest: Manifest,
    categories: Mapping[str, CategoryDraft],
    published: Mapping[str, PublishedBefore],
) -> ActivityDraft:
    purpose, conditions = entry["purpose"], entry.get("conditions", {})
    return ActivityDraft(
        code=entry["code"],
        department=manifest["department"]["code"],
        department_names=_translated(manifest["department"]["name"]),
        basis=entry["basis"],
        purposes=(purpose,) if isinstance(purpose, str) else tuple(purpose),
        categories=tuple(categories[code] for code in sorted(entry["categories"]) if code in categories),
        unknown_categories=tuple(code for code in sorted(entry["categories"]) if code not in categories),
        texts={
            language: {part: settled(text) for part, text in entry["notice"].get(language, {}).items()}
            for language in LANGUAGES
        },
        retention={"months": entry["retention"]["months"], "text": _translated(entry["retention"]["text"])},
        recipients=tuple(_recipient(recipient) for recipient in entry["recipients"]),
        law_ref=settled(entry.get("law_ref", "")),
        law_name=_translated(entry.get("law_name", {})),
        compulsory=entry.get("compulsory", False),
        restriction_exception=settled(entry.get("restriction_exception", "")),
        special_category_law=settled(entry.get("special_category_law", "")),
        explicit_consent=_translated(entry.get("explicit_consent", {})),
        valid_months=entry.get("valid_months"),
        child_rule=ChildRule(**entry["child_rule"]) if "child_rule" in entry else None,
        high_risk=entry.get("high_risk", False),
        dpia_ref=settled(entry.get("dpia_ref", "")),
        requires_case=conditions.get("case", False),
        requires_staff_ref=conditions.get("staff_ref", False),
        uses=dict(conditions["uses"]) if "uses" in conditions else None,
        hours=_hours(conditions["hours"]) if "hours" in conditions else None,
        break_glass=entry.get("break_glass", False),
        in_force_from=_moment(entry.get("in_force_from")),
        in_force_until=_moment(entry.get("in_force_until")),
        governance=Governance(**{part: settled(text) for part, text in entry.get("governance", {}).items()}),
        published_before=published.get(entry["code"]),
    )


def _hours(entry: Mapping[str, Any]) -> Mapping[str, object]:
    named = entry.get("weekdays", WEEK)
    return {"from": entry["from"], "until": entry["until"], "weekdays": [day.value for day in WEEK if day in named]}


def _recipient(entry: Mapping[str, Any]) -> Mapping[str, object]:
    return {**entry, "name": _translated(entry["name"])}


def _translated(texts: Mapping[str, str]) -> Translations:
    return {language: settled(text) for language, text in texts.items()}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
