"""Which payloads are missing by design: rooms above that keep manifests of shredded events register them here.

A payload that is missing without a manifest is tampering (DESIGN section 6).
"""

from collections.abc import Callable, Iterable, Sequence

# Of the event ids it is asked about, a source returns those that a manifest of its names; called with some thousands.
ManifestSource = Callable[[Sequence[int]], Iterable[int]]

_sources: list[ManifestSource] = []


def register_manifest_source(source: ManifestSource) -> None:
    """This function will make a room's manifests known to those who verify the log; registering twice changes nothing.

    Only a manifest that an event of the log commits to may be answered from.
    """
    if source not in _sources:
        _sources.append(source)


def shredded_among(event_ids: Sequence[int]) -> set[int]:
    """This function will return those of ``event_ids`` whose content was erased by design."""
    if not event_ids:
        return set()
    asked = set(event_ids)
    return {event_id for source in _sources for event_id in source(event_ids)} & asked
