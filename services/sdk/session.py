"""What every client is, whoever runs its steps: a department, its tokens and its patience."""

import json
from abc import ABC, abstractmethod
from typing import Any

from services.sdk.credentials import AnyCredentials
from services.sdk.exchange import Call, Reply, Steps
from services.sdk.patience import Patience, perform
from services.sdk.signed import KeyRing
from services.sdk.tokens import TokenCache

SCOPES = ("decision:evaluate", "subjects:resolve")


class Session(ABC):
    """Belongs to one department. It never keeps an answer: every check asks afresh."""

    def __init__(
        self,
        base_url: str,
        credentials: AnyCredentials,
        *,
        department: str,
        scopes: tuple[str, ...] = SCOPES,
        issuer: str = "",
        patience: Patience | None = None,
        transport: Any = None,
    ) -> None:
        """This function will begin a session; ``issuer`` is asked for when a key needs it and it is not given.

        ``transport`` replaces the network with one of httpx's. Raises ValueError for an address that is not https, or
        http on this machine, and for a key of another kind.
        """
        self.department = department
        self.client_id = credentials.client_id
        self.patience = patience or Patience()
        self.keys = KeyRing()
        self._tokens = TokenCache(credentials, scopes, issuer)
        self._open(base_url, transport)

    @abstractmethod
    def _open(self, base_url: str, transport: Any) -> None:
        """Open the connections that this kind of client sends its calls over."""

    def perform(self, call: Call) -> Steps[Reply]:
        """This function will have a call sent with this session's token and patience. Raises ConsentError."""
        return perform(call, self._tokens, self.patience)

    def post(self, path: str, content: dict[str, Any], **details: Any) -> Steps[Reply]:
        """This function will have a JSON object sent. Raises ConsentError."""
        return self.perform(Call("POST", path, body=json.dumps(content).encode(), **details))
