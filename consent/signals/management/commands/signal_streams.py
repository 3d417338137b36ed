"""Command ``signal_streams``: how departments' streams stand, and what nobody took."""

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consent.people.actors import Actor
from consent.signals.actions.send_again import send_again
from consent.signals.queries import dead_letters, stream_states


class Command(BaseCommand):
    """For operators; it names departments, clients and events, and nobody."""

    help = "List departments' streams and dead letters; with --send-again STREAM let its dead letters wait again."

    def add_arguments(self, parser: CommandParser) -> None:
        """This function will declare what the command takes."""
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--send-again", metavar="STREAM", help="a stream whose receiver is mended")

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will send again when asked to, and print how things stand."""
        if options["send_again"]:
            count = send_again(actor=Actor.system("signal_streams"), stream=options["send_again"])
            self.stderr.write(f"{count} dead letters wait again.")
        states, letters = stream_states(), dead_letters()
        if options["json"]:
            found = {"streams": list(map(dataclasses.asdict, states)), "dead": list(map(dataclasses.asdict, letters))}
            self.stdout.write(json.dumps(found, default=str))
            return
        for state in states:
            since = f", the oldest since {state.oldest:%Y-%m-%d %H:%M %Z}" if state.oldest else ""
            self.stdout.write(
                f"{state.department} {state.client} {state.stream} {state.status}: "
                f"{state.waiting} waiting{since}, {state.dead} dead"
            )
        for letter in letters:
            said = f" ({letter.err_description})" if letter.err_description else ""
            self.stdout.write(
                f"dead: {letter.department} {letter.stream} {letter.event} of {letter.made_at:%Y-%m-%d %H:%M %Z}: "
                f"{letter.err}{said}"
            )
