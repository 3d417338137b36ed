"""The process's one client for each module, made from the credentials file that register_client wrote."""

import json
import threading
from pathlib import Path

from django.conf import settings

from services.kit.manifest import Manifest
from services.sdk.client import ConsentClient, Credentials
from services.sdk.errors import NotConnected

_lock = threading.Lock()
_clients: dict[str, tuple[Credentials, ConsentClient]] = {}


def client_for(manifest: Manifest) -> ConsentClient:
    """This function will return the module's client. Raises NotConnected when it has no credentials.

    The file is read at each call, so that new credentials count at once and missing ones never look like old ones.
    """
    credentials = _read(Path(settings.SERVICE_CREDENTIALS_DIR) / f"{manifest.module}.json")
    with _lock:
        known = _clients.get(manifest.module)
        if known is None or known[0] != credentials:
            # The old client is left to its last users; its connections close when they let go of it.
            client = ConsentClient(
                settings.CONSENT_API_URL, credentials, department=manifest.department, scopes=manifest.scopes
            )
            known = _clients[manifest.module] = (credentials, client)
        return known[1]


def _read(path: Path) -> Credentials:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        name, secret = content["client_id"], content["client_secret"]
    except (OSError, ValueError, KeyError, TypeError):
        raise NotConnected("This module has no credentials for the ledger.") from None
    if not isinstance(name, str) or not isinstance(secret, str) or not name or not secret:
        raise NotConnected("This module's credentials are not complete.")
    return Credentials(name, secret)
