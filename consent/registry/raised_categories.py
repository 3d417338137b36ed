"""Keeping a data category from becoming more sensitive behind the back of notices that say otherwise."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from consent import clock
from consent.core.vocabulary import Sensitivity
from consent.registry.drafts import CategoryDraft
from consent.registry.models import Activity, Notice
from consent.registry.rules.breach import Finding


def raised_elsewhere(
    categories: Iterable[CategoryDraft], before: dict[str, CategoryDraft], republished: Iterable[str]
) -> Iterator[Finding]:
    """This function will yield each of ``categories`` that becomes more sensitive while other activities use it.

    ``before`` are the registered categories by code and ``republished`` the activities whose notices change with them.
    People agreed to the other activities' notices, which call the category less sensitive (GDPR 9, 13).
    """
    for category in categories:
        known = before.get(category.code)
        if known is None or category.sensitivity in {known.sensitivity, Sensitivity.NORMAL}:
            continue
        if names := sorted(_users(category.code) - set(republished)):
            yield (
                "category_used_elsewhere",
                f"'{category.code}' was published as '{known.sensitivity}' and is used so by {', '.join(names)}: "
                f"declare the '{category.sensitivity}' data under a new code, or end those activities first",
            )


def _users(code: str) -> set[str]:
    lasting = Activity.objects.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gt=clock.now()))
    current = dict(lasting.values_list("code", "current_version"))
    naming = Notice.objects.filter(activity_id__in=current, categories__contains=[code])
    return {
        activity for activity, version in naming.values_list("activity_id", "version") if version == current[activity]
    }
