"""Replies as they come in reality: repeated, out of order, forged and unclear; each family’s word holds."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from consent.core.events import Kind
from consent.demo.replay.audit import all_offers
from consent.demo.replay.behaviour import Shown
from consent.demo.replay.campaign import DEPARTMENT
from consent.demo.replay.street import shown_by
from consent.messaging.actions.handle_inbound import handle_inbound
from consent.messaging.backends.memory import MemoryBackend
from consent.messaging.queries import waiting_replies
from consent.proactive import queries
from consent.proactive.read_models import OfferView
from consent.proactive.vocabulary import HOLDING, Choice, OfferState
from tests.cast import SYSTEM
from tests.demo.replayed import IN_MEMORY, SECRET, campaign_of

FULL = os.environ.get("FULL") == "1"
REPLIES = 10_000 if FULL else 200
MUDDLES = ("Kyllä kiitos", "ok", "A tai B", "A ja B", "kylla", "👍", "?", "A A", "A 0000 B", "en tiedä", "6", "yes no")
WORDS = {"A": ("A", "a", " A. ", "Kyllä", "ja", "YES"), "B": ("B", "b", "Ei", "nej", "No!")}
DUPLICATE, REORDERED, FORGED, AMBIGUOUS = 0.20, 0.20, 0.05, 0.10


@dataclass
class Post:
    """One call of a gateway, or of somebody who plays one."""

    source: str
    text: str
    id: str = field(default_factory=lambda: uuid4().hex)
    secret: str = SECRET

    def bring(self) -> int:
        """This function will make the call and return its status."""
        body = {"id": self.id, "source_number": self.source, "destination_number": "16120", "message": self.text}
        headers = {"authorization": f"Bearer {self.secret}"}
        answer = Client().post("/sms/inbound/", json.dumps(body), content_type="application/json", headers=headers)
        return int(answer.status_code)


@pytest.fixture
def memory(settings: Any) -> Iterator[None]:
    """A gateway in memory, at any hour."""
    settings.MESSAGING = IN_MEMORY
    MemoryBackend.clear()
    yield
    MemoryBackend.clear()


def messy(codes: dict[str, list[str]], draw: Random) -> tuple[list[Post], dict[str, str]]:
    """This function will return what the gateway is brought, and what each offer's family means."""
    posts, meant = [], {}
    numbers = sorted(codes)
    for number in numbers[: len(numbers) * 95 // 100]:  # the rest never answers
        letter = "A" if draw.random() < 0.9 else "B"
        for code in codes[number]:
            if draw.random() < AMBIGUOUS:
                posts.append(Post(number, draw.choice(MUDDLES)))
            word = draw.choice(WORDS[letter])
            coded = len(codes[number]) > 1 or draw.random() < 0.3
            posts.append(Post(number, f"{word.strip(' .!')} {code}" if coded else word))
            meant[code] = letter
    for _ in range(int(len(posts) * FORGED)):
        number = draw.choice(numbers)
        letter = draw.choice("AB")
        if draw.random() < 0.5:
            posts.append(Post(number, letter, secret="of-somebody-else-who-is-no-gateway-at-all"))
        else:
            posts.append(Post(f"+35840888{draw.randrange(10_000):04d}", f"{letter} {codes[number][0]}"))
    draw.shuffle(posts)
    return disorderly(posts, draw), meant


def disorderly(posts: list[Post], draw: Random) -> list[Post]:
    """This function will bring some posts once more, and others later than they were written."""
    again = [post for post in posts if draw.random() < DUPLICATE]
    placed = [(place, post) for place, post in enumerate(posts)]
    placed = [(place + draw.randrange(50) * (draw.random() < REORDERED), post) for place, post in placed]
    placed += [(draw.randrange(len(posts)), post) for post in again]
    return [post for _, post in sorted(placed, key=lambda pair: pair[0])]


def answers_told(offer: OfferView) -> int:
    """This function will return how many times an answer was recorded for an offer."""
    return sum(event.kind is Kind.OFFER_ANSWERED for event in queries.offer_events(offer.id))


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.law("GDPR", "5(1)(d)", "Replies repeated, reordered, forged and unclear change no family's answer")
def test_each_familys_word_holds_whatever_comes_with_it(memory: None) -> None:
    draw = Random(f"messy/{REPLIES}")
    campaign, codes, _ = campaign_of(REPLIES * 10 // 16)
    posts, meant = messy(codes, draw)
    for post in posts:
        assert post.bring() == (200 if post.secret == SECRET else 401)
    while handle_inbound(actor=SYSTEM, limit=500):
        pass
    assert waiting_replies() == 0
    offers = [offer for offer in all_offers(campaign.id) if offer.is_offered]
    said = {offer.code: str(offer.choice.value) if offer.choice else "" for offer in offers}
    assert said == {offer.code: meant.get(offer.code, "") for offer in offers}, "a family's answer is not what it wrote"
    assert {offer.code: answers_told(offer) for offer in offers if answers_told(offer) != (offer.code in meant)} == {}
    assert overfull(campaign.id, offers) == {}
    accepted = {offer.state for offer in offers if offer.choice is Choice.ACCEPT}
    assert accepted == {OfferState.ACCEPTED, OfferState.WAITING}, "some units have too few places"
    offered = Counter((sms.number, sms.text) for sms in MemoryBackend.outbox if shown_by(sms.text)[0] is Shown.OFFER)
    assert max(offered.values()) == 1


def overfull(campaign: UUID, offers: list[OfferView]) -> dict[str, int]:
    """This function will return the pools that hold more than they can, by either way of counting."""
    holding = Counter(offer.pool for offer in offers if offer.state in HOLDING)
    pools = queries.campaign(DEPARTMENT, campaign).pools
    return {pool.code: pool.taken for pool in pools if pool.taken != holding[pool.code] or pool.taken > pool.capacity}
