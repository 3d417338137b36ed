"""Runs the replay from where it is: every step looks at what is there already and does the rest."""

from collections.abc import Callable, Iterator
from time import monotonic

import httpx

from consent import clock
from consent.clock import CITY_ZONE
from consent.demo.replay.audit import faults
from consent.demo.replay.behaviour import Crowd
from consent.demo.replay.campaign import ACTOR, DEPARTMENT, begin_campaign, find_campaign, has_another_round
from consent.demo.replay.families import make_families, make_units
from consent.demo.replay.office import work_the_queue
from consent.demo.replay.rates import Rates
from consent.demo.replay.street import Street, families_by_number
from consent.demo.replay.town import Crowded, offer_places, settle_families
from consent.messaging.emulator.desk import Desk
from consent.messaging.queries import message_counts, waiting_replies
from consent.messaging.vocabulary import MessageState
from consent.proactive.actions.close_campaign import close_campaign
from consent.proactive.event_figures import EventFigures, event_figures
from consent.proactive.read_models import CampaignView
from consent.proactive.round_queries import ratings
from consent.proactive.vocabulary import CampaignState

# People are done when nothing has moved for so long.
CALM_SECONDS, STUCK_SECONDS, TOLD_EVERY = 2.0, 300.0, 15.0
_ON_THE_WAY = (MessageState.QUEUED, MessageState.SENDING)


class Stuck(Exception):
    """Nothing has moved for minutes although something waits; the message says what."""


class Replay:
    """One replay. Afterwards ``figures``, ``faults`` and ``satisfaction`` hold what it came to."""

    figures: EventFigures
    faults: dict[str, int]
    satisfaction: float | None = None

    def __init__(self, seed: int, families: int, rates: Rates, desk: Desk, sender: str) -> None:
        self.rates, self._desk, self._sender = rates, desk, sender
        self._seed, self._count, self._round = seed, families, f"{seed}-{families}"[:16]

    def steps(self) -> Iterator[str]:
        """This function will do a little at a time and yield what is new, or nothing while it waits."""
        earlier = find_campaign(self._round)
        if has_another_round(self._round):
            raise Crowded
        as_of = earlier.created_at.astimezone(CITY_ZONE).date() if earlier else clock.today()
        families = make_families(self._seed, self._count, as_of, self.rates)
        units = make_units(families)
        street = Street(self._desk, Crowd(self._seed, self.rates), families_by_number(families), self._sender)
        yield from _each(settle_families(families), self._count, "families are settled")
        campaign = begin_campaign(self._round, units, as_of)
        yield from self._reached(street.prepare)
        if campaign.state is CampaignState.RUNNING:
            for done in offer_places(families, units, campaign):
                self._look(street)
                yield f"{done:,} of {self._count:,} families are offered a place" if _worth_telling(done) else ""
        yield f"the offers of {self._count:,} families are made"
        yield from self._until_calm(street)
        yield f"an officer settles {work_the_queue(campaign.id):,} matters that need a person"
        yield from self._closed(campaign)
        yield f"{len(street.late):,} messages come too late"
        yield from self._reached(street.be_late)
        yield from self._until_calm(street)
        self.satisfaction = ratings(campaign.id).mean
        self.figures = event_figures(campaign.id)
        self.faults = faults(campaign.id, self.figures, street)

    def _reached(self, deed: Callable[[], object]) -> Iterator[str]:
        began = monotonic()
        while True:
            try:
                deed()
                return
            except httpx.TransportError:
                if monotonic() - began > 30:
                    raise
                yield ""

    def _closed(self, campaign: CampaignView) -> Iterator[str]:
        closing = close_campaign(actor=ACTOR, department=DEPARTMENT, campaign=campaign.id)
        if not closing.is_complete:  # guardians who came to differ in the last moment
            work_the_queue(campaign.id)
            close_campaign(actor=ACTOR, department=DEPARTMENT, campaign=campaign.id)
        yield "the campaign is closed and decided"

    def _look(self, street: Street) -> tuple[int, dict[str, int]]:
        """What came, and the gateway's counts; without counts while somebody has killed it: it comes back."""
        try:
            came, gateway = street.look(), self._desk.figures()
            if gateway["calls_given_up"]:
                self._desk.call_again()
        except httpx.TransportError:
            return 1, {}
        return came, gateway

    def _until_calm(self, street: Street) -> Iterator[str]:
        """Until every message is out, every call made, every reply handled and nobody has anything to say."""
        seen: tuple[int, ...] = ()
        moved = told = monotonic()
        while True:
            came, gateway = self._look(street)
            counts = message_counts()
            waiting = (
                sum(counts.get(state, 0) for state in _ON_THE_WAY),
                gateway.get("calls_waiting", 1),
                waiting_replies(),
            )
            state = (*waiting, gateway.get("calls_done", 0), sum(counts.values()))
            if came or state != seen:
                seen, moved = state, monotonic()
            still = monotonic() - moved
            if not any(waiting) and still > CALM_SECONDS:
                return
            if still > STUCK_SECONDS:
                raise Stuck(f"{waiting[0]} messages, {waiting[1]} calls and {waiting[2]} replies wait")
            if monotonic() - told > TOLD_EVERY:
                told = monotonic()
                yield f"{waiting[0]:,} messages and {waiting[1]:,} calls are on the way, {waiting[2]:,} replies wait"
            else:
                yield ""


def _each(done: Iterator[int], of: int, what: str) -> Iterator[str]:
    for number in done:
        yield f"{number:,} of {of:,} {what}" if number == of or _worth_telling(number) else ""


def _worth_telling(number: int) -> bool:
    return number % 1_000 == 0
