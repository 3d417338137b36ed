"""The trust policy that this city follows: which witnesses are asked, and how many must have answered."""

import logging

from django.conf import settings

from consent.core.policy import Policy, PolicyError, parse

logger = logging.getLogger(__name__)


def witness_policy() -> Policy:
    """This function will return the policy as the operator's file has it now, one without witnesses when none is named.

    Raises ``PolicyError`` or ``OSError`` when the file has become something else since the process began.
    """
    file = settings.LOG_WITNESS_POLICY
    return Policy() if file is None else parse(file.read_bytes())


def readable_policy() -> Policy | None:
    """This function will return the policy, or None after logging that the file cannot be read as one.

    For what must be told to everybody whatever an operator has done to the file: the log's own word is as good as ever,
    only of its witnesses nothing can be said.
    """
    try:
        return witness_policy()
    except (PolicyError, OSError) as reason:
        logger.critical("LOG_WITNESS_POLICY is no trust policy any more: %s", reason)
        return None


def witness_vkeys() -> list[str]:
    """This function will return the verifier keys of the policy's witnesses."""
    return [party.key.vkey for party in witness_policy().witnesses.values()]
