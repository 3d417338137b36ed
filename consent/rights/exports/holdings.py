"""What is in an export, gathered by the same rule of sight as the pages follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.asking.queries import RequestView, requests_about
from consent.core.errors import NotFound
from consent.core.vocabulary import Basis
from consent.ledger.imported_uses import ImportedUseView, imported_uses_of
from consent.ledger.queries import ChangeView, PermissionView, history_of, permissions_of
from consent.ledger.staff_view_queries import Looks, looks_at
from consent.ledger.use_queries import UsePage, UseView, WeekOfUses, uses_of, weeks_of_uses
from consent.ledger.visibility import Extent, Sight, extents, week_of
from consent.people.queries import ResidentView, resident
from consent.registry.queries import ActivityView, DepartmentView, NoticeView, activities, departments, notices

# GDPR 20(1)(a): what rests on consent or on a contract may be taken to another service; a public task's not, 20(3).
PORTABLE = frozenset({Basis.CONSENT, Basis.CONTRACT})
PAGE_SIZE = 1_000
STAFF_VIEWS_MOST = 10_000
IMPORTED_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who takes whose data away: ``me`` is the subject of the one who acts, ``site`` the portal's own address."""

    subject: UUID
    me: UUID
    my_name: str
    sight: Sight
    language: str
    at: datetime
    site: str


@dataclass(frozen=True, slots=True, repr=False)
class Holdings:
    """Everything of an export but the uses, which are too many to hold. Its repr tells nothing.

    ``activities`` are those whose matters may be seen whole, ``hidden`` the codes of all others; ``some_not_shown``
    says that a young person decides on something alone, as the pages say it.
    """

    reader: Reader
    person: ResidentView
    activities: Mapping[str, ActivityView]
    hidden: frozenset[str]
    some_not_shown: bool
    permissions: tuple[PermissionView, ...]
    changes: tuple[ChangeView, ...]
    notices: Mapping[tuple[str, int], NoticeView]
    departments: Mapping[str, DepartmentView]
    looks: Looks
    imported: tuple[ImportedUseView, ...]
    requests: tuple[RequestView, ...]

    def __repr__(self) -> str:
        return "<Holdings>"


def holdings_of(reader: Reader) -> Holdings:
    """This function will gather what ``reader`` may take away, in a fixed number of statements (GDPR 15(3), 15(4))."""
    person = resident(reader.subject)
    if person is None:
        raise NotFound("no_such_resident")
    known = activities()
    seen = extents(reader.sight, reader.subject, known)
    whole = {view.code: view for view in known if seen[view.code] is Extent.WHOLE}
    changes = tuple(change for change in history_of(reader.subject) if change.activity in whole)
    permissions = permissions_of(reader.subject, reader.at)
    return Holdings(
        reader=reader,
        person=person,
        activities=whole,
        hidden=frozenset(seen.keys() - whole.keys()),
        some_not_shown=Extent.EXISTENCE in seen.values(),
        permissions=tuple(permission for permission in permissions if permission.activity.code in whole),
        changes=changes,
        notices={(notice.activity, notice.version): notice for notice in notices(whole)},
        departments={department.code: department for department in departments()},
        looks=_looks(reader),
        imported=_imported(reader, whole),
        requests=tuple(requests_about(reader.subject, list(whole), reader.at)),
    )


def every_use(holdings: Holdings) -> Iterator[tuple[UseView, ...]]:
    """This function will yield the uses in pages, newest first, so that no export holds more than one page.

    Nothing is yielded where times may not be told; then ``weeks`` has what may be said. GDPR 15(1), C-579/21.
    """
    before = None
    while True:
        page = uses_page(holdings, before=before, limit=PAGE_SIZE)
        if page.rows:
            yield page.rows
        if page.older is None:
            return
        before = page.older


def uses_page(holdings: Holdings, *, before: int | None = None, limit: int) -> UsePage:
    """This function will return a page of the uses that may be told, newest first, in at most one statement."""
    sight = holdings.reader.sight
    if not sight.tells_times:
        return UsePage(rows=(), older=None)
    limits: dict[str, Any] = {"among": list(holdings.activities)}
    if sight.sees_unregistered:
        limits = {"hidden": holdings.hidden}
    return uses_of(holdings.reader.subject, before=before, limit=limit, **limits)


def weeks(holdings: Holdings) -> list[WeekOfUses]:
    """This function will return the looks by week where times may not be told (Act 661/2009 s. 36), else none."""
    reader = holdings.reader
    if reader.sight.tells_times:
        return []
    return weeks_of_uses(reader.subject, among=list(holdings.activities), until=week_of(reader.at))


def _looks(reader: Reader) -> Looks:
    # An auditor's reason may speak of anything, so only who may see all matters is told of it.
    return looks_at(reader.subject, STAFF_VIEWS_MOST) if reader.sight.sees_unregistered else Looks()


def _imported(reader: Reader, among: Mapping[str, ActivityView]) -> tuple[ImportedUseView, ...]:
    # Where times may not be told they are among the weeks.
    if not reader.sight.tells_times:
        return ()
    return tuple(imported_uses_of(reader.subject, among=list(among), limit=IMPORTED_MOST))
