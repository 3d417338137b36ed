"""What the registry already holds under a draft's code, and when the activity begins."""

from dataclasses import replace
from datetime import datetime

from consent.registry.drafts import ActivityDraft, CategoryDraft, PublishedBefore
from consent.registry.models import Activity, DataCategory


def published_before(row: Activity) -> PublishedBefore:
    """This function will return what a new draft under the code of ``row`` may not contradict."""
    return PublishedBefore(
        basis=row.basis,
        department=row.department_id,
        purpose_iri=row.purpose_iri,
        in_force_from=row.in_force_from,
    )


def begun(draft: ActivityDraft, at: datetime) -> ActivityDraft:
    """This function will return ``draft`` with the moment it begins, in UTC or with an offset.

    An activity whose manifest names no date begins when it is first published, ``at``, and stays begun.
    """
    before = draft.published_before
    return replace(draft, in_force_from=draft.in_force_from or (before.in_force_from if before else at))


def registered_categories() -> dict[str, CategoryDraft]:
    """This function will return the data categories that are registered, by code, as drafts name them."""
    return {
        row.code: CategoryDraft(
            code=row.code,
            names=row.names,
            pd_iri=row.pd_iri,
            sensitivity=row.sensitivity,
            source=row.source_id,
            registered_source=row.source_id,
        )
        for row in DataCategory.objects.all()
    }
