"""Command that gives a department an OAuth client, or changes one."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import register_client
from consent.registry.actions.rotate_secret import USUAL_OVERLAP, end_overlap, rotate_secret

TOKEN_PATH = "/o/token/"
ACTOR = Actor.system("register_client")
_CHANGES = ("new_secret", "end_overlap", "disable", "enable", "bind_certificate", "no_certificate")


class Command(BaseCommand):
    """Registers a client, or changes one named by ``--client-id``: scopes, keys, secret, switch."""

    help = "Register an OAuth client of a department, or change one (--client-id). The secret is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take what the client belongs to and may do."""
        parser.add_argument("--department", metavar="CODE")
        parser.add_argument("--scopes", metavar='"a b"', help="separated by spaces")
        parser.add_argument("--name", default="", help="what operators call it")
        parser.add_argument("--client-id", metavar="ID", help="change this client instead of registering one")
        parser.add_argument(
            "--jwks",
            type=Path,
            metavar="FILE",
            help="public keys (JWK set) by which the client proves itself, no secret",
        )
        switch = parser.add_mutually_exclusive_group()
        switch.add_argument("--disable", action="store_true", help="refuse the client, live tokens included")
        switch.add_argument("--enable", action="store_true")
        parser.add_argument("--new-secret", action="store_true", help="give it another; the old one stays a while")
        parser.add_argument(
            "--overlap-days",
            type=int,
            metavar="N",
            help=f"how long the old secret stays valid beside the new one (0 to 90, usually {USUAL_OVERLAP.days})",
        )
        parser.add_argument("--end-overlap", action="store_true", help="end the old secret's validity now")
        certificates = parser.add_mutually_exclusive_group()
        certificates.add_argument(
            "--bind-certificate", action="store_true", help="tie its tokens to its TLS certificate (RFC 8705)"
        )
        certificates.add_argument("--no-certificate", action="store_true")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will register or change, and print what came of it."""
        scopes = None if options["scopes"] is None else options["scopes"].split()
        try:
            answer = self._change(scopes, options) if options["client_id"] else self._register(scopes, options)
        except DomainError as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            for name, value in answer.items():
                self.stdout.write(f"{name}: {' '.join(value) if isinstance(value, list) else value}")

    def _register(self, scopes: list[str] | None, options: dict[str, Any]) -> dict[str, Any]:
        if not options["department"] or scopes is None:
            raise CommandError('Say for whom and for what: --department CODE --scopes "a b".')
        if any(options[name] for name in _CHANGES) or options["overlap_days"] is not None:
            raise CommandError("Name the client to change with --client-id ID.")
        client = register_client(
            actor=ACTOR,
            department=options["department"],
            scopes=scopes,
            name=options["name"],
            jwks=_keys(options),
        )
        return {
            "client_id": client.client_id,
            **({"client_secret": client.client_secret} if client.client_secret else {}),
            "token_url": f"{settings.PUBLIC_URL.rstrip('/')}{TOKEN_PATH}",
            "scopes": list(client.scopes),
        }

    def _change(self, scopes: list[str] | None, options: dict[str, Any]) -> dict[str, Any]:
        if options["department"] or options["name"]:
            raise CommandError("A client stays with its department and name: register another one instead.")
        secrets = options["new_secret"], options["end_overlap"]
        others = scopes is not None or options["jwks"] is not None or any(options[name] for name in _CHANGES[2:])
        if not any(secrets) and not others:
            raise CommandError(
                "Say what to change: --disable, --enable, --scopes, --jwks, --new-secret, --end-overlap, "
                "--bind-certificate or --no-certificate."
            )
        if sum(secrets) + others > 1:
            raise CommandError("--new-secret and --end-overlap each stand alone.")
        if options["overlap_days"] is not None and not options["new_secret"]:
            raise CommandError("--overlap-days belongs to --new-secret.")
        if any(secrets):
            return self._change_secret(options)
        client = change_client(
            actor=ACTOR,
            client_id=options["client_id"],
            disabled=_either(options, "disable", "enable"),
            scopes=scopes,
            jwks=_keys(options),
            certificate_bound=_either(options, "bind_certificate", "no_certificate"),
        )
        return {
            "client_id": client.client_id,
            "department": client.department_id,
            "scopes": sorted(client.scopes),
            "disabled": client.disabled,
        }

    def _change_secret(self, options: dict[str, Any]) -> dict[str, Any]:
        named = {"actor": ACTOR, "client_id": options["client_id"]}
        if options["end_overlap"]:
            end_overlap(**named)
            return {"client_id": options["client_id"], "old_secret": "ended"}
        days = options["overlap_days"]
        rotated = rotate_secret(**named, overlap=USUAL_OVERLAP if days is None else timedelta(days=min(days, 9_999)))
        until = rotated.old_until
        return {
            "client_id": rotated.client_id,
            "client_secret": rotated.client_secret,
            "old_secret_until": until.isoformat(timespec="seconds") if until else "now",
        }


def _either(options: dict[str, Any], yes: str, no: str) -> bool | None:
    return bool(options[yes]) if options[yes] or options[no] else None


def _keys(options: dict[str, Any]) -> str | None:
    if options["jwks"] is None:
        return None
    try:
        return str(options["jwks"].read_text("utf-8"))
    except (OSError, UnicodeError):
        raise CommandError("The file of --jwks cannot be read as text.") from None
