"""Reading the registry. Each function takes a constant number of statements, however much is registered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from consent.core.errors import NotFound
from consent.core.vocabulary import Basis, Sensitivity
from consent.registry.models import Activity, ClientApplication, DataCategory, Department, Notice
from consent.registry.read_models import ActivityView, CategoryView, ClientView, DepartmentView, NoticeView

__all__ = [
    "ActivityView",
    "CategoryView",
    "ClientView",
    "DepartmentView",
    "NoticeView",
    "activities",
    "activities_in_force",
    "activity",
    "categories",
    "clients",
    "departments",
    "notice",
    "notices",
    "notices_of",
    "sources_of",
]

_OF_NOTICE = ("recorded_at", "hash", "document", "categories", "governance")


def departments() -> list[DepartmentView]:
    """This function will return every department, by code."""
    return [_department(row) for row in Department.objects.order_by("code")]


def categories() -> list[CategoryView]:
    """This function will return every data category, by code."""
    return [_category(row) for row in DataCategory.objects.order_by("code")]


def sources_of(codes: Iterable[str]) -> dict[str, str]:
    """This function will return of each data category among ``codes`` the department that it comes from."""
    return dict(DataCategory.objects.filter(code__in=set(codes)).values_list("code", "source_id"))


def clients() -> list[ClientView]:
    """This function will return every department's OAuth clients, by department and name, in one statement.

    Secrets and tokens stay where they are; only when the newest living token was issued is told.
    """
    rows = ClientApplication.objects.annotate(last_token_at=Max("accesstoken__created"))
    return [
        ClientView(
            client_id=str(row.client_id),
            name=row.name,
            department=row.department_id,
            scopes=tuple(sorted(row.scopes)),
            enabled=not row.disabled,
            created_at=row.created,
            last_token_at=row.last_token_at,
        )
        for row in rows.order_by("department_id", "name", "pk")
    ]


def activities_in_force(at: datetime) -> list[ActivityView]:
    """This function will return the activities in force at the aware moment ``at``, by code, in one statement."""
    begun = Q(in_force_from__lte=at) & (Q(in_force_until__isnull=True) | Q(in_force_until__gt=at))
    return _viewed(Activity.objects.filter(begun))


def activities(codes: Iterable[str] | None = None) -> list[ActivityView]:
    """This function will return the activities with ``codes``, or all of them, in force or not, in one statement."""
    rows = Activity.objects.all()
    return _viewed(rows if codes is None else rows.filter(code__in=list(codes)))


def activity(code: str) -> ActivityView:
    """This function will return one activity, in force or not; raises ``NotFound`` when there is none."""
    found = _viewed(Activity.objects.filter(code=code))
    if not found:
        raise NotFound("no_such_activity")
    return found[0]


def notice(code: str, version: int) -> NoticeView:
    """This function will return one version of an activity's notice, old or new; raises ``NotFound``."""
    row = Notice.objects.filter(activity_id=code, version=version).first()
    if row is None:
        raise NotFound("no_such_notice")
    return _notice(row)


def notices(codes: Iterable[str]) -> list[NoticeView]:
    """This function will return every version of the notices of the activities with ``codes``, in one statement."""
    rows = Notice.objects.filter(activity_id__in=list(codes))
    return [_notice(row) for row in rows.order_by("activity_id", "version")]


def notices_of(code: str) -> list[NoticeView]:
    """This function will return every version of an activity's notice, the newest first."""
    return [_notice(row) for row in Notice.objects.filter(activity_id=code).order_by("-version")]


def _viewed(rows: QuerySet[Activity]) -> list[ActivityView]:
    """Each activity and its notice in force come in one statement: every page of the portal begins with it."""
    current = Notice.objects.filter(activity_id=OuterRef("code"), version=OuterRef("current_version"))
    brought = {f"now_{column}": Subquery(current.values(column)) for column in _OF_NOTICE}
    found = rows.select_related("department").annotate(**brought).order_by("code")
    return [_activity(row, _notice(_current_notice(row))) for row in found]


def _current_notice(row: Activity) -> Notice:
    columns = {column: getattr(row, f"now_{column}") for column in _OF_NOTICE}
    return Notice(activity_id=row.code, version=row.current_version, **columns)


def _activity(row: Activity, current: NoticeView) -> ActivityView:
    return ActivityView(
        code=row.code,
        department=_department(row.department),
        basis=Basis(row.basis),
        law_ref=row.law_ref,
        law_name=row.law_name,
        compulsory=row.compulsory,
        restriction_exception=row.restriction_exception,
        purpose_iri=row.purpose_iri,
        # In the notice's own words, which are those that a resident agrees to.
        categories=tuple(_category_of(entry) for entry in current.document["categories"]),
        recipients=tuple(row.recipients),
        retention=row.retention,
        own_decision_from=row.own_decision_from,
        guardians=row.guardians,
        confidential=row.confidential,
        requires_case=row.requires_case,
        requires_staff_ref=row.requires_staff_ref,
        uses={"most": row.most_uses, "per": row.most_uses_per} if row.most_uses is not None else None,
        hours=row.hours,
        break_glass=row.break_glass,
        high_risk=row.high_risk,
        dpia_ref=row.dpia_ref,
        valid_months=row.valid_months,
        in_force_from=row.in_force_from,
        in_force_until=row.in_force_until,
        terms_since_version=row.terms_since_version,
        notice=current,
    )


def _department(row: Department) -> DepartmentView:
    return DepartmentView(code=row.code, names=row.names, contact=row.contact)


def _category(row: DataCategory) -> CategoryView:
    return CategoryView(
        code=row.code,
        names=row.names,
        sensitivity=Sensitivity(row.sensitivity),
        pd_iri=row.pd_iri,
        source=row.source_id,
    )


def _category_of(entry: Mapping[str, Any]) -> CategoryView:
    return CategoryView(
        code=entry["code"],
        names=entry["name"],
        sensitivity=Sensitivity(entry["sensitivity"]),
        pd_iri=entry["pd"],
        source=entry["source"],
    )


def _notice(row: Notice) -> NoticeView:
    return NoticeView(
        activity=row.activity_id,
        version=row.version,
        hash=bytes(row.hash),
        published_at=row.recorded_at,
        document=row.document,
        categories=tuple(row.categories),
        governance=row.governance,
    )
