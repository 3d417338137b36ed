"""Keeps a living access token in a file that nginx includes, so that nginx itself never holds the client's secret.

    python3 token_for_nginx.py --token-url https://mydata.example.fi/o/token/ --client client.json --into token.conf \
        --reload "nginx -s reload"

Python's own library only: it runs on the gateway's machine, beside nginx, as a user that nginx's workers are not.
"""

import argparse
import base64
import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SCOPE = "decision:evaluate"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,255}=*")


def fetch(token_url: str, client: Path) -> tuple[str, int]:
    """This function will get a token by the client's credentials: the token and its seconds of life (RFC 6749 §4.4)."""
    told = json.loads(client.read_text("utf-8"))
    credentials = base64.b64encode(f"{told['client_id']}:{told['client_secret']}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310  (the operator's own address)
        token_url,
        data=f"grant_type=client_credentials&scope={SCOPE}".encode(),
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        document = json.loads(answer.read(65_536))
    token = str(document["access_token"])
    if not _TOKEN.fullmatch(token):
        raise ValueError("what came is no token")
    return token, int(document["expires_in"])


def write(token: str, into: Path) -> None:
    """This function will put the token where nginx includes it, readable by this user alone, whole or not at all."""
    fresh = into.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(f'proxy_set_header Authorization "Bearer {token}";\n')
    fresh.replace(into)


def main() -> None:
    """This function will renew the token when half its life is over, until it is stopped; ``--once`` renews it once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--token-url", required=True)
    parser.add_argument("--client", type=Path, required=True, help="what register_client --json printed; mode 600")
    parser.add_argument("--into", type=Path, required=True, help="the file that nginx.conf includes")
    parser.add_argument("--reload", default="", help="what makes nginx read it again")
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args()
    while True:
        wait = 10.0
        try:
            token, life = fetch(options.token_url, options.client)
            write(token, options.into)
            if options.reload:
                subprocess.run(shlex.split(options.reload), check=True)
            wait = max(10.0, life / 2)
        except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as failure:
            # The old token works until it ends; after that the ledger refuses, and so does nginx.
            print(f"no token: {type(failure).__name__}", file=sys.stderr)
            if options.once:
                raise SystemExit(1) from None
        if options.once:
            return
        time.sleep(wait)


if __name__ == "__main__":
    main()
