"""How much is measured: in passing (tiny), in a few minutes, or in full."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """
    :param residents: people enrolled, each with a decision and an id for the department.
    :param seconds: how long one round of load lasts.
    :param rounds: how often the sides of a comparison take turns; the median of the rounds counts.
    :param connections: keep-alive connections of the load.
    :param withdrawals: commits of a withdrawal or a grant, each followed by the very next check.
    :param visits: requests of a page, for each person compared.
    :param long_history: uses of the person whose data was used often.
    :param uses_before: uses of everybody, recorded before anything is measured.
    """

    residents: int
    seconds: float
    rounds: int
    connections: int
    withdrawals: int
    visits: int
    long_history: int
    uses_before: int


TINY = Sizes(
    residents=20, seconds=0.2, rounds=1, connections=2, withdrawals=4, visits=2, long_history=60, uses_before=0
)
NORMAL = Sizes(
    residents=2_000, seconds=3.0, rounds=5, connections=16, withdrawals=400, visits=40, long_history=500, uses_before=0
)
FULL = Sizes(
    residents=20_000,
    seconds=8.0,
    rounds=7,
    connections=16,
    withdrawals=3_000,
    visits=200,
    long_history=50_000,
    uses_before=1_000_000,
)
