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


def client_for(manifest: Manifest, recipient: str = "") -> ConsentClient:
    """This function will return the module's client. Raises NotConnected when it has no credentials.

    With recipient, the code of a department to which the module hands data over, it is that department's own client,
    whose credentials lie beside the module's. The file is read at each call, so that new credentials count at once and
    missing ones never look like old ones.
    """
    name = f"{manifest.module}.{recipient}" if recipient else manifest.module
    credentials = _read(Path(settings.SERVICE_CREDENTIALS_DIR) / f"{name}.json")
    department = recipient or manifest.department
    with _lock:
        known = _clients.get(name)
        if known is None or known[0] != credentials:
            # The old client is left to its last users; its connections close when they let go of it.
            client = ConsentClient(settings.CONSENT_API_URL, credentials, department=department, scopes=manifest.scopes)
            known = _clients[name] = (credentials, client)
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
