"""Command that closes an account of any kind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.people.actions.local_account import close_account
from consent.people.actors import Actor


class Command(BaseCommand):
    """Closes an account: whoever is signed in to it is signed out at once."""

    help = "Close an account: its sessions end at once and nobody signs in to it again."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will take which account."""
        parser.add_argument("--username", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will close the account."""
        try:
            close_account(actor=Actor.system("close_account"), username=options["username"])
        except DomainError as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        self.stdout.write("The account is closed.")
