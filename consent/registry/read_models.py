"""What the registry shows to the rooms above it: frozen values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from consent.core.vocabulary import Basis, Sensitivity

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department with its name in each language and how to reach it (any of email, phone, url)."""

    code: str
    names: Names
    contact: Mapping[str, str]

    def name(self, language: str) -> str:
        """This function will return the name in ``language`` (fi, sv or en)."""
        return self.names[language]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A data category; ``source`` is the code of the department the data comes from."""

    code: str
    names: Names
    sensitivity: Sensitivity
    pd_iri: str
    source: str

    def name(self, language: str) -> str:
        """This function will return the name in ``language`` (fi, sv or en)."""
        return self.names[language]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One version of a notice. ``hash`` is SHA-256 (32 bytes) over the canonical form of ``document``.

    ``governance`` (``drafted_by, approved_by, dpo_opinion, dpia_ref, published_by``) is the office's paperwork and no
    part of the hash.
    """

    activity: str
    version: int
    hash: bytes
    published_at: datetime
    document: Mapping[str, Any]
    categories: tuple[str, ...]
    governance: Mapping[str, str]

    def text(self, language: str) -> Mapping[str, str]:
        """This function will return the parts written in ``language`` (fi, sv or en).

        ``title, summary, why, what_we_do, rights`` are always there, ``if_no`` always for a consent; ``how_selected,
        where_from, children`` where the activity has them.
        """
        return cast("Mapping[str, str]", self.document["texts"][language])

    def title(self, language: str) -> str:
        """This function will return the title in ``language``."""
        return self.text(language)["title"]

    def explicit_consent(self, language: str) -> str:
        """This function will return the words of an explicit consent in ``language``, or nothing (GDPR 9(2)(a))."""
        return str((self.document["explicit_consent"] or {}).get(language, ""))


@dataclass(frozen=True, slots=True)
class ActivityView:
    """A processing activity with its current notice. Ages are in years, ``valid_months`` in calendar months.

    ``terms_since_version`` is the notice version that last widened the terms of a consent: who agreed to an older one
    has not agreed to what is asked now. It stays 1 on any other basis.
    """

    code: str
    department: DepartmentView
    basis: Basis
    law_ref: str
    law_name: Names
    compulsory: bool
    restriction_exception: str
    purpose_iri: str
    categories: tuple[CategoryView, ...]
    recipients: tuple[Mapping[str, Any], ...]
    retention: Mapping[str, Any]
    own_decision_from: int
    guardians: str
    confidential: bool
    requires_case: bool
    requires_staff_ref: bool
    uses: Mapping[str, Any] | None
    hours: Mapping[str, Any] | None
    break_glass: bool
    high_risk: bool
    dpia_ref: str
    valid_months: int | None
    in_force_from: datetime
    in_force_until: datetime | None
    terms_since_version: int
    notice: NoticeView

    def text(self, language: str) -> Mapping[str, str]:
        """This function will return the current notice's parts in ``language`` (fi, sv or en)."""
        return self.notice.text(language)

    def title(self, language: str) -> str:
        """This function will return the current notice's title in ``language``."""
        return self.notice.title(language)

    def hands_over(self) -> bool:
        """This function will tell whether data of one department go to another that the activity declares."""
        receivers = {self.department.code} | {
            str(entry["department"]) for entry in self.recipients if "department" in entry
        }
        return any(receivers - {category.source} for category in self.categories)

    def in_force(self, at: datetime) -> bool:
        """This function will say whether the activity may be relied on at ``at``."""
        return self.in_force_from <= at and (self.in_force_until is None or at < self.in_force_until)


@dataclass(frozen=True, slots=True)
class ClientView:
    """A department's OAuth client, without its secret.

    ``last_token_at`` is when the newest of its tokens that are still kept was issued: expired ones go within the hour.
    """

    client_id: str
    name: str
    department: str
    scopes: tuple[str, ...]
    enabled: bool
    created_at: datetime
    last_token_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """One client as a registrar sees it: how it proves itself, and never the secret.

    ``keys`` are the ids of its public keys; ``old_secret_until`` is set while an earlier secret is valid too;
    ``updated_at`` is what an act names, so that nobody overrules what they have not seen.
    """

    client_id: str
    name: str
    department: str
    scopes: tuple[str, ...]
    enabled: bool
    has_secret: bool
    keys: tuple[str, ...]
    old_secret_until: datetime | None
    certificate_bound: bool
    created_at: datetime
    updated_at: datetime
    history: tuple["ClientChangeView", ...]


@dataclass(frozen=True, slots=True)
class ClientChangeView:
    """One act on a client: what, when and by whom."""

    event_id: int
    act: str
    at: datetime
    done_by: str
    scopes: tuple[str, ...]
    until: datetime | None
