"""Command ``rotate_token_key``: replace a key that signs permits and security event tokens."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import NotFound
from consent.people.actors import Actor
from consent.tokens.actions.make_key import disown_token_key, rotate_token_key
from consent.tokens.keys import ALGORITHMS, RS256


class Command(BaseCommand):
    """Replaces a key without downtime, or at once when somebody else may have it."""

    help = "Make the next key that signs tokens; with --compromised=KEY_ID take that key out of use at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will declare what the command takes."""
        parser.add_argument("--algorithm", choices=ALGORITHMS, default=RS256)
        parser.add_argument("--now", action="store_true", help="sign with it at once, not in an hour")
        parser.add_argument("--compromised", metavar="KEY_ID", help="a key that somebody else may have")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will replace the key and say which signs from when. Raises ``CommandError`` with advice."""
        actor = Actor.system("rotate_token_key")
        try:
            if options["compromised"]:
                row = disown_token_key(actor=actor, key_id=options["compromised"])
            else:
                row = rotate_token_key(actor=actor, algorithm=options["algorithm"], now=options["now"])
        except NotFound as unknown:
            raise CommandError(f"{unknown}. /.well-known/jwks.json lists the keys.") from None
        self.stdout.write(f"{row.algorithm} key {row.key_id} signs from {row.signs_from:%Y-%m-%d %H:%M:%S %Z} on.")
