"""Library card numbers: fourteen digits, the last a check digit (ISO/IEC 7812-1 Annex B, the Luhn sum)."""

PREFIX = "29"
LENGTH = 14


def is_card_number(text: str) -> bool:
    """This function will tell whether text is a well-formed card number."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and text == complete(text[:-1])


def complete(digits: str) -> str:
    """This function will return the digits with their check digit behind them."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
