"""Command ``replay_campaign``: the pre-school campaign of 2021 once more, with made-up families."""

import logging
import os
from argparse import ArgumentParser
from time import monotonic, sleep
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console

from consent.demo.replay.rates import Rates
from consent.demo.replay.report import print_report
from consent.demo.replay.run import Replay, Stuck
from consent.demo.replay.town import Crowded
from consent.messaging.config import messaging_config
from consent.messaging.emulator.desk import Desk

LOOK_EVERY = 0.3


class Command(BaseCommand):
    """Killed at any moment and run again with the same numbers, it goes on where it was and sends nothing twice."""

    help = "Replay the pre-school campaign of 2021 with made-up families, through the emulated gateway; demo mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will add how many families and which ones."""
        parser.add_argument("--families", type=int, default=5_500, help="how many families (default 5500)")
        parser.add_argument("--seed", type=int, default=2021, help="which families, and what they do (default 2021)")
        parser.add_argument(
            "--speed", type=float, default=Rates().speed, help="how much shorter people wait (default 60)"
        )

    def handle(self, *args: Any, families: int, seed: int, speed: float, **options: Any) -> None:
        """This function will run or finish the replay. Raises ``CommandError`` with advice, and for any fault found."""
        config = messaging_config()
        if not settings.DEMO:
            raise CommandError("replay_campaign makes up families: it runs in demo mode only.")
        if not config.api_url or not config.api_token:
            raise CommandError("No gateway is named: run `make campaign`, which serves one, or set SMS_API_URL.")
        if not 1 <= families <= 20_000 or not 0 <= seed <= 999_999_999 or not 0.1 <= speed <= 10_000:
            raise CommandError("--families is 1 to 20000, --seed 0 to 999999999 and --speed 0.1 to 10000.")
        logging.disable(logging.INFO)  # somebody watches; what is worth a log line elsewhere is noise here
        console = Console(highlight=False)
        desk = Desk(config.api_url, config.api_token)
        replay = Replay(seed, families, Rates(speed=speed), desk, config.sender)
        parent, began = os.getppid(), monotonic()
        try:
            for news in replay.steps():
                if news:
                    console.print(f"[dim]{monotonic() - began:7.1f} s[/]  {news}")
                if os.getppid() != parent:
                    raise CommandError("Whoever served this replay is gone. Run it again: it goes on where it was.")
                sleep(0 if news else LOOK_EVERY)
        except Crowded:
            raise CommandError("This database holds another city: the replay needs one of its own.") from None
        except Stuck as reason:
            raise CommandError(
                f"The campaign does not go on: {reason}. Run it again: it goes on where it was."
            ) from None
        except (httpx.HTTPError, DatabaseError) as fault:
            who = "database" if isinstance(fault, DatabaseError) else "gateway"
            raise CommandError(f"The {who} does not answer ({type(fault).__name__}). Run it again.") from None
        finally:
            desk.close()
        wrong = replay.faults
        print_report(console, replay.figures, wrong, replay.rates, replay.satisfaction)
        if any(wrong.values()):
            raise CommandError("The replay found faults.")
