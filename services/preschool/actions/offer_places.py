"""Offering pre-school places before anybody applies, and giving them to the families who say yes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any

import yaml

from services.kit import gate
from services.kit.offering import Campaigner, campaigner
from services.preschool import records
from services.preschool.actions.place_child import Outcome, place_known
from services.preschool.catalogue import UnitRow, by_nearness, unit_rows
from services.preschool.dates import BEGINS_AT_AGE, TERM_BEGINS, today
from services.preschool.facts import Home
from services.sdk import clock
from services.sdk.campaigns import Campaign
from services.sdk.offers import Candidate, NotTaken
from services.sdk.permits import Permit

_FILE = Path(__file__).parents[1] / "data" / "campaign.yaml"
_CATEGORIES = (records.BIRTH_DATE, records.HOME, records.PLACE)
# So many are asked about at once that each is read while its permit lives.
BATCH, MOST_OFFERS = 100, 500
OPEN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of offering: counts only. ``refused`` are children of whom something may not be read."""

    offered: int = 0
    not_offered: int = 0
    without_a_place_near: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What came of the answers: how many places were given now, and how many could not be."""

    placed: int = 0
    not_placed: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A child without a place, as far as the permits of one batch allowed; the repr names nobody."""

    pairwise_id: str = field(repr=False)
    born: date = field(repr=False)
    home: Home = field(repr=False)


def offer_places(*, actor: str) -> Offered:
    """This function will publish the rules, run this round's campaign and offer each child without a place the nearest.

    ``actor`` is the staff reference under which each look is recorded. Siblings are offered one unit where it has room
    for all of them. Doing it again offers to nobody twice. Raises ConsentError when the ledger does not answer, and
    Conflict when the campaign lacks a condition.
    """
    client, year = campaigner("preschool"), _year(today())
    waiting, refused = _without_a_place(client, actor)
    campaign = _campaign(client, year)
    proposed = list(_proposed(waiting, campaign))
    made = 0
    for start in range(0, len(proposed), MOST_OFFERS):
        results = client.make_offers(campaign.campaign_id, proposed[start : start + MOST_OFFERS])
        made += sum(not isinstance(one, NotTaken) and one.state != "not_offered" for one in results)
    return Offered(made, len(proposed) - made, len(waiting) - len(proposed), refused)


def place_accepted(*, actor: str) -> Given:
    """This function will give a place to each child whose offer was granted; doing it again gives none twice.

    Each is placed under a check of its own (place_known). Raises ConsentError.
    """
    client, placed, failed = campaigner("preschool"), 0, 0
    campaign = _found(client, _year(today()))
    cursor, more = "", campaign is not None
    while more and campaign is not None:
        page = client.offers(campaign.campaign_id, cursor, state="granted")
        for one in page.offers:
            if one.pairwise_id is None:
                continue  # erased since
            outcome = place_known(actor=actor, pairwise_id=one.pairwise_id, unit=one.pool)
            placed += outcome is Outcome.PLACED
            failed += outcome not in (Outcome.PLACED, Outcome.THERE_ALREADY)
        cursor, more = page.cursor, page.more
    return Given(placed, failed)


def figures_now() -> Mapping[str, int] | None:
    """This function will count how many of this round came how far; None before it began. Raises ConsentError."""
    client = campaigner("preschool")
    campaign = _found(client, _year(today()))
    return None if campaign is None else client.campaign_figures(campaign.campaign_id).counts


def _without_a_place(client: Campaigner, actor: str) -> tuple[list[_Waiting], int]:
    records.meet_children(client.resolve)
    waiting: list[_Waiting] = []
    refused = 0
    for people in _batches():
        answers = gate.ask_many(
            module="preschool", activity=records.PLACEMENT, categories=_CATEGORIES, people=people, staff_ref=actor
        )
        for person, by_category in zip(people, answers, strict=True):
            permits = {name: answer for name, answer in by_category.items() if isinstance(answer, Permit)}
            if len(permits) < len(_CATEGORIES):
                refused += 1
                continue
            place = records.read_place(permits[records.PLACE], person)
            home = records.read_home(permits[records.HOME], person)
            # Who is protected is placed by the one who looks after protected information, never by a campaign.
            if not place.unit and not place.protected and not home.protected:
                waiting.append(_Waiting(person, records.read_birth_date(permits[records.BIRTH_DATE], person), home))
    return waiting, refused


def _batches() -> Iterator[list[str]]:
    batch: list[str] = []
    try:
        while True:
            batch.append(records.locate_next(batch[-1] if batch else ""))
            while len(batch) < BATCH:
                batch.append(records.locate_next(batch[-1]))
            yield batch
            batch = [records.locate_next(batch[-1])]
    except records.UnknownChild:
        if batch:
            yield batch


def _proposed(waiting: list[_Waiting], campaign: Campaign) -> Iterator[Candidate]:
    units = unit_rows()
    free = {pool.code: (pool.capacity or 0) - pool.taken for pool in campaign.pools}
    families: dict[Home, list[_Waiting]] = defaultdict(list)
    for child in sorted(waiting, key=lambda one: (one.born, one.pairwise_id)):
        families[child.home].append(child)
    for home, children in families.items():
        near = by_nearness(units, home.district, home.postal_code)
        together = next((unit for unit in near if free.get(unit.code, 0) >= len(children)), None)
        for child in children:
            unit = together or next((unit for unit in near if free.get(unit.code, 0) > 0), None)
            if unit is not None:
                free[unit.code] -= 1
                inputs: dict[str, str | int | bool | None] = {"birth_date": child.born.isoformat(), "has_place": False}
                yield Candidate(child.pairwise_id, inputs, pool=unit.code)


def _campaign(client: Campaigner, year: int) -> Campaign:
    found = _found(client, year)
    if found is None:
        written = _written(year)
        client.publish_rules(written["campaign"]["rules"], written["rules"])
        pools = [_pool(unit) for unit in unit_rows() if unit.free]
        deadline: datetime = clock.now() + OPEN_FOR
        found = client.create_campaign(written["campaign"] | {"deadline": deadline.isoformat(), "pools": pools})
    return client.start_campaign(found.campaign_id) if found.state == "draft" else found


def _found(client: Campaigner, year: int) -> Campaign | None:
    code = _written(year)["campaign"]["code"]
    return next((one for one in client.campaigns() if (one.code, one.round) == (code, str(year))), None)


def _pool(unit: UnitRow) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "capacity": unit.free}


def _written(year: int) -> dict[str, Any]:
    text = Template(_FILE.read_text(encoding="utf-8")).substitute(year=year, born=year - BEGINS_AT_AGE)
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def _year(day: date) -> int:
    """The year whose autumn term is the next to begin."""
    return day.year + (day >= date(day.year, *TERM_BEGINS))
