"""Recomputing what rows commit to that come in groups: one pass over nearly every event there is."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Model

from consent.log.keys import PLATFORM
from consent.log.kinds import registered_kinds
from consent.log.verification.alike import AlikeRows, Group, Unlike, person_text, sealed_text
from consent.log.verification.committing import Begun, begun, committed
from consent.log.verification.contained import OTHER_KIND, OTHER_MOMENT, Contents, Wanted
from consent.log.verification.owners import DataKeys

# Rows between those that are wanted are read in vain: not more of them than this for each.
SPREAD = 8
# Keys with which hashing has begun are larger than keys, so that fewer are kept.
MOST_BEGUN = 20_000
MOST_YEARS = 2  # of one stretch's events; nobody's honest clock goes further within some thousand events

# How a person is written, and what commitments about them begin with; None without a data key. By sixteen bytes.
_People = dict[bytes, tuple[str, Begun] | None]
_Moments = dict[bytes, tuple[str, _People]]


class GroupedRows:
    """Recomputes commitments of rows that are alike; keeps what it began with for each person between calls."""

    def __init__(self, keys: DataKeys) -> None:
        self._keys = keys
        self._rows = AlikeRows()
        self._people: dict[int, _People] = {}  # by year
        self._entries = {kind.value: entry for kind, entry in registered_kinds().items()}

    def recompute(self, model: type[Model], wanted: Wanted, found: Contents, without: list[int]) -> set[int] | None:
        """This function will add to ``found`` what these events of a table commit to, and return those that are there.

        Events whose data key is gone are added to ``without``. Returns None, with nothing added, for rows that must be
        read one by one.
        """
        first, last = min(wanted), max(wanted)
        if last - first > SPREAD * (len(wanted) + SPREAD):
            return None
        here, there = Contents(), set[int]()
        keyless: list[int] = []
        try:
            groups = self._rows.groups(model, next(iter(wanted.values()))[0], first, last)
            moments = self._moments(groups)
            for group in groups:
                self._recompute(group, moments, wanted, here, keyless)
                there.update([record[0] for record in group.records])
        except Unlike:
            return None
        found.commitments |= here.commitments
        found.wrong |= here.wrong
        found.volume += here.volume
        without += keyless
        return there & wanted.keys()

    def _recompute(self, group: Group, moments: _Moments, wanted: Wanted, here: Contents, without: list[int]) -> None:
        """What is looked up again and again has a name of its own: this loop is where most of the time goes."""
        own, (before, id_, seal, whom, after) = self._entries.get(group.template.kind), group.template.parts
        sealed, volume, commitments = group.sealed, 0, here.commitments
        for place, (event_id, at, person) in enumerate(group.records):
            fact = wanted.get(event_id)
            if fact is None:
                continue  # of another stretch
            spelled, people = moments[at]
            known = people[person]
            if known is None:
                without.append(event_id)
                continue
            text = "null" if sealed is None else sealed_text(sealed[place])
            canonical = f"{before}{spelled}{id_}{event_id}{seal}{text}{whom}{known[0]}{after}".encode()
            volume += len(canonical)
            commitments[event_id] = committed(known[1], event_id, canonical)
            if fact[1] != at:
                here.wrong[event_id] = OTHER_MOMENT
            elif fact[0] is not own:
                here.wrong[event_id] = OTHER_KIND
        here.volume += volume

    def _moments(self, groups: Sequence[Group]) -> _Moments:
        """How each moment is written, and the people of its year, with everybody of these groups among them."""
        spelled = {at: self._rows.spelled(at) for group in groups for at in {record[1] for record in group.records}}
        persons = {record[2] for group in groups for record in group.records}
        years = {int(text[:4]) for text in spelled.values()}
        if len(years) > MOST_YEARS:
            raise Unlike
        self._people = {year: self._people_of(year, persons) for year in years}
        return {at: (text, self._people[int(text[:4])]) for at, text in spelled.items()}

    def _people_of(self, year: int, persons: Iterable[bytes]) -> _People:
        known = self._people.get(year, {})
        if len(known) > MOST_BEGUN:
            known = {}
        owners = {one: (UUID(bytes=one) if one else PLATFORM, year) for one in persons if one not in known}
        if owners:
            keys = self._keys.of(owners.values())
            for one, owner in owners.items():
                key = keys[owner]
                known[one] = None if key is None else (person_text(owner[0] if one else None), begun(key))
        return known
