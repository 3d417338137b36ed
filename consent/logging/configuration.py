"""How logs are written, for structlog's loggers and the standard library's alike."""

from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from consent.logging.lines import json_line, plain_line
from consent.logging.paths import PathFilter
from consent.logging.redaction import redact_event

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def logging_config(debug: bool) -> dict[str, Any]:
    """This function will set up structlog and return the ``LOGGING`` dictionary for Django.

    With ``debug`` lines are written for people, otherwise as JSON. Either way the last two steps are the same: mask,
    then render on one line. Logs go to standard error, where characters its encoding lacks are written out.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder(allow=())],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    mask,
                    render_plain if debug else render_json,
                ],
            }
        },
        "filters": {"paths": {"()": PathFilter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["paths"]}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Each hands its records to the root; Django's own default handlers would write a second, unmasked line.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # The request middleware tells of every request; Django's development server and its summary of refused ones
            # repeat their address.
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            # One line for every check that a service of this process asks.
            "httpx": {"handlers": [], "level": "WARNING", "propagate": True},
            "httpcore": {"handlers": [], "level": "WARNING", "propagate": True},
            "procrastinate.blueprints": {"handlers": [], "level": "WARNING", "propagate": True},
            "procrastinate.periodic": {"handlers": [], "level": "WARNING", "propagate": True},
            "oauth2_provider": {"handlers": [], "level": "WARNING", "propagate": True},
            "oauthlib": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def mask(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """This function will mask personal numbers anywhere in an event (a structlog processor)."""
    return redact_event(event)


def render_json(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """This function will render an event for machines (a structlog processor)."""
    return json_line(dict(event))


def render_plain(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    """This function will render an event for people (a structlog processor)."""
    return plain_line(dict(event))
