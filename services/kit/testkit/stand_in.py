"""Puts a client over a fake ledger in the place of a module's own while a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from services.kit import connection
from services.kit.manifest import Manifest
from services.sdk.client import ConsentClient


@contextmanager
def stand_in(module: str, client: ConsentClient, recipient: str = "") -> Iterator[None]:
    """This function will let the gate ask through ``client`` for one module, and as ever for all others.

    With recipient, it is the client by which that department asks for itself on the module's pages.
    """
    own = connection.client_for

    def client_for(manifest: Manifest, asked_by: str = "") -> ConsentClient:
        return client if (manifest.module, asked_by) == (module, recipient) else own(manifest, asked_by)

    with patch.object(connection, "client_for", client_for):
        yield
