"""Reference numbers that services use in the place of names: nine digits, the last a check digit.

ISO/IEC 7812-1 Annex B, the Luhn sum.
"""

LENGTH = 9


def is_reference(text: str) -> bool:
    """This function will tell whether text is a well-formed reference number."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and text == complete(text[:-1])


def complete(digits: str) -> str:
    """This function will return the digits with their check digit behind them."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
