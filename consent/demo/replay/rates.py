"""How people behave in the replay: every rate is an input, and the defaults are near what Helsinki saw in 2021."""

from dataclasses import dataclass

# What Helsinki told of 2021: over 5,500 families, 93 % answered, 89 % accepted, a minute instead of two months.
FAMILIES_2021, ANSWERED_2021, ACCEPTED_2021, SATISFACTION_2021 = 5_500, 0.93, 0.89, 4.32


@dataclass(frozen=True, slots=True)
class Rates:
    """
    Shares of families (upper part) and of telephones or messages (lower part), each from 0 to 1.

    ``accepting`` is of those who answer. ``half_minutes`` is the median of people's waits and ``longest_minutes`` what
    none exceeds, before all of them are shortened ``speed``-fold.
    """

    answering: float = 0.945
    accepting: float = ACCEPTED_2021 / ANSWERED_2021
    second_guardian: float = 0.25
    both_guardians: float = 0.10
    disagreeing: float = 0.03
    late: float = 0.008
    twins: float = 0.015
    two_guardians: float = 0.78
    not_eligible: float = 0.01
    secret_home: float = 0.003
    shared_number: float = 0.004
    foreign_number: float = 0.004
    no_number: float = 0.004

    undelivered: float = 0.012
    with_code: float = 0.25
    unclear_first: float = 0.06
    brought_five_times: float = 0.04
    written_twice: float = 0.03
    changing_mind: float = 0.015
    saying_stop: float = 0.004
    from_wrong_number: float = 0.004
    rating: float = 0.55

    half_minutes: float = 1.0
    longest_minutes: float = 20.0
    speed: float = 60.0
