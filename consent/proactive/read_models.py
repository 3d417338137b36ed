"""What the room shows to faces: frozen values, never rows. None of their reprs tells a person's data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.core.eligibility import Body
from consent.core.events import Kind
from consent.core.vocabulary import Reason
from consent.proactive.vocabulary import (
    FINAL,
    OPEN,
    AnsweredBy,
    CampaignState,
    Choice,
    Condition,
    Mode,
    OfferState,
)

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PoolView:
    """Places that offers share; ``capacity`` is None where there is no end of them. ``code`` is empty for the one."""

    code: str
    name: str
    capacity: int | None
    taken: int

    @property
    def free(self) -> int | None:
        """How many are left."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign. ``service``, ``texts``, ``benefit_resident``, ``benefit_city``, ``if_declined``: fi, sv and en."""

    id: UUID
    department: str
    client: str
    code: str
    round: str
    activity: str
    category: str
    rules: str
    rules_version: int
    mode: Mode
    message_class: str
    service: Names
    texts: Names
    benefit_resident: Names
    benefit_city: Names
    if_declined: Names
    form_url: str
    sender: str
    duty_ref: str
    letter_fallback: bool
    minutes_saved_each: int | None
    deadline: datetime
    state: CampaignState
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    pools: tuple[PoolView, ...]

    def takes_answers(self, at: datetime) -> bool:
        """This function will tell whether a family may answer at ``at`` (aware)."""
        return self.state is CampaignState.RUNNING and at < self.deadline


@dataclass(frozen=True, slots=True)
class RuleSetView:
    """One published version of a department's rules; ``body`` is what ``consent.core.eligibility`` reads."""

    department: str
    code: str
    version: int
    published_at: datetime
    published_by: str
    body: Body
    digest: bytes


@dataclass(frozen=True, slots=True, repr=False)
class OfferView:
    """
    One person in one campaign. ``subject`` is whom the service is for.

    ``person`` is the department's own id of them, filled for the department alone; ``place`` is the name of the place
    that is offered, empty where nothing may tell where the person is (Population Information Act 661/2009).
    """

    id: UUID
    campaign: CampaignView
    subject: UUID
    person: str
    code: str
    pool: str
    place: str
    state: OfferState
    version: int
    reason: str
    rules_version: int
    choice: Choice | None
    answered_through: AnsweredBy | None
    answered_by: UUID | None
    queued_at: datetime | None
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    answered_at: datetime | None
    decided_at: datetime | None

    def __repr__(self) -> str:
        return f"<OfferView {self.id}>"

    @property
    def is_offered(self) -> bool:
        """Whether there ever was an offer."""
        return self.state is not OfferState.NOT_OFFERED

    def is_open(self, at: datetime) -> bool:
        """This function will tell whether it may be answered, or answered otherwise, at ``at`` (aware)."""
        return self.state in OPEN and self.campaign.takes_answers(at)

    def is_final(self, at: datetime) -> bool:
        """This function will tell whether nothing follows any more."""
        return self.state in FINAL and not self.is_open(at)


@dataclass(frozen=True, slots=True, repr=False)
class OfferEventView:
    """One step of an offer; ``text`` is what was sealed with it, None when there is nothing or it cannot be opened."""

    event_id: int
    at: datetime
    kind: Kind
    version: int
    state: OfferState
    reason: str
    choice: str
    channel: str
    rules_version: int | None
    actor_kind: str
    actor_subject: UUID | None
    actor_account: UUID | None
    text: str | None = None

    def __repr__(self) -> str:
        return f"<OfferEventView {self.event_id}>"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a candidate is not in the campaign at all; the same word for an unknown and for another's person."""

    reason: str  # no_such_person, no_such_pool, undeclared_input, bad_input
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class InputShown:
    """One input in words; ``value`` is empty when it was not given."""

    name: str
    words: str
    value: str

    def __repr__(self) -> str:
        return f"<InputShown {self.name}>"


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule in words, and whether it was met; None: an input was missing."""

    code: str
    words: str
    met: bool | None
    inputs: tuple[InputShown, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    Why me, or why not me: the rules of the version that was applied, each with what it was given.

    ``kept`` is false when what was given is gone (erased); then the rules are told without inputs. ``permission`` is
    the ledger's own reason where it refused.
    """

    offer: UUID
    rules: str
    version: int
    published_at: datetime | None
    qualifies: bool | None
    reason: str
    permission: Reason | None
    shown: tuple[RuleShown, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people came how far. ``reasons`` counts why people are out, by the words of the vocabulary."""

    candidates: int = 0
    eligible: int = 0
    permitted: int = 0
    made: int = 0
    sent: int = 0
    delivered: int = 0
    answered: int = 0
    accepted: int = 0
    placed: int = 0
    declined: int = 0
    waiting: int = 0
    conflicting: int = 0
    stopped: int = 0
    lapsed: int = 0
    not_granted: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached:
    """So many qualified and were not reached for ``reason``; ``count`` is None where it is fewer than five."""

    reason: str
    count: int | None


@dataclass(frozen=True, slots=True)
class AnswersAt:
    """Answers that came in one hour of the campaign; ``accepted`` and ``declined`` by what they say now."""

    hour: datetime
    accepted: int
    declined: int


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition that a campaign does not meet, and what is missing, in words that help."""

    condition: Condition
    why: str
