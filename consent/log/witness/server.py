"""The witness's HTTP face (C2SP tlog-witness), out of the standard library."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from consent.core.witness import TEXT_TYPE, Answer
from consent.log.witness.office import Office

LARGEST_BODY = 64 * 1024
LONGEST_LENGTH = 10  # digits, leading zeros included: nothing longer is taken for a number
PATIENCE = 10.0


class WitnessServer(ThreadingHTTPServer):
    """Serves one office; put a proxy with TLS before it when it is to be reached from elsewhere."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], office: Office) -> None:
        super().__init__(address, _Handler)
        self.office = office


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server_version = "mydata-witness"
    sys_version = ""
    server: WitnessServer

    def do_POST(self) -> None:
        """This function will answer add-checkpoint."""
        if self.path != "/add-checkpoint":
            return self._send(Answer(HTTPStatus.NOT_FOUND, "there is only /add-checkpoint\n"))
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            return self._send(Answer(HTTPStatus.LENGTH_REQUIRED, "say how long the request is\n"))
        if len(length) > LONGEST_LENGTH or int(length) > LARGEST_BODY:
            return self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too long\n"))
        body = self.rfile.read(int(length))
        if len(body) != int(length):
            return None  # cut off: whoever asked is gone
        return self._send(self.server.office.add_checkpoint(body))

    def do_GET(self) -> None:
        """This function will tell who this witness is, or what it cosigned last for a log."""
        if self.path == "/":
            return self._send(Answer(HTTPStatus.OK, f"{self.server.office.vkey}\n"))
        hashed, slash, rest = self.path.removeprefix("/").partition("/")
        note = self.server.office.latest(hashed) if slash and rest == "checkpoint" else None
        if note is None:
            return self._send(Answer(HTTPStatus.NOT_FOUND, "nothing of such a log has been cosigned\n"))
        return self._send(Answer(HTTPStatus.OK, note))

    def _send(self, answer: Answer) -> None:
        data = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type or TEXT_TYPE)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)
