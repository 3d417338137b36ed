"""Command that gives a department an OAuth client, or changes one."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.people.actors import Actor
from consent.registry.actions.change_client import change_client
from consent.registry.actions.register_client import register_client

TOKEN_PATH = "/o/token/"


class Command(BaseCommand):
    """Registers a client, or disables, enables or re-scopes one named by ``--client-id``."""

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
        if options["disable"] or options["enable"]:
            raise CommandError("Name the client to disable or enable with --client-id ID.")
        client = register_client(
            actor=Actor.system("register_client"),
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
        if scopes is None and not options["disable"] and not options["enable"] and options["jwks"] is None:
            raise CommandError("Say what to change: --disable, --enable, --scopes or --jwks.")
        client = change_client(
            actor=Actor.system("register_client"),
            client_id=options["client_id"],
            disabled=options["disable"] if options["disable"] or options["enable"] else None,
            scopes=scopes,
            jwks=_keys(options),
        )
        return {
            "client_id": client.client_id,
            "department": client.department_id,
            "scopes": sorted(client.scopes),
            "disabled": client.disabled,
        }


def _keys(options: dict[str, Any]) -> str | None:
    if options["jwks"] is None:
        return None
    try:
        return str(options["jwks"].read_text("utf-8"))
    except (OSError, UnicodeError):
        raise CommandError("The file of --jwks cannot be read as text.") from None
