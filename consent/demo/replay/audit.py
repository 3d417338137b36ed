"""What must never have happened in a replay, looked for afterwards: twice, to the wrong child, too many, lost."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from consent.core.replies import read_reply
from consent.demo.replay.campaign import DEPARTMENT
from consent.demo.replay.street import Street
from consent.messaging.queries import waiting_replies
from consent.proactive import queries
from consent.proactive.event_figures import EventFigures
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import HOLDING, AnsweredBy, OfferState

PAGE = 500


def faults(campaign: UUID, figures: EventFigures, street: Street) -> dict[str, int]:
    """This function will count everything that went wrong, by what it is; of a good replay each count is nought."""
    meant, certain = _spoken(street)
    offers = list(all_offers(campaign))
    answered = [offer for offer in offers if offer.answered_through is AnsweredBy.SMS]
    return {
        "offers sent twice": street.repeated,
        "answers kept for a wrong child": sum(offer.choice not in meant.get(offer.code, ()) for offer in answered),
        "answers lost": sum(
            offer.choice is None and offer.state is not OfferState.STOPPED and offer.code in certain for offer in offers
        ),
        "places given that there are not": _over_allocated(campaign, offers),
        "offers without an end": figures.unended,
        "offers with more than one end": figures.ended_twice,
        "replies that nobody handled": waiting_replies() + street.desk.figures()["calls_given_up"],
    }


def all_offers(campaign: UUID) -> Iterator[OfferView]:
    """This function will yield every offer and non-offer of the replay's campaign."""
    after = None
    while True:
        page = queries.offers_in(DEPARTMENT, campaign, after=after, limit=PAGE)
        yield from page.rows
        if not page.more:
            return
        after = page.then


def _over_allocated(campaign: UUID, offers: list[OfferView]) -> int:
    """Counted twice: as the pool counts itself, and as its offers hold places."""
    holding = Counter(offer.pool for offer in offers if offer.state in HOLDING)
    pools = queries.campaign(DEPARTMENT, campaign).pools
    return sum(
        max(0, pool.taken - pool.capacity, holding[pool.code] - pool.capacity)
        for pool in pools
        if pool.capacity is not None
    )


def _spoken(street: Street) -> tuple[Mapping[str, set[str]], set[str]]:
    """By offer code: the letters that its family wrote for it, and the codes of which one in time was clear."""
    meant: dict[str, set[str]] = defaultdict(set)
    certain: set[str] = set()
    for number, sayings in street.said.items():
        codes = street.codes[number]
        for written in sayings:
            meaning = read_reply(written.text)
            if meaning.choice is None or written.elsewhere:
                continue
            for code in [meaning.code] if meaning.code else codes:
                meant[code].add(meaning.choice)
                if not written.late and (meaning.code or len(codes) == 1):
                    certain.add(code)
    return meant, certain
