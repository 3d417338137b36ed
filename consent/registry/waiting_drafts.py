"""Reading the drafts that wait for a registrar, each with the publish rules that it breaks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from consent import clock
from consent.core.canonical import canonical
from consent.core.errors import Invalid, NotFound
from consent.core.events import moment
from consent.core.vocabulary import LANGUAGES
from consent.registry.before import begun, published_before, registered_categories
from consent.registry.drafting import drafted_activities
from consent.registry.drafts import ActivityDraft
from consent.registry.manifest_shape import shape_problems
from consent.registry.models import Activity, ClientApplication, Department, WaitingDraft
from consent.registry.notice_document import document_hash, notice_document
from consent.registry.prose import settled
from consent.registry.publish_rules import RuleBreach, broken_rules
from consent.registry.read_models import NoticeView

# Who approves is known only when a registrar does, and never from what a department writes.
_SOMEBODY = "the registrar who approves"
_PLACE = "activities[0]"


@dataclass(frozen=True, slots=True)
class DraftView:
    """A waiting draft. ``broken`` are the publish rules that it breaks; ``notice`` is what it would publish, if none.

    ``etag`` is a digest of what there is to read: whoever acts upon a draft says which one they have read.
    ``returned_at`` and ``returned_reason`` tell that and why a registrar sent it back.
    """

    department: str
    code: str
    entry: Mapping[str, Any]
    client: str
    client_name: str
    drafted_at: datetime
    etag: str
    broken: tuple[RuleBreach, ...]
    notice: NoticeView | None
    returned_at: datetime | None = None
    returned_reason: str = ""

    def title(self, language: str) -> str:
        """This function will return what the purpose would be called in ``language``, or its code."""
        return _title(self.entry, self.code, language)


@dataclass(frozen=True, slots=True)
class Waiting:
    """That a draft waits, and since when, or that it was sent back; ``names`` are its department's."""

    code: str
    department_code: str
    names: Mapping[str, str]
    drafted_at: datetime
    returned_at: datetime | None
    entry: Mapping[str, Any]

    def title(self, language: str) -> str:
        """This function will return what the purpose would be called in ``language``, or its code."""
        return _title(self.entry, self.code, language)


def draft_of(department: str, code: str) -> DraftView:
    """This function will return the draft of ``code`` that ``department`` has handed in; raises ``NotFound``."""
    row = WaitingDraft.objects.filter(department=department, code=code).first()
    if row is None:
        raise NotFound("no_such_draft")
    return viewed(row)


def waiting_drafts() -> list[Waiting]:
    """This function will return every waiting draft, the longest waiting first, in one statement."""
    rows = WaitingDraft.objects.select_related("department").order_by("drafted_at", "pk")
    return [
        Waiting(row.code, row.department_id, row.department.names, row.drafted_at, row.returned_at, row.entry)
        for row in rows
    ]


def viewed(row: WaitingDraft) -> DraftView:
    """This function will return a stored draft with what there is to say about it now."""
    draft = draft_from(row.entry, row.department, _SOMEBODY)
    broken = tuple(broken_rules(draft))
    client = ClientApplication.objects.filter(client_id=row.client).values_list("name", flat=True).first()
    return DraftView(
        department=row.department_id,
        code=row.code,
        entry=row.entry,
        client=row.client,
        client_name=client or row.client,
        drafted_at=row.drafted_at,
        etag=etag_of(row),
        broken=broken,
        notice=None if broken else _notice(draft, row),
        returned_at=row.returned_at,
        returned_reason=row.returned_reason,
    )


def etag_of(row: WaitingDraft) -> str:
    """This function will return the digest of a draft, and of its return if it was sent back: SHA-256, hexadecimal."""
    told = canonical(row.entry)
    if row.returned_at is not None:
        told += canonical([moment(row.returned_at), row.returned_reason])
    return hashlib.sha256(told).hexdigest()


def _title(entry: Mapping[str, Any], code: str, language: str) -> str:
    # A draft need not have a notice in every language yet.
    notice = entry.get("notice", {})
    titles = [notice.get(one, {}).get("title") for one in (language, *LANGUAGES)]
    return next((settled(title) for title in titles if title), code)


def draft_from(entry: Mapping[str, Any], department: Department, approved_by: str) -> ActivityDraft:
    """This function will return an entry of the right shape as the rules read it, approved by ``approved_by``."""
    row = Activity.objects.filter(code=entry["code"]).first()
    published = {row.code: published_before(row)} if row else {}
    manifest = _manifest(entry, department)
    draft = begun(drafted_activities(manifest, registered_categories(), published)[0], clock.now())
    return replace(draft, governance=replace(draft.governance, approved_by=approved_by))


def check_shape(entry: Any, department: Department) -> None:
    """This function will raise ``Invalid`` with each way in which ``entry`` is not one activity of a manifest."""
    found = [problem for problem in shape_problems(_manifest(entry, department)) if problem.startswith(_PLACE)]
    if found:
        raise Invalid("draft_shape", [problem.removeprefix(_PLACE).lstrip(".") for problem in found])


def _manifest(entry: Any, department: Department) -> dict[str, Any]:
    own = {"code": department.code, "name": department.names, "contact": department.contact}
    return {"module": department.code, "department": own, "scopes": [], "categories": [], "activities": [entry]}


def _notice(draft: ActivityDraft, row: WaitingDraft) -> NoticeView:
    document = notice_document(draft)
    return NoticeView(
        activity=draft.code,
        version=0,
        hash=document_hash(document),
        published_at=row.drafted_at,
        document=document,
        categories=tuple(category.code for category in draft.categories),
        governance={"drafted_by": draft.governance.drafted_by, "dpo_opinion": draft.governance.dpo_opinion},
    )
