"""What a department hands in: a campaign as it drafts it, and the people it would offer the service to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.core.eligibility import Value
from consent.proactive.vocabulary import Mode

MOST_CANDIDATES = 500
MOST_POOLS = 500


@dataclass(frozen=True, slots=True)
class PoolDraft:
    """Places that offers share. ``code`` is empty for the one pool of a campaign; ``capacity`` None has no end."""

    code: str = ""
    name: str = ""
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """
    A campaign as its department writes it. The mappings hold fi, sv and en.

    ``rules`` is the code of a rule set of the department; ``rules_version`` None takes the newest when it starts.
    ``category`` is what the ledger is asked about before sending and at the answer. ``deadline`` is aware.
    """

    code: str
    round: str
    activity: str
    category: str
    rules: str
    service: Mapping[str, str]
    texts: Mapping[str, str]
    if_declined: Mapping[str, str]
    form_url: str
    sender: str
    deadline: datetime
    benefit_resident: Mapping[str, str]
    benefit_city: Mapping[str, str]
    rules_version: int | None = None
    mode: Mode = Mode.ASK
    message_class: str = "service"
    duty_ref: str = ""
    letter_fallback: bool = True
    minutes_saved_each: int | None = None
    pools: Sequence[PoolDraft] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """
    One person (by the department's own id) with what the rules are to be given; ``pool`` is a code of the campaign.

    ``place`` names the place for this person where that is not the pool's name. Its repr tells nobody's data.
    """

    person: str
    inputs: Mapping[str, Value]
    pool: str = ""
    place: str = ""

    def __repr__(self) -> str:
        return "<Candidate>"
