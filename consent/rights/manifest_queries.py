"""Which events lost their payload by design, for those who verify the log."""

from collections.abc import Sequence

from consent.core.manifests import manifest_hash
from consent.rights.models import Erasure, ShreddedEvent


def shredded_among(event_ids: Sequence[int]) -> set[int]:
    """This function will return those of ``event_ids`` that a whole manifest names.

    A manifest is whole when its lines hash to what its erasure's event committed to: a line that somebody added to
    hide a payload he deleted, or one that is missing, spoils the manifest and none of its lines is believed.
    """
    lines = dict(ShreddedEvent.objects.filter(pk__in=list(event_ids)).values_list("pk", "erasure"))
    whole = {erasure for erasure in set(lines.values()) if _is_whole(erasure)}
    return {event_id for event_id, erasure in lines.items() if erasure in whole}


def recorded_among(event_ids: Sequence[int]) -> set[int]:
    """This function will return those of ``event_ids`` that an erasure has recorded, carried out or not."""
    return set(ShreddedEvent.objects.filter(pk__in=list(event_ids)).values_list("pk", flat=True))


def _is_whole(erasure: int) -> bool:
    record = Erasure.objects.filter(pk=erasure).first()
    if record is None:
        return False
    return manifest_hash(ShreddedEvent.objects.filter(erasure=erasure).values_list("pk", flat=True)) == bytes(
        record.manifest
    )
