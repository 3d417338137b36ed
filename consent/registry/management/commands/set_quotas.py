"""Command that gives a client quotas of its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.people.actors import Actor
from consent.registry.actions.set_quotas import QUOTAS, set_quotas


class Command(BaseCommand):
    """Sets quotas; ``default`` gives the client the city's again."""

    help = "Set how much a client may ask (a number, 0 for no quota, or 'default')."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take the client and its quotas."""
        parser.add_argument("client_id", metavar="CLIENT-ID")
        for name in QUOTAS:
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will set what was named and print all quotas of the client."""
        named = {name: options[name] for name in QUOTAS if options[name] is not None}
        try:
            quotas = {name: None if text == "default" else int(text) for name, text in named.items()}
            answer = set_quotas(actor=Actor.system("set_quotas"), client_id=options["client_id"], quotas=quotas)
        except ValueError:
            raise CommandError("A quota is a whole number, or 'default'.") from None
        except DomainError as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        for name, value in answer.items():
            self.stdout.write(f"{name}: {'default' if value is None else value}")
