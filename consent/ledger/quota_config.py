"""How much one client may ask, as an operator names it in the environment; a client may be given values of its own."""

from django.conf import settings
from environ import Env

CHECKS, PERSON, LOOKUPS = "checks", "person", "lookups"
# A thousand decisions a second is more than a whole office asks; a page of a service asks a dozen about a person;
# nobody at a desk looks up ten people a second.
DEFAULTS = {
    CHECKS: ("QUOTA_CHECKS_PER_MINUTE", 60_000),
    PERSON: ("QUOTA_CHECKS_PER_PERSON_A_DAY", 1_000),
    LOOKUPS: ("QUOTA_LOOKUPS_PER_MINUTE", 300),
}
LARGEST = 1_000_000_000


def read(env: Env) -> tuple[dict[str, int], list[str]]:
    """This function will return the quotas and what is wrong with them; nought sets one aside."""
    quotas: dict[str, int] = {}
    problems: list[str] = []
    for name, (variable, default) in DEFAULTS.items():
        text = env.str(variable, str(default)).strip()
        quotas[name] = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) else -1
        if not 0 <= quotas[name] <= LARGEST:
            problems.append(f"{variable} must be a whole number from 0 (no quota) to {LARGEST}.")
    return quotas, problems


def default_quota(quota: str) -> int:
    """This function will return the city's own value of a quota, nought where there is none."""
    return int(settings.QUOTAS[quota])
