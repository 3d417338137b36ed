"""The short codes that tell the offers of one telephone apart."""

import secrets

from consent.core.replies import CODE_ALPHABET, CODE_LENGTH
from consent.proactive.models import Offer
from consent.proactive.vocabulary import OPEN


def new_codes(number: int) -> list[str]:
    """This function will return codes that no open offer of any campaign has, so that a family's never meet.

    They are drawn at random and tell nothing of anybody; to guess one is to move nothing but a reversible state.
    """
    codes: set[str] = set()
    while len(codes) < number:
        drawn = {_draw() for _ in range(number - len(codes))} - codes
        taken = Offer.objects.filter(code__in=drawn, state__in=[state.value for state in OPEN])
        codes |= drawn - set(taken.values_list("code", flat=True))
    return sorted(codes, key=lambda _: secrets.randbits(32))


def _draw() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
