"""What a department asks to publish, as plain values: the publish rules and the notice are made from these alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Translations = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A data category an activity names. ``source`` is its department; ``registered_source`` is who had it before."""

    code: str
    names: Translations
    pd_iri: str
    sensitivity: str
    source: str
    registered_source: str = ""


@dataclass(frozen=True, slots=True)
class ChildRule:
    """From which age a person decides alone, and whether any or all guardians decide before that."""

    own_decision_from: int
    guardians: str
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Governance:
    """Who wrote the text, which registrar approved it and what the data protection officer advised (GDPR 38)."""

    drafted_by: str = ""
    approved_by: str = ""
    dpo_opinion: str = ""


@dataclass(frozen=True, slots=True)
class PublishedBefore:
    """What the registry already holds under the same activity code."""

    basis: str
    department: str
    purpose_iri: str
    in_force_from: datetime


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """One activity as drafted. Anything left out is empty or None here, so that the rules can say what is missing."""

    code: str
    department: str
    department_names: Translations
    basis: str
    purposes: tuple[str, ...]
    categories: tuple[CategoryDraft, ...]
    texts: Mapping[str, Translations]
    retention: Mapping[str, object]
    recipients: tuple[Mapping[str, object], ...] = ()
    unknown_categories: tuple[str, ...] = ()
    law_ref: str = ""
    law_name: Translations = field(default_factory=dict)
    compulsory: bool = False
    restriction_exception: str = ""
    special_category_law: str = ""
    explicit_consent: Translations = field(default_factory=dict)
    valid_months: int | None = None
    child_rule: ChildRule | None = None
    high_risk: bool = False
    dpia_ref: str = ""
    requires_case: bool = False
    requires_staff_ref: bool = False
    uses: Mapping[str, object] | None = None
    hours: Mapping[str, object] | None = None
    break_glass: bool = False
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
    governance: Governance = field(default_factory=Governance)
    published_before: PublishedBefore | None = None
