"""How much is measured: in passing (tiny), in a few minutes, or in full."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """
    :param residents: people enrolled, each with a decision and an id for the department.
    :param permissions: of the people who come beside them (``bench.crowd``).
    :param asked_about: of how many people in all checks ask.
    :param scale: permissions and as many uses in the two cities that the check is compared in.
    :param seconds: how long one round of load lasts.
    :param rounds: how often the sides of a comparison take turns; the median of the rounds counts.
    :param connections: keep-alive connections of the load.
    :param tokens: requests to the token endpoint with each of the secrets compared.
    :param withdrawals: commits of a withdrawal or a grant, each followed by the very next check.
    :param visits: requests of a page, for each person compared.
    :param long_history: uses of the person whose data was used often.
    :param uses_before: uses of everybody, recorded before anything is measured.
    :param large_city_residents: residents of the large city, which is filled by the database itself.
    :param small_city_uses: uses in that city before it grew.
    :param large_city_uses: uses in that city when it is large.
    :param large_city_visits: requests of each of its list pages; more than of other pages, since a p95 is asked for.
    :param logs: leaves of the log that grows, at each of which it is read.
    :param verifications: how often it is verified at each size, in turn with bare hashing.
    :param proofs: proofs of each kind that are served at each size.
    :param exported: uses that are taken out at once, no more than one export may have.
    :param families: families that a campaign reaches.
    """

    residents: int
    permissions: int
    asked_about: int
    scale: tuple[int, int]
    seconds: float
    rounds: int
    connections: int
    tokens: int
    withdrawals: int
    visits: int
    long_history: int
    uses_before: int
    large_city_residents: int
    small_city_uses: int
    large_city_uses: int
    large_city_visits: int
    logs: tuple[int, ...]
    verifications: int
    proofs: int
    exported: int
    families: int


TINY = Sizes(
    residents=20,
    permissions=200,
    asked_about=40,
    scale=(100, 1_000),
    seconds=0.2,
    rounds=1,
    connections=2,
    tokens=3,
    withdrawals=4,
    visits=2,
    long_history=60,
    uses_before=0,
    large_city_residents=50,
    small_city_uses=50,
    large_city_uses=500,
    large_city_visits=5,
    logs=(1_000, 3_000),
    verifications=1,
    proofs=10,
    exported=300,
    families=20,
)
NORMAL = Sizes(
    residents=2_000,
    permissions=1_000_000,
    asked_about=20_000,
    scale=(100_000, 1_000_000),
    seconds=3.0,
    rounds=5,
    connections=16,
    tokens=300,
    withdrawals=400,
    visits=40,
    long_history=500,
    uses_before=20_000,
    large_city_residents=50_000,
    small_city_uses=500,
    large_city_uses=1_000_000,
    large_city_visits=150,
    logs=(10_000, 100_000),
    verifications=3,
    proofs=500,
    exported=100_000,
    families=500,
)
FULL = Sizes(
    residents=20_000,
    permissions=10_000_000,
    asked_about=100_000,
    scale=(1_000_000, 10_000_000),
    seconds=8.0,
    rounds=7,
    connections=16,
    tokens=1_000,
    withdrawals=3_000,
    visits=200,
    long_history=50_000,
    uses_before=1_000_000,
    large_city_residents=200_000,
    small_city_uses=500,
    large_city_uses=4_000_000,
    large_city_visits=300,
    logs=(10_000, 100_000, 1_000_000),
    verifications=5,
    proofs=2_000,
    exported=100_000,
    families=5_500,
)
