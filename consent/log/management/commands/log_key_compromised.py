"""Command ``log_key_compromised``: somebody else may have had a key of the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.core.errors import DomainError
from consent.log.actions.rotate_key import declare_compromised
from consent.log.management.operators import add_operator
from consent.log.models import Log


class Command(BaseCommand):
    """What the key signed beyond the trusted size is not believed any more; a new key goes on."""

    help = "Record that a key of the log is compromised, and up to which tree size it is still believed."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will add the key, the size and the operator's name."""
        parser.add_argument("--key", required=True, metavar="ID", help="the key's id: the middle part of its vkey")
        parser.add_argument("--trusted-size", required=True, type=int, metavar="N")
        add_operator(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will record it and say who signs now. Raises ``CommandError`` with advice."""
        key_id, size = options["key"], options["trusted_size"]
        for log in Log.objects.order_by("-number"):
            try:
                key = declare_compromised(actor=options["operator"], log=log, key_id=key_id, trusted_size=size)
            except DomainError as refusal:
                if refusal.code == "key":
                    continue
                raise CommandError(str(refusal)) from None
            except OSError as failure:
                raise CommandError(str(failure)) from None
            self.stdout.write(f"Key {key_id} of {log.origin} is believed up to size {size} and no further.")
            if key:
                self.stdout.write(f"{key}\nsigns {log.origin} from the next checkpoint on.")
            return
        raise CommandError(f"No log has had a key {key_id}. `/log/key` lists them.")
