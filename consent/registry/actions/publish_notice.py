"""Publishing one activity: its row as drafted and, when the terms changed, a new version of its notice."""

from dataclasses import dataclass, replace

from django.db import transaction

from consent import clock
from consent.core.errors import Invalid, NotAllowed
from consent.core.events import Kind
from consent.core.vocabulary import Basis
from consent.log.append import append
from consent.people.actors import Actor
from consent.registry.before import begun, published_before
from consent.registry.drafts import ActivityDraft
from consent.registry.locks import one_publisher_at_a_time
from consent.registry.models import Activity, Notice
from consent.registry.notice_document import document_hash, notice_document
from consent.registry.publish_rules import broken_rules
from consent.registry.widening import widened


@dataclass(frozen=True, slots=True)
class Published:
    """The version in force after publishing, and whether this call made it or changed anything beside the notice.

    ``widened`` names how a new version reaches further, so that everybody who had agreed is asked anew.
    """

    activity: str
    version: int
    new_version: bool
    row_changed: bool
    widened: tuple[str, ...] = ()


def publish_notice(*, actor: Actor, draft: ActivityDraft) -> Published:
    """This function will publish ``draft`` unless the very same terms are in force already.

    The department and the categories of the draft must be registered. Raises ``Invalid`` with every broken rule and
    ``NotAllowed`` for a resident or a member of staff: a registrar's word is recorded in the draft's governance, and
    the act itself is the operator's. What the registry holds under the code is read here, whatever the draft says of
    it. When a consent's new terms reach further than those in force, the activity's ``terms_since_version`` becomes the
    new version, and older consents no longer count (GDPR 4(11)). One transaction; a crash before its end leaves
    nothing.
    """
    if actor.kind != "system":
        raise NotAllowed("not_a_publisher", "notices are published by the publish_registry command")
    with transaction.atomic():
        one_publisher_at_a_time()
        row = Activity.objects.filter(code=draft.code).first()
        draft = begun(replace(draft, published_before=published_before(row) if row else None), clock.now())
        if broken := broken_rules(draft):
            raise Invalid("rules_broken", [str(breach) for breach in broken])
        document = notice_document(draft)
        digest = document_hash(document)
        in_force = Notice.objects.get(activity_id=row.code, version=row.current_version) if row else None
        new_version = in_force is None or bytes(in_force.hash) != digest
        version = (row.current_version if row else 0) + new_version
        wider = widened(in_force.document, document) if in_force and draft.basis == Basis.CONSENT else []
        if new_version:
            append(Kind.NOTICE_PUBLISHED, None, _notice(actor, draft, version, document, digest))
        terms_since = version if wider else row.terms_since_version if row else 1
        changed = _store(row, draft, version, terms_since)
    return Published(draft.code, version, new_version, row_changed=changed, widened=tuple(wider))


def _notice(actor: Actor, draft: ActivityDraft, version: int, document: dict[str, object], digest: bytes) -> Notice:
    return Notice(
        activity_id=draft.code,
        version=version,
        hash=digest,
        document=document,
        categories=[category.code for category in draft.categories],
        governance={
            "drafted_by": draft.governance.drafted_by,
            "approved_by": draft.governance.approved_by,
            "dpo_opinion": draft.governance.dpo_opinion,
            "dpia_ref": draft.dpia_ref,
            "published_by": actor.name,
        },
    )


def _store(row: Activity | None, draft: ActivityDraft, version: int, terms_since: int) -> bool:
    rule = draft.child_rule
    assert rule is not None  # noqa: S101  (the rules have refused a draft without one)
    values = {
        "department_id": draft.department,
        "basis": draft.basis,
        "law_ref": draft.law_ref,
        "law_name": dict(draft.law_name),
        "compulsory": draft.compulsory,
        "restriction_exception": draft.restriction_exception,
        "purpose_iri": draft.purposes[0],
        "recipients": [dict(recipient) for recipient in draft.recipients],
        "retention": dict(draft.retention),
        "own_decision_from": rule.own_decision_from,
        "guardians": rule.guardians,
        "confidential": rule.confidential,
        "requires_case": draft.requires_case,
        "requires_staff_ref": draft.requires_staff_ref,
        "most_uses": draft.uses["most"] if draft.uses else None,
        "most_uses_per": draft.uses["per"] if draft.uses else "",
        "hours": dict(draft.hours) if draft.hours else None,
        "break_glass": draft.break_glass,
        "high_risk": draft.high_risk,
        "dpia_ref": draft.dpia_ref,
        "valid_months": draft.valid_months,
        "in_force_from": draft.in_force_from,
        "in_force_until": draft.in_force_until,
        "current_version": version,
        "terms_since_version": terms_since,
    }
    if row is None:
        Activity.objects.create(code=draft.code, **values)
        return True
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    Activity.objects.filter(code=draft.code).update(**values)
    return True
