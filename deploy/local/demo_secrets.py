"""The demonstration's own secrets: drawn at first run, kept beside the demonstration's data, never used elsewhere."""

import base64
import secrets
from pathlib import Path

from deploy.local.errors import explained
from deploy.local.files import make_directory, write_private


def secret_files(home: Path) -> dict[str, Path]:
    """
    This function will return the file of each secret the settings need, and draw those that are missing.

    :return: variable name of the settings (`SECRET_KEY`, `ROOT_KEY`) to a file of mode 600.
    """
    folder = home / "secrets"
    files = {"SECRET_KEY": folder / "secret_key", "ROOT_KEY": folder / "root_key"}
    with explained(folder):
        make_directory(folder, 0o700)
        if not files["SECRET_KEY"].exists():
            write_private(files["SECRET_KEY"], secrets.token_urlsafe(64))
        if not files["ROOT_KEY"].exists():
            write_private(files["ROOT_KEY"], base64.b64encode(secrets.token_bytes(32)).decode())
    return files
