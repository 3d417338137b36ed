"""What events commit to, recomputed from their payload rows and data keys."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from consent.core.events import commitment
from consent.log.keys import PLATFORM
from consent.log.kinds import registered_kinds
from consent.log.shredded import shredded_among
from consent.log.verification.alike import spelled_kind
from consent.log.verification.contained import OTHER_KIND, OTHER_MOMENT, Contents, Wanted
from consent.log.verification.faults import FaultKind
from consent.log.verification.grouped import GroupedRows
from consent.log.verification.owners import DataKeys
from consent.log.verification.reading import fetch_rows, stored_moment

# Event id, kind and moment, as the event's own row has them; the moment in the bytes that PostgreSQL stores.
EventFacts = tuple[int, str, bytes]


class ContentReader:
    """Recomputes commitments; keeps the data keys between calls."""

    def __init__(self) -> None:
        self._kinds = {kind.value: entry for kind, entry in registered_kinds().items()}
        self._keys = DataKeys()
        self._groups = GroupedRows(self._keys)

    def read(self, events: Sequence[EventFacts]) -> Contents:
        """This function will recompute what each of these events commits to from what is stored of it now."""
        found = Contents()
        without: list[int] = []
        by_model: dict[type[Any], Wanted] = defaultdict(dict)
        for event_id, kind, at in events:
            entry = self._kinds.get(kind)
            if entry is None:
                found.wrong[event_id] = FaultKind.EVENT_CHANGED, "no room owns events of this kind"
            else:
                by_model[entry.model][event_id] = entry, at
        for model, wanted in by_model.items():
            there = self._groups.recompute(model, wanted, found, without)
            if there is None:
                rows = fetch_rows(model, list(wanted))
                without += self._recompute(rows, wanted, found)
                there = {row.event_id for row in rows}
            found.payloads[model._meta.label] = len(there)
            if len(there) < len(wanted):
                missing = wanted.keys() - there
                found.wrong |= dict.fromkeys(
                    missing, (FaultKind.PAYLOAD_MISSING, "the payload is gone, by no manifest")
                )
        self._excuse(found, without)
        return found

    def _recompute(self, rows: Sequence[Any], wanted: Wanted, found: Contents) -> list[int]:
        """One pass over millions of rows: what is looked up again and again has a name of its own."""
        if not rows:
            return []
        column = wanted[rows[0].event_id][0].subject_field  # of a table, whatever its kinds
        owners = [((getattr(row, column) if column else None) or PLATFORM, row.recorded_at.year) for row in rows]
        keys = self._keys.of(owners)
        commitments, wrong, volume, without = found.commitments, found.wrong, 0, []
        for row, owner in zip(rows, owners, strict=True):
            event_id, key = row.event_id, keys[owner]
            if key is None:
                without.append(event_id)
                continue
            entry, at = wanted[event_id]
            try:
                canonical = entry.encode(row)
            except (ValueError, TypeError, AttributeError, OverflowError):
                wrong[event_id] = FaultKind.PAYLOAD_CHANGED, "the payload cannot be spelled as an event any more"
                continue
            volume += len(canonical)
            commitments[event_id] = commitment(key, event_id, canonical)
            # Neither is committed to by the event's own row, only by what its payload spells.
            if stored_moment(row.recorded_at) != at:
                wrong[event_id] = OTHER_MOMENT
            elif spelled_kind(entry.kind).encode() not in canonical:
                wrong[event_id] = OTHER_KIND
        found.volume += volume
        return without

    def _excuse(self, found: Contents, without_key: list[int]) -> None:
        """What a manifest names is gone by design; it may not be quite gone yet."""
        missing = [one for one, (kind, _) in found.wrong.items() if kind is FaultKind.PAYLOAD_MISSING]
        if not missing and not without_key:
            return
        excused = shredded_among([*missing, *without_key])
        for event_id in missing:
            if event_id in excused:
                del found.wrong[event_id]
                found.erased.add(event_id)
        for event_id in without_key:
            if event_id in excused:
                found.unfinished.add(event_id)
            else:
                found.wrong[event_id] = FaultKind.KEY_MISSING, "the data key is gone or does not open, by no manifest"
