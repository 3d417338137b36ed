"""`python -m services.kit.check MODULE …`: tries service modules and prints what was proved. It stores nothing.

It runs as the command check_service of manage.py, which finds the clone's own database when the environment names none.
"""

import runpy
import sys
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def main(arguments: list[str]) -> None:
    """This function will try the modules and exit with 0 when every one of them stands every proof, else with 1."""
    sys.argv = ["manage.py", "check_service", *arguments]
    runpy.run_path(str(MANAGE), run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
