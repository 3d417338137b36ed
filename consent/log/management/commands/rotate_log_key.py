"""Command ``rotate_log_key``: let a new key sign the log from now on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.log.actions.rotate_key import rotate_key
from consent.log.management.operators import add_operator
from consent.log.models import Log


class Command(BaseCommand):
    """The city keeps running; old receipts keep verifying with the old key."""

    help = "Let a new key sign the log; it signs the last good checkpoint, and the old key is retired."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will add the operator's name."""
        add_operator(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will rotate and print the new verifier key. Raises ``CommandError`` with advice."""
        log = Log.objects.order_by("-number").first()
        if log is None:
            raise CommandError("There is no log yet: the worker begins it.")
        try:
            key = rotate_key(actor=options["operator"], log=log)
        except (DomainError, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{key}\nsigns {log.origin} from the next checkpoint on. Give it to everyone who verifies.")
