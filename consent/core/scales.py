"""Numbers as every face writes and draws them alike."""

STEPS = (1, 2, 5, 10, 20, 25, 50)


def round_step(most: float) -> int:
    """This function will return the smallest round step of which four reach ``most`` (a count)."""
    size = 1
    while True:
        for step in STEPS:
            if step * size * 4 >= max(most, 4):
                return step * size
        size *= 100


def grouped(number: int) -> str:
    """This function will write a number in groups of three parted by no-break spaces, as Finnish and Swedish do."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
