"""Canonical bytes of the ledger's events, rebuilt from their payload rows by fixed shapes (RFC 8785)."""

from typing import Any

from consent.core.canonical import Shape
from consent.core.events import Kind, based, hexed, moment, named
from consent.ledger.models import PermissionChange, StaffView, Use, UseReport, UseReview
from consent.ledger.use_rows import UseRow

CHANGE_KINDS = (
    Kind.CONSENT_GRANTED,
    Kind.CONSENT_REFUSED,
    Kind.CONSENT_WITHDRAWN,
    Kind.OBJECTION_MADE,
    Kind.OBJECTION_LIFTED,
    Kind.RESTRICTION_BEGAN,
    Kind.RESTRICTION_LIFTED,
)
USE_KINDS = (Kind.USE_PERMITTED, Kind.USE_REFUSED)
VIEW_KINDS = (Kind.STAFF_VIEWED, Kind.PORTAL_VIEWED)
PORTAL = "portal"

_CHANGE = Shape(
    "activity", "actor_account", "actor_subject", "at", "channel", "decided_by", "event_id", "kind", "language",
    "notice_hash", "notice_version", "sealed", "subject", "v", "valid_until", "version", "waiting",
)  # fmt: skip
_USE = Shape(
    "activity", "allowed", "at", "basis", "category", "client", "department", "event_id", "kind", "notice_version",
    "permission_version", "reason", "sealed", "subject", "v",
)  # fmt: skip
# A use in an emergency says so; every other one is spelled as it was before there were any.
_EMERGENCY = Shape(
    "activity", "allowed", "at", "basis", "break_glass", "category", "client", "department", "event_id", "kind",
    "notice_version", "permission_version", "reason", "sealed", "subject", "v",
)  # fmt: skip
_REVIEW = Shape(
    "actor_account", "actor_name", "at", "event_id", "found", "kind", "role", "sealed", "subject", "use", "v",
)  # fmt: skip
_STAFF_VIEW = Shape(
    "actor_account", "actor_name", "at", "event_id", "kind", "role", "sealed", "subject", "v", "what",
)  # fmt: skip
_USE_REPORT = Shape(
    "activity", "at", "client", "department", "event_id", "happened_at", "kind", "passed_on_to", "rows_read", "subject",
    "use", "v",
)  # fmt: skip


def change_fields(change: PermissionChange) -> dict[str, Any]:
    """This function will return the JSON values that a permission change commits to."""
    return {
        "v": 1,
        "kind": change.kind,
        "event_id": change.event_id,
        "at": moment(change.recorded_at),
        "subject": named(change.subject),
        "activity": change.activity,
        "version": change.version,
        "notice_version": change.notice_version,
        "notice_hash": hexed(change.notice_hash),
        "language": change.language,
        "channel": change.channel,
        "decided_by": change.decided_by,
        "actor_subject": named(change.actor_subject),
        "actor_account": named(change.actor_account),
        "valid_until": moment(change.valid_until) if change.valid_until else None,
        "waiting": change.waiting,
        "sealed": based(change.sealed),
    }


def use_fields(use: Use | UseRow) -> dict[str, Any]:
    """This function will return the JSON values that a use commits to."""
    return {
        "v": 1,
        "kind": Kind.USE_PERMITTED if use.allowed else Kind.USE_REFUSED,
        "event_id": use.event_id,
        "at": moment(use.recorded_at),
        "subject": named(use.subject),
        "department": use.department,
        "client": use.client,
        "activity": use.activity,
        "category": use.category,
        "allowed": use.allowed,
        "reason": use.reason,
        "basis": use.basis,
        "permission_version": use.permission_version,
        "notice_version": use.notice_version,
        "sealed": based(use.sealed),
    }


def encode_change(change: PermissionChange) -> bytes:
    """This function will return the canonical bytes of a permission change."""
    return _CHANGE.encode(change_fields(change))


def encode_use(use: Use | UseRow) -> bytes:
    """This function will return the canonical bytes of a use."""
    if use.break_glass:
        return _EMERGENCY.encode({**use_fields(use), "break_glass": True})
    return _USE.encode(use_fields(use))


def staff_view_fields(view: StaffView) -> dict[str, Any]:
    """This function will return the JSON values that a look by staff, or through a national portal, commits to."""
    return {
        "v": 1,
        "kind": Kind.PORTAL_VIEWED if view.role == PORTAL else Kind.STAFF_VIEWED,
        "event_id": view.event_id,
        "at": moment(view.recorded_at),
        "subject": named(view.subject),
        "actor_account": named(view.actor_account),
        "actor_name": view.actor_name,
        "role": view.role,
        "what": view.what,
        "sealed": based(view.sealed),
    }


def encode_staff_view(view: StaffView) -> bytes:
    """This function will return the canonical bytes of a look by staff."""
    return _STAFF_VIEW.encode(staff_view_fields(view))


def use_report_fields(report: UseReport) -> dict[str, Any]:
    """This function will return the JSON values that a report on a use commits to."""
    return {
        "v": 1,
        "kind": Kind.USE_REPORTED,
        "event_id": report.event_id,
        "at": moment(report.recorded_at),
        "subject": named(report.subject),
        "use": report.use,
        "department": report.department,
        "client": report.client,
        "activity": report.activity,
        "rows_read": report.rows_read,
        "passed_on_to": list(report.passed_on_to),
        "happened_at": moment(report.happened_at) if report.happened_at else None,
    }


def encode_use_report(report: UseReport) -> bytes:
    """This function will return the canonical bytes of a report on a use."""
    return _USE_REPORT.encode(use_report_fields(report))


def review_fields(review: UseReview) -> dict[str, Any]:
    """This function will return the JSON values that a review of a use commits to."""
    return {
        "v": 1,
        "kind": Kind.USE_REVIEWED,
        "event_id": review.event_id,
        "at": moment(review.recorded_at),
        "subject": named(review.subject),
        "use": review.use,
        "actor_account": named(review.actor_account),
        "actor_name": review.actor_name,
        "role": review.role,
        "found": review.found,
        "sealed": based(review.sealed),
    }


def encode_review(review: UseReview) -> bytes:
    """This function will return the canonical bytes of a review of a use."""
    return _REVIEW.encode(review_fields(review))
