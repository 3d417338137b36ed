"""Runs a witness; ``manage.py`` starts it before Django, so that it needs neither database nor settings."""

from typing import Any

from django.core.management.base import BaseCommand

from consent.log.witness.command import main, parser


class Command(BaseCommand):
    """Here so that ``manage.py help`` lists it."""

    help = parser().description or ""

    def run_from_argv(self, argv: list[str]) -> None:
        """This function will run the witness with the arguments behind its name."""
        raise SystemExit(main(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        """This function will run the witness with the arguments it is called with."""
        raise SystemExit(main([str(one) for one in args]))
