"""Command ``sms_emulator``: a text message gateway for tests and the demonstration."""

from argparse import ArgumentParser
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consent.messaging.config import messaging_config
from consent.messaging.emulator.calling import Caller
from consent.messaging.emulator.server import Gateway
from consent.messaging.emulator.store import Store


class Command(BaseCommand):
    """Listens on this machine only. Killed and started again, it goes on where it was."""

    help = "Emulate the SMS gateway (Helsinki's notification service) on 127.0.0.1; demo mode only."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add where it listens, whom it calls and where it remembers."""
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--platform", required=True, help="address of the platform, http://127.0.0.1:8001")
        parser.add_argument("--store", type=Path, help="file to remember in (default in MYDATA_HOME)")
        parser.add_argument("--retry-seconds", type=float, default=5.0, help="between two calls (default 5)")

    def handle(
        self, *args: Any, port: int, platform: str, store: Path | None, retry_seconds: float, **options: Any
    ) -> None:
        """This function will serve until it is stopped. Raises ``CommandError`` with advice."""
        config = messaging_config()
        if not settings.DEMO:
            raise CommandError("sms_emulator delivers nothing to anybody: it runs in demo mode only.")
        if not config.api_token or not config.gateway_secret:
            raise CommandError("Set SMS_API_TOKEN and SMS_GATEWAY_SECRET to the same values as the platform's.")
        kept = Store(store or Path(settings.MYDATA_HOME) / "messages" / "emulator.sqlite3")
        caller = Caller(kept, platform, config.gateway_secret, retry_seconds)
        try:
            gateway = Gateway(port, kept, config.api_token)
        except OSError as fault:
            raise CommandError(f"Port {port} cannot be listened on: {fault.strerror}.") from None
        thread = Thread(target=caller.run, name="caller", daemon=True)
        thread.start()
        self.stdout.write(f"Emulating the gateway on http://127.0.0.1:{gateway.server_port}")
        self.stdout.flush()
        try:
            gateway.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            caller.stop()
            gateway.server_close()
            thread.join(5)
            kept.close()
