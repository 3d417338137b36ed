"""How long each class of record is kept, as an operator names it in the environment."""

from environ import Env

# Five years is the common period of use and disclosure logs; health and social data need 12 (Act 703/2023).
DEFAULT_YEARS = 5
CLASSES = ("uses", "decisions", "staff_views", "representations", "consent_requests", "offers")


def read(env: Env) -> tuple[dict[str, int], list[str]]:
    """This function will return the years by class (``RETENTION_USES_YEARS`` and so on) and what is wrong with them."""
    years: dict[str, int] = {}
    problems: list[str] = []
    for name in CLASSES:
        variable = f"RETENTION_{name.upper()}_YEARS"
        text = env.str(variable, str(DEFAULT_YEARS)).strip()
        years[name] = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= years[name] <= 100:
            problems.append(f"{variable} must be a whole number from 1 to 100.")
    return years, problems
