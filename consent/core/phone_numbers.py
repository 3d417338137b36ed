"""Telephone numbers in their one international spelling (ITU-T E.164), and which of them take text messages here."""

import re

FINLAND = "+358"
_SEPARATORS = re.compile(r"[\s\u00a0\-‐-―./]+")
_TRUNK = re.compile(r"\(0\)")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
# Mobile numbers of Finland begin with 04 or 050 at home (Traficom's numbering plan); the rest is five to eight digits.
_MOBILE = re.compile(r"\+358(?:4[0-9]|50)[0-9]{5,8}", re.ASCII)
LONGEST_SPELLING = 40


def normalised(spelled: str) -> str | None:
    """This function will return a number in its international spelling, None for what is no telephone number.

    A number without a country is one of Finland; blanks, hyphens, points and a written trunk zero do not matter.
    """
    if len(spelled) > LONGEST_SPELLING:
        return None
    digits = _SEPARATORS.sub("", _TRUNK.sub("", spelled.strip()))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = FINLAND + digits[1:]
    elif digits.startswith("358"):
        digits = "+" + digits
    if digits.startswith(FINLAND + "0"):
        digits = FINLAND + digits[len(FINLAND) + 1 :]
    return digits if _E164.fullmatch(digits) else None


def is_foreign(number: str) -> bool:
    """This function will tell whether a normalised number belongs to another country than Finland."""
    return not number.startswith(FINLAND)


def takes_messages(number: str) -> bool:
    """This function will tell whether a normalised number is one of a Finnish mobile network."""
    return bool(_MOBILE.fullmatch(number))
