#!/usr/bin/env python3
"""Django's commands, with this clone's own database when the environment names none."""

import os
import sys


def main() -> None:
    """This function will run one command."""
    if sys.argv[1:2] == ["witness"]:
        # A witness runs on somebody else's machine, with no database and no settings of the city.
        from consent.log.witness.command import main as witness

        sys.exit(witness(sys.argv[2:]))
    if sys.argv[1:2] == ["replay_campaign"] and not os.environ.get("SMS_API_URL") and "--help" not in sys.argv:
        # A campaign needs an API, a worker and a gateway: they are served for as long as it takes.
        from deploy.local.campaign import main as campaign

        sys.exit(campaign(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consent.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not there. Use .venv/bin/python manage.py (made by `make run`).")
    from deploy.local.environment import prepare
    from deploy.local.errors import LocalError

    try:
        prepare()
    except LocalError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
