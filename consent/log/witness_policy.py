"""The trust policy that this city follows: which witnesses are asked, and how many must have answered."""

from django.conf import settings

from consent.core.policy import Policy, parse


def witness_policy() -> Policy:
    """This function will return the policy as the operator's file has it now, one without witnesses when none is named.

    Raises ``PolicyError`` or ``OSError`` when the file has become something else since the process began.
    """
    file = settings.LOG_WITNESS_POLICY
    return Policy() if file is None else parse(file.read_bytes())


def witness_vkeys() -> list[str]:
    """This function will return the verifier keys of the policy's witnesses."""
    return [party.key.vkey for party in witness_policy().witnesses.values()]
