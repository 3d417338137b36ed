"""Where many people stand with many activities, for rooms above: the permissions as they are stored."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from consent.core.permissions import Permission
from consent.ledger.models import PermissionRow
from consent.ledger.projection import permission_of_row


def standing_of(pairs: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], Permission]:
    """This function will return the permissions of these subjects and activities (codes), in one statement.

    Who has never decided is not in it.
    """
    wanted = set(pairs)
    among = Q(subject__in={subject for subject, _ in wanted}, activity__in={activity for _, activity in wanted})
    rows = PermissionRow.objects.filter(among)
    return {
        (row.subject, row.activity): permission_of_row(row) for row in rows if (row.subject, row.activity) in wanted
    }
