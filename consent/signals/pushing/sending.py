"""One push: to the very address that was judged, over TLS for the name, once, and never on to somewhere else."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from consent.signals.pushing.addresses import PushAddress, Unreachable, resolved

CONNECT_SECONDS, READ_SECONDS, ALTOGETHER_SECONDS = 3.0, 5.0, 15.0
LONGEST_ANSWER = 8 * 1024
ACCEPTED, BAD_REQUEST = 202, 400


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push: it was accepted, or refused for good, or it may be tried again."""

    accepted: bool
    refused: bool = False
    err: str = ""
    description: str = ""


class _ToNumber(http.client.HTTPSConnection):
    """Connects to addresses that were judged before; the name is for the certificate and the Host header."""

    def __init__(self, address: PushAddress, numbers: Sequence[str], context: ssl.SSLContext) -> None:
        super().__init__(address.host, address.port, timeout=READ_SECONDS, context=context)
        self._numbers, self._tls = numbers, context

    def connect(self) -> None:
        """This function will open the connection to the first address that answers."""
        failure: OSError | None = None
        for number in self._numbers:
            try:
                plain = socket.create_connection((number, self.port), timeout=CONNECT_SECONDS)
            except OSError as reason:
                failure = reason
                continue
            plain.settimeout(READ_SECONDS)
            self.sock = plain  # so that a handshake that never ends can be cut as well
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
            return
        raise failure or OSError("no address")


def send(address: PushAddress, token: str, authorization: str) -> Pushed:
    """This function will push one token (RFC 8935 §2) and return what became of it; it raises nothing.

    No proxy, no redirect and no cookie; an answer is read up to eight kilobytes and a push takes fifteen seconds at
    most, whatever the other side does.
    """
    headers = {"Content-Type": "application/secevent+jwt", "Accept": "application/json", "Connection": "close"}
    if authorization:
        headers["Authorization"] = authorization
    try:
        context = ssl.create_default_context(cafile=str(settings.SSF.push_ca) if settings.SSF.push_ca else None)
        connection = _ToNumber(address, resolved(address), context)
    except Unreachable as reason:
        return Pushed(accepted=False, err="unreachable", description=str(reason))
    except (OSError, ssl.SSLError):
        return Pushed(accepted=False, err="unreachable", description="the city's certificates cannot be read")
    watch = threading.Timer(ALTOGETHER_SECONDS, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", address.target, body=token.encode(), headers=headers)
        answer = connection.getresponse()
        return _understood(answer.status, answer.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as reason:
        return Pushed(accepted=False, err="unreachable", description=f"the connection failed ({type(reason).__name__})")
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: http.client.HTTPSConnection) -> None:
    held = connection.sock
    if held is not None:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _understood(status: int, body: bytes) -> Pushed:
    if status == ACCEPTED:
        return Pushed(accepted=True)
    err, description = f"http_{status}", ""
    if status == BAD_REQUEST:
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict) and isinstance(said.get("err"), str):
            text = said.get("description")
            return Pushed(False, refused=True, err=said["err"], description=text if isinstance(text, str) else "")
        description = "the receiver refused it without saying why"
    return Pushed(accepted=False, err=err, description=description)
