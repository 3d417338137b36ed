"""The command behind `make lint`: every linter, one after the other, also when an earlier one is not content."""

import base64
import os
import secrets
import subprocess
import sys
import time

from deploy.local.paths import CLONE

_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINTERS = (
    ("ruff check", ("-m", "ruff", "check", "--quiet", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("mypy", ("-m", "mypy", "--no-error-summary")),
    ("import-linter", ("-c", _IMPORTS)),
    ("djlint", ("-m", "djlint", "--lint", "--quiet", "templates", "services", "consent")),
)


def main() -> int:
    """This function will run them, print what each found, and return 0 when none found anything."""
    discontent = []
    for name, arguments in LINTERS:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *arguments], cwd=CLONE, env=_environment(), capture_output=True, text=True, check=False
        )
        print(f"{'✗' if done.returncode else '✓'} {name}  {time.monotonic() - began:.1f} s", flush=True)
        if done.returncode:
            discontent.append(name)
            print((done.stdout + done.stderr).rstrip(), flush=True)
    if discontent:
        print(f"Not content: {', '.join(discontent)}.")
    return 1 if discontent else 0


def _environment() -> dict[str, str]:
    """mypy's Django plugin reads the settings, which refuse to load without secrets and a database to name."""
    return os.environ | {
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ROOT_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "DATABASE_URL": "postgresql://nobody@/nowhere",
    }


if __name__ == "__main__":
    sys.exit(main())
