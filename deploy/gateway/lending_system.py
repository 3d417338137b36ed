"""A vendor's lending system that nobody will rewrite: it knows nothing of consent and shows what it is asked for."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class LendingSystem(BaseHTTPRequestHandler):
    """Answers every address with the loans of whoever it names last."""

    def do_GET(self) -> None:
        """This function will show somebody's loans."""
        parts = unquote(urlsplit(self.path).path).strip("/").split("/")
        body = json.dumps({"loans_of": parts[1] if len(parts) > 1 else "", "loans": ["Sinuhe"]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """This function will write nothing: the addresses hold ids of people."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), LendingSystem).serve_forever()
