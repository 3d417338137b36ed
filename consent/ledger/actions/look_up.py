"""Looking up a person's pairwise id on behalf of a client, as often as it may."""

from django.db import connection, transaction

from consent import clock
from consent.ledger import quotas
from consent.ledger.breaches import record_breach
from consent.ledger.quota_config import LOOKUPS, default_quota
from consent.people.actions.resolve import resolve_pairwise_id
from consent.registry.quota_queries import lookups_a_minute


def look_up(*, client: str, department: str, national_id: str) -> str | None:
    """This function will return the pairwise id of a person for ``department``, None when ``client`` asks too often.

    It is counted before anything is looked up, so that a refusal costs the same whoever was meant; the breach is kept
    for the data protection officer. Raises ``Invalid`` as ``resolve_pairwise_id`` does. GDPR 25, 32(1).
    """
    if not may_look_up(client=client, department=department):
        return None
    try:
        return resolve_pairwise_id(department=department, national_id=national_id)
    except BaseException:
        quotas.drop_shares()
        raise


def may_look_up(*, client: str, department: str) -> bool:
    """This function will count one look for a person by national id, or say that ``client`` has had its minute's."""
    most = lookups_a_minute(client)
    at = clock.now()
    try:
        # The count speaks to the driver itself, whose faults nobody above would know for the database's.
        with connection.wrap_database_errors, transaction.atomic():
            if quotas.take(client, LOOKUPS, default_quota(LOOKUPS) if most is None else most, 1, at):
                return True
            record_breach(client=client, department=department, quota=LOOKUPS, times=1, at=at)
            return False
    except BaseException:
        quotas.drop_shares()
        raise
