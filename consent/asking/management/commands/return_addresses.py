"""Command that registers where a client may have people sent back to."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.asking.actions.return_addresses import change_return_addresses
from consent.core.errors import DomainError
from consent.people.actors import Actor


class Command(BaseCommand):
    """Adds, removes and lists the return addresses of one client."""

    help = "Register the addresses (https, compared letter for letter) to which a client may have people sent back."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the client and what changes."""
        parser.add_argument("--client-id", metavar="ID", required=True)
        parser.add_argument("--add", metavar="URI", action="append", default=[])
        parser.add_argument("--remove", metavar="URI", action="append", default=[])
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will change the addresses and print those that stand."""
        try:
            stands = change_return_addresses(
                actor=Actor.system("return_addresses"),
                client=options["client_id"],
                add=options["add"],
                remove=options["remove"],
            )
        except DomainError as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        if options["json"]:
            self.stdout.write(json.dumps({"client_id": options["client_id"], "return_addresses": stands}))
        else:
            self.stdout.write("\n".join(stands) or "No return address.")
