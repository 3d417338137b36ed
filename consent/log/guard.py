"""The last look before a process serves: a city that could rewrite its own log does not start."""

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseFailure
from django.db import connection

from consent.log.checks import check_guard, check_rights, check_triggers

logger = logging.getLogger(__name__)


def refuse_a_rewritable_log() -> None:
    """This function will raise ``ImproperlyConfigured`` when the log could be rewritten or has been rewound.

    A database that cannot be reached is no reason not to start: until it can be, every answer is 503.
    """
    try:
        problems = [
            problem for check in (check_triggers, check_rights, check_guard) for problem in check(databases=["default"])
        ]
    except DatabaseFailure as failure:
        logger.warning("the database cannot be looked at before serving: %s", type(failure).__name__)
        return
    finally:
        connection.close()
    if problems:
        raise ImproperlyConfigured("MyData refuses to serve:\n  - " + "\n  - ".join(str(one.msg) for one in problems))
